import { column, table } from "@ocop/service-kit";
import type { Assignment } from "../domain/assignment";

export const assignmentTable = table<Assignment>(
  "assignment",
  {
    id: column.id(),
    version: column.version(),
    subject: column.code(200),
    role: column.code(30),
    scopeType: column.code(10),
    scopeId: column.reference({ nullable: true }),
    provinceRegionId: column.reference({ nullable: true }),
    communeRegionId: column.reference({ nullable: true }),
    validFrom: column.day(),
    validUntil: column.day({ nullable: true }),
    legalBasis: column.text(500),
    state: column.code(10),
    grantedBy: column.code(200),
    proposedAt: column.instant(),
    confirmedBy: column.code(200, { nullable: true }),
    confirmedAt: column.instant({ nullable: true }),
    rejectedBy: column.code(200, { nullable: true }),
    rejectedAt: column.instant({ nullable: true }),
    revokedBy: column.code(200, { nullable: true }),
    revokedAt: column.instant({ nullable: true }),
    endReason: column.text(1_000, { nullable: true }),
  },
  [
    { name: "assignment_subject", columns: ["subject", "id"] },
    { name: "assignment_scope", columns: ["scopeId", "role"] },
    { name: "assignment_province", columns: ["provinceRegionId", "id"] },
    { name: "assignment_commune", columns: ["communeRegionId", "id"] },
  ],
);
