import type { Log, Trace } from "@ocop/service-kit";
import type { Admitted } from "./admission";
import type { Identity } from "./identity";

/**
 * What the gateway knows of one request while it asks the subgraphs. The life of the viewer's context counts from
 * `readAt`.
 */
export type GatewayContext = Identity & {
  readonly trace: Trace;
  readonly log: Log;
  /** what was asked, measured and paid */
  readonly admitted: Admitted;
};
