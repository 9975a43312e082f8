import type { Viewer } from "@ocop/contracts";
import type { MutationCall } from "./idempotency";
import type { Log } from "./log";
import type { Refusals } from "./refusals";
import type { Trace } from "./trace";

/** What every resolver is given for one request. A service adds its use cases and loaders to it. */
export type GraphContext<V extends Viewer = Viewer> = {
  /** Who asks, with the facts of the owning service loaded before any resolver runs. */
  readonly viewer: V;
  /** The instant of the request by the platform's clock, the same for all its fields. */
  readonly now: Date;
  readonly trace: Trace;
  readonly log: Log;
  /** What the request was refused so far, for the audit log; added by the door of the graph. */
  readonly refusals?: Refusals;
  /**
   * What a service lends to the resolver of one mutation in place of its members of the same name: an `act`
   * that knows which mutation it serves.
   */
  readonly during?: (call: MutationCall) => object;
};
