import { column, table } from "@ocop/service-kit";
import { producerLimits, type Producer } from "../domain/producer";

export const producerTable = table<Producer>(
  "producer",
  {
    id: column.id(),
    version: column.version(),
    name: column.text(producerLimits.name),
    kind: column.code(30, { nullable: true }),
    addressLine: column.text(producerLimits.addressLine, { nullable: true }),
    representative: column.text(producerLimits.representative, { nullable: true }),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    issuedUnitId: column.reference({ nullable: true }),
    demonstration: column.boolean(),
    searchName: column.text(producerLimits.name),
    personalDataErasedAt: column.instant({ nullable: true }),
  },
  [
    { name: "producer_province", columns: ["provinceRegionId", "id"] },
    { name: "producer_commune", columns: ["communeRegionId", "id"] },
  ],
);
