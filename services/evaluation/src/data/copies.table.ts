import { column, table } from "@ocop/service-kit";
import type { ProducerCopy, ProductCopy } from "../domain/product-copy";
import type { Holiday } from "../domain/working-days";

export const productCopyTable = table<ProductCopy>("product_copy", {
  id: column.id(),
  version: column.version(),
  producerId: column.reference({ nullable: true }),
  name: column.json(),
  setCode: column.code(20, { nullable: true }),
  provinceRegionId: column.reference(),
  communeRegionId: column.reference({ nullable: true }),
  demonstration: column.boolean(),
});

export const producerCopyTable = table<ProducerCopy>("producer_copy", {
  id: column.id(),
  version: column.version(),
  name: column.text(500),
});

export const holidayTable = table<Holiday>(
  "holiday",
  {
    id: column.id(),
    version: column.version(),
    day: column.day(),
    name: column.text(200),
    source: column.text(300),
  },
  [{ name: "holiday_day", columns: ["day"], unique: true }],
);
