import { column, table } from "@ocop/service-kit";
import type { BreakGlassSession } from "../domain/break-glass";

export const breakGlassTable = table<BreakGlassSession>(
  "break_glass_session",
  {
    id: column.id(),
    version: column.version(),
    requestedBy: column.code(200),
    actedAs: column.code(200),
    ticket: column.text(100),
    reason: column.text(1_000),
    hours: column.integer(),
    state: column.code(10),
    requestedAt: column.instant(),
    approvedBy: column.code(200, { nullable: true }),
    approvedAt: column.instant({ nullable: true }),
    endsAt: column.instant({ nullable: true }),
    endedBy: column.code(200, { nullable: true }),
    endedAt: column.instant({ nullable: true }),
  },
  [{ name: "break_glass_session_acted_as", columns: ["actedAs", "id"] }],
);
