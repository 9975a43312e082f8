import { join } from "node:path";
import { printSchema } from "@ocop/service-kit";
import { traceabilitySubgraph } from "../graph/schema";
import { serviceRoot } from "./service-root";

/** Writes `schema.graphql` from the classes of `src/graph`; with `--check` only says whether it is current. */
process.exitCode = printSchema(
  join(serviceRoot(), "schema.graphql"),
  traceabilitySubgraph().sdl,
  process.argv.slice(2),
);
