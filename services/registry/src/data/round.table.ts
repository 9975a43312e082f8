import { column, table } from "@ocop/service-kit";
import type { Round } from "../domain/round";

export const roundTable = table<Round>(
  "round",
  {
    id: column.id(),
    version: column.version(),
    level: column.code(10),
    provinceRegionId: column.reference({ nullable: true }),
    year: column.integer({ nullable: true }),
    no: column.integer(),
    requestsBefore: column.day({ nullable: true }),
    heldBefore: column.day({ nullable: true }),
    extra: column.boolean(),
    demonstration: column.boolean(),
  },
  [{ name: "round_province", columns: ["provinceRegionId", "year", "no"] }],
);
