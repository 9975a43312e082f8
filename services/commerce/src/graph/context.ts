import type { Act, GraphContext } from "@ocop/service-kit";
import type { Queries } from "../domain/ports";
import type { CommerceViewer } from "../domain/rights";
import type { Deps } from "../use-cases/deps";
import type { Loaders } from "./loaders";

/** What every resolver of commerce is given for one request. */
export type CommerceContext = GraphContext<CommerceViewer> & {
  readonly queries: Queries;
  readonly loaders: Loaders;
  readonly act: Act<Deps>;
  /** Keys of cursors: the first signs, all verify. */
  readonly cursorKeys: readonly string[];
};
