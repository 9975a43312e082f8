import { column, table } from "@ocop/service-kit";
import type { CertificateCopy, ListingCopy, ProducerCopy, ProductCopy } from "../domain/copies";

export const producerCopyTable = table<ProducerCopy>("producer_copy", {
  id: column.id(),
  version: column.version(),
  name: column.text(500),
  kind: column.code(40, { nullable: true }),
  addressLine: column.text(500, { nullable: true }),
  provinceRegionId: column.reference(),
  communeRegionId: column.reference({ nullable: true }),
  provinceName: column.json(),
  communeName: column.json({ nullable: true }),
  demonstration: column.boolean(),
  asOf: column.instant(),
});

export const productCopyTable = table<ProductCopy>("product_copy", {
  id: column.id(),
  version: column.version(),
  producerId: column.reference({ nullable: true }),
  code: column.text(40, { nullable: true }),
  name: column.json(),
  story: column.json({ nullable: true }),
  setCode: column.code(20, { nullable: true }),
  state: column.code(40),
  provinceRegionId: column.reference(),
  communeRegionId: column.reference({ nullable: true }),
  provinceName: column.json(),
  communeName: column.json({ nullable: true }),
  demonstration: column.boolean(),
  asOf: column.instant(),
});

export const certificateCopyTable = table<CertificateCopy>(
  "certificate_copy",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    producerId: column.reference(),
    productName: column.json(),
    lookupCode: column.code(40),
    certificateNo: column.text(100, { nullable: true }),
    stars: column.integer(),
    regime: column.code(40),
    decisionNo: column.text(100),
    decidedOn: column.day({ nullable: true }),
    authority: column.text(300),
    issuedOn: column.day(),
    expiresOn: column.day(),
    state: column.code(40),
    revokedOn: column.day({ nullable: true }),
    revocationGround: column.text(300, { nullable: true }),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    demonstration: column.boolean(),
    asOf: column.instant(),
  },
  [
    { name: "certificate_copy_lookup", columns: ["lookupCode"] },
    { name: "certificate_copy_product", columns: ["productId"] },
    { name: "certificate_copy_producer", columns: ["producerId"] },
  ],
);

export const listingCopyTable = table<ListingCopy>(
  "listing_copy",
  {
    id: column.id(),
    version: column.version(),
    salePointId: column.reference(),
    salePointName: column.json(),
    salePointAddress: column.text(500),
    productId: column.reference(),
    state: column.code(20),
    withdrawnBecause: column.text(300, { nullable: true }),
    communeRegionId: column.reference(),
    demonstration: column.boolean(),
    asOf: column.instant(),
  },
  [{ name: "listing_copy_product", columns: ["productId", "state", "id"] }],
);

/** One word under which the public register finds a producer, a product or a certificate. */
export type RegisterWord = { readonly word: string; readonly ownerId: string };

export const registerWordTable = table<RegisterWord>(
  "register_word",
  {
    word: { ...column.text(40), charset: "utf8mb4", collation: "utf8mb4_bin", primary: true },
    ownerId: { ...column.reference(), primary: true },
  },
  [{ name: "register_word_owner", columns: ["ownerId"] }],
);
