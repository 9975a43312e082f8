import { column, table } from "@ocop/service-kit";
import type { CertificateCopy, ProducerCopy, ProductCopy } from "../domain/copies";

export const producerCopyTable = table<ProducerCopy>(
  "producer_copy",
  {
    id: column.id(),
    version: column.version(),
    name: column.text(500),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    demonstration: column.boolean(),
  },
  [{ name: "producer_copy_commune", columns: ["communeRegionId", "provinceRegionId"] }],
);

export const productCopyTable = table<ProductCopy>(
  "product_copy",
  {
    id: column.id(),
    version: column.version(),
    producerId: column.reference({ nullable: true }),
    code: column.text(40, { nullable: true }),
    nameVi: column.text(500),
    nameEn: column.text(500, { nullable: true }),
    setCode: column.code(20, { nullable: true }),
    state: column.code(40),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    provinceNameVi: column.text(200),
    communeNameVi: column.text(200, { nullable: true }),
    demonstration: column.boolean(),
  },
  [{ name: "product_copy_commune", columns: ["communeRegionId", "provinceRegionId"] }],
);

export const certificateCopyTable = table<CertificateCopy>(
  "certificate_copy",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    lookupCode: column.code(40),
    certificateNo: column.text(100, { nullable: true }),
    stars: column.integer(),
    issuedOn: column.day(),
    expiresOn: column.day(),
    state: column.code(40),
  },
  [{ name: "certificate_copy_product", columns: ["productId", "state", "expiresOn"] }],
);
