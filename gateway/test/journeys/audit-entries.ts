import type { ServiceName } from "@ocop/contracts";
import { auditEntries } from "@ocop/service-kit/testing";
import { inDatabaseOf, type Running } from "./running";

/** The audit log of one service, oldest entry first. */
export const entriesOf = (platform: Running, service: ServiceName) => inDatabaseOf(platform, service, auditEntries);
