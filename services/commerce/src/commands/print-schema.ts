import { join } from "node:path";
import { printSchema } from "@ocop/service-kit";
import { buildSchema } from "../graph/schema";
import { packageRoot } from "./package-root";

/** Writes `schema.graphql` from the classes of `src/graph`; with `--check` only says whether it is current. */
process.exitCode = printSchema(join(packageRoot(), "schema.graphql"), buildSchema().sdl, process.argv.slice(2));
