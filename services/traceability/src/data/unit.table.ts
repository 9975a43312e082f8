import { column, table } from "@ocop/service-kit";
import type { Unit } from "../domain/unit";

/**
 * Rows lie in the order of their issue; the random serial is a second key, so that 100,000 new rows
 * are appended instead of being spread over the whole table.
 */
export const unitTable = table<Unit>(
  "unit",
  {
    id: column.id(),
    itemId: column.reference(),
    lotId: column.reference({ nullable: true }),
    batchId: column.reference(),
    serial: column.code(20),
    state: column.code(20),
    issuedAt: column.instant(),
    printedAt: column.instant({ nullable: true }),
    activatedAt: column.instant({ nullable: true }),
    voidedAt: column.instant({ nullable: true }),
  },
  [
    { name: "unit_serial", columns: ["itemId", "serial"], unique: true },
    { name: "unit_lot", columns: ["lotId", "id"] },
  ],
);
