import type { Act, GraphContext } from "@ocop/service-kit";
import type { Queries } from "../domain/ports";
import type { EvaluationViewer } from "../domain/rights";
import type { Deps } from "../use-cases/deps";
import type { Loaders } from "./loaders";

/** What every resolver of evaluation is given for one request. */
export type EvaluationContext = GraphContext<EvaluationViewer> & {
  readonly queries: Queries;
  readonly loaders: Loaders;
  /** Runs a use case in a transaction of its own, with the viewer's rights and the instant of the request. */
  readonly act: Act<Deps>;
  /** Keys of cursors: the first signs, all verify. */
  readonly cursorKeys: readonly string[];
};
