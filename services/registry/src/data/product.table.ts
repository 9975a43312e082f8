import { column, table } from "@ocop/service-kit";
import { productLimits, type CertificateCopy, type Product } from "../domain/product";

export const productTable = table<Product>(
  "product",
  {
    id: column.id(),
    version: column.version(),
    producerId: column.reference({ nullable: true }),
    code: column.code(40, { nullable: true }),
    // sorted as Vietnamese sorts: a ă â … d đ
    nameVi: { ...column.text(productLimits.name), charset: "utf8mb4", collation: "utf8mb4_vietnamese_ci" },
    nameEn: column.text(productLimits.name, { nullable: true }),
    storyVi: column.text(productLimits.story, { nullable: true }),
    storyEn: column.text(productLimits.story, { nullable: true }),
    setCode: column.code(20, { nullable: true }),
    suggestedSetCode: column.code(20, { nullable: true }),
    state: column.code(20),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    issuedUnitId: column.reference({ nullable: true }),
    addressAsIssued: column.text(productLimits.addressAsIssued, { nullable: true }),
    sourceUrl: column.text(1_000, { nullable: true }),
    demonstration: column.boolean(),
    certificateStars: column.integer({ nullable: true }),
    certificateState: column.code(20, { nullable: true }),
    certificateIssuedOn: column.day({ nullable: true }),
    certificateExpiresOn: column.day({ nullable: true }),
  },
  [
    { name: "product_code", columns: ["code"], unique: true },
    { name: "product_name", columns: ["nameVi", "id"] },
    { name: "product_producer", columns: ["producerId", "id"] },
    { name: "product_province", columns: ["provinceRegionId", "nameVi", "id"] },
    { name: "product_commune", columns: ["communeRegionId", "nameVi", "id"] },
    { name: "product_set", columns: ["setCode", "nameVi", "id"] },
    { name: "product_stars", columns: ["certificateStars", "nameVi", "id"] },
    { name: "product_province_code", columns: ["provinceRegionId", "code"] },
    { name: "product_issued", columns: ["certificateIssuedOn", "id"] },
    { name: "product_expires", columns: ["certificateExpiresOn", "id"] },
    {
      name: "product_certificate",
      columns: [
        ...(["certificateState", "certificateExpiresOn", "certificateIssuedOn", "certificateStars"] as const),
        ...(["setCode", "provinceRegionId", "communeRegionId"] as const),
      ],
    },
  ],
);

export const certificateCopyTable = table<CertificateCopy>(
  "certificate_copy",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    stars: column.integer(),
    state: column.code(20),
    issuedOn: column.day(),
    expiresOn: column.day(),
  },
  [{ name: "certificate_copy_product", columns: ["productId"] }],
);
