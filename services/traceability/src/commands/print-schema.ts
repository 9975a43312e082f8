import { join } from "node:path";
import { packageRoot, printSchema } from "@ocop/service-kit";
import { traceabilitySubgraph } from "../graph/schema";

/** Writes `schema.graphql` from the classes of `src/graph`; with `--check` only says whether it is current. */
process.exitCode = printSchema(
  join(packageRoot(__dirname), "schema.graphql"),
  traceabilitySubgraph().sdl,
  process.argv.slice(2),
);
