import { column, table } from "@ocop/service-kit";
import type { Certificate } from "../domain/certificate";
import type { Decision } from "../domain/decision";
import type { Recognition } from "../domain/recognition";
import type { Revocation } from "../domain/revocation";

export const decisionTable = table<Decision>(
  "decision",
  {
    id: column.id(),
    version: column.version(),
    evaluationId: column.reference(),
    productId: column.reference(),
    provinceRegionId: column.reference(),
    stars: column.integer(),
    level: column.code(20),
    authority: column.text(200),
    decisionNo: column.text(60),
    decidedOn: column.day(),
    signedBy: column.text(200),
  },
  [{ name: "decision_of_evaluation", columns: ["evaluationId"], unique: true }],
);

export const certificateTable = table<Certificate>(
  "certificate",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    producerId: column.reference(),
    productName: column.json(),
    producerName: column.text(500, { nullable: true }),
    evaluationId: column.reference({ nullable: true }),
    recognitionId: column.reference({ nullable: true }),
    lookupCode: column.code(26),
    certificateNo: column.text(60, { nullable: true }),
    stars: column.integer(),
    regime: column.code(20),
    decisionNo: column.text(60),
    decidedOn: column.day({ nullable: true }),
    authority: column.text(200),
    issuedOn: column.day(),
    expiresOn: column.day(),
    state: column.code(20),
    liveProductId: column.reference({ nullable: true }),
    revokedOn: column.day({ nullable: true }),
    revocationGround: column.code(30, { nullable: true }),
    supersededOn: column.day({ nullable: true }),
    provinceRegionId: column.reference({ nullable: true }),
    communeRegionId: column.reference({ nullable: true }),
    demonstration: column.boolean(),
  },
  // A product never has two certificates in force, an evaluation and a recognition never two certificates.
  [
    { name: "certificate_live", columns: ["liveProductId"], unique: true },
    { name: "certificate_of_evaluation", columns: ["evaluationId"], unique: true },
    { name: "certificate_of_recognition", columns: ["recognitionId"], unique: true },
    { name: "certificate_lookup", columns: ["lookupCode"], unique: true },
    { name: "certificate_of_product", columns: ["productId", "issuedOn", "id"] },
    { name: "certificate_issued", columns: ["issuedOn", "id"] },
    { name: "certificate_of_province", columns: ["provinceRegionId", "issuedOn", "id"] },
    { name: "certificate_stars", columns: ["stars", "issuedOn", "id"] },
    { name: "certificate_state", columns: ["state", "issuedOn", "id"] },
  ],
);

export const revocationTable = table<Revocation>(
  "revocation",
  {
    id: column.id(),
    version: column.version(),
    certificateId: column.reference(),
    productId: column.reference(),
    producerId: column.reference(),
    provinceRegionId: column.reference({ nullable: true }),
    state: column.code(20),
    openCertificateId: column.reference({ nullable: true }),
    ground: column.code(30),
    reason: column.longText(),
    concludedOn: column.day({ nullable: true }),
    requestedBy: column.code(255),
    requestedAt: column.instant(),
    confirmedBy: column.code(255, { nullable: true }),
    confirmedAt: column.instant({ nullable: true }),
    decisionNo: column.text(60, { nullable: true }),
    decidedOn: column.day({ nullable: true }),
  },
  [
    { name: "revocation_open", columns: ["openCertificateId"], unique: true },
    { name: "revocation_of_certificate", columns: ["certificateId", "id"] },
  ],
);

export const recognitionTable = table<Recognition>(
  "recognition",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    producerId: column.reference({ nullable: true }),
    productName: column.text(500),
    stars: column.integer({ nullable: true }),
    decisionNo: column.text(60, { nullable: true }),
    issuedOn: column.day({ nullable: true }),
    expiresOn: column.day({ nullable: true }),
    authority: column.text(200, { nullable: true }),
    year: column.integer({ nullable: true }),
    regime: column.code(20, { nullable: true }),
    sourceUrl: column.text(600, { nullable: true }),
  },
  [{ name: "recognition_of_product", columns: ["productId", "id"] }],
);
