import { column, table, type Column } from "@ocop/service-kit";
import { plainDecimal, type Lot } from "../domain/lot";

/** Exact up to three places; comes back in the one form in which the domain keeps it. */
const quantity: Column = {
  ...column.decimal(15, 3, { nullable: true }),
  transformer: {
    to: (value: unknown): unknown => value,
    from: (value: unknown): unknown => (typeof value === "string" ? plainDecimal(value) : value),
  },
};

export const lotTable = table<Lot>(
  "lot",
  {
    id: column.id(),
    version: column.version(),
    itemId: column.reference(),
    productId: column.reference(),
    producerId: column.reference(),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    lotNo: column.code(20),
    state: column.code(20),
    producedOn: column.day({ nullable: true }),
    packedOn: column.day({ nullable: true }),
    bestBefore: column.day({ nullable: true }),
    expiresOn: column.day({ nullable: true }),
    quantity,
    unitOfMeasure: column.code(3, { nullable: true }),
    originCountry: column.code(2, { nullable: true }),
    originPlace: column.text(200, { nullable: true }),
    standards: column.json(),
    stages: column.json(),
    createdAt: column.instant(),
    publishedAt: column.instant({ nullable: true }),
    withdrawnAt: column.instant({ nullable: true }),
    withdrawnBecause: column.text(300, { nullable: true }),
  },
  [
    { name: "lot_number", columns: ["itemId", "lotNo"], unique: true },
    { name: "lot_item", columns: ["itemId", "id"] },
    { name: "lot_product", columns: ["productId", "id"] },
    { name: "lot_producer", columns: ["producerId", "id"] },
  ],
);
