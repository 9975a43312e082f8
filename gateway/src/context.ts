import type { Viewer } from "@ocop/contracts";
import type { Log, Trace } from "@ocop/service-kit";

/** What the gateway knows of one request while it asks the subgraphs. */
export type GatewayContext = {
  readonly viewer: Viewer;
  /** Milliseconds on the machine's clock at which the viewer's assignments were read: the life of the context counts from here. */
  readonly readAt: number;
  readonly trace: Trace;
  readonly log: Log;
};
