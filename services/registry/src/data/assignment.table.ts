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
    validFrom: column.day(),
    validUntil: column.day({ nullable: true }),
    legalBasis: column.text(500),
    grantedBy: column.code(200),
    revokedAt: column.instant({ nullable: true }),
  },
  [
    { name: "assignment_subject", columns: ["subject", "id"] },
    { name: "assignment_scope", columns: ["scopeId", "role"] },
  ],
);
