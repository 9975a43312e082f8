import type { Act, GraphContext } from "@ocop/service-kit";
import type { PublicQueries, Queries, WorkState } from "../domain/ports";
import type { Deps } from "../use-cases/deps";
import type { Loaders } from "./loaders";

/** What every resolver of traceability is given for one request. */
export type TraceabilityContext = GraphContext & {
  readonly queries: Queries;
  /** what the scan host reads by: no more than anyone may see */
  readonly publicQueries: PublicQueries;
  readonly loaders: Loaders;
  readonly act: Act<Deps>;
  /** An order of serials by the id of its job. */
  readonly order: (id: string) => Promise<WorkState | null>;
  /** Address of the scan host without a path. */
  readonly scanHost: string;
  /** Keys of cursors: the first signs, all verify. */
  readonly cursorKeys: readonly string[];
};
