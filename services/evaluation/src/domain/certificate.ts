import { addDays, addMonths, type CertificateState, type Day, expiringFrom, type Localized } from "@ocop/contracts";
import type { Decision } from "./decision";
import type { Evaluation } from "./evaluation";
import { refuse } from "./refusals";
import type { RevocationGround } from "./revocation-ground";

/**
 * Giấy chứng nhận sản phẩm OCOP: public facts throughout.
 *
 * Validity is half-open, `[issuedOn, expiresOn)`: issued on 05/08/2026 it runs 36 calendar months to 05/08/2029,
 * its last day is 04/08/2029, and it lapses at 00:00 of 05/08/2029 in Asia/Ho_Chi_Minh.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3
 */
export type Certificate = {
  readonly id: string;
  readonly version: number;
  readonly productId: string;
  readonly producerId: string;
  readonly productName: Localized;
  /** registered name on the day of issue; null where the source of a historical certificate has none */
  readonly producerName: string | null;
  /** null for certificates from before the platform */
  readonly evaluationId: string | null;
  /** the published recognition behind a certificate from before the platform, else null */
  readonly recognitionId: string | null;
  /** public random code under which anyone may look it up; never the id */
  readonly lookupCode: string;
  /** the authority's own number; null = not published */
  readonly certificateNo: string | null;
  readonly stars: number;
  readonly regime: string;
  readonly decisionNo: string;
  readonly decidedOn: Day | null;
  readonly authority: string;
  readonly issuedOn: Day;
  readonly expiresOn: Day;
  readonly state: CertificateState;
  /** the product while this is its certificate in force, else null; unique, so that a product never has two */
  readonly liveProductId: string | null;
  readonly revokedOn: Day | null;
  readonly revocationGround: RevocationGround | null;
  readonly supersededOn: Day | null;
  /** null until registry's facts of the product have arrived */
  readonly provinceRegionId: string | null;
  readonly communeRegionId: string | null;
  readonly demonstration: boolean;
};

/** A certificate runs so many calendar months from its issue (26/2026, Điều 4.3). */
export const validityMonths = 36;

/** A renewal dossier may be filed from the first expiring day until 120 days before expiry. */
const windowCloses = 120;

/** @example expiryOf("2026-08-05") // "2029-08-05" */
export const expiryOf = (issuedOn: Day): Day => addMonths(issuedOn, validityMonths);

/**
 * The days on which a renewal dossier (hồ sơ đánh giá lại) may be submitted. Both ends count.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.6
 * @example renewalWindow("2027-06-30") // { first: "2027-01-01", last: "2027-03-02" }
 */
export const renewalWindow = (expiresOn: Day): { readonly first: Day; readonly last: Day } => ({
  first: expiringFrom(expiresOn),
  last: addDays(expiresOn, -windowCloses),
});

/** The product as registry knows it on the day of issue. */
export type CertifiedProduct = {
  readonly productName: Localized;
  readonly producerName: string | null;
  readonly demonstration: boolean;
};

export type IssueFacts = {
  readonly id: string;
  readonly lookupCode: string;
  readonly certificateNo: string | null;
  readonly issuedOn: Day;
};

/** The certificate of a published evaluation with its decision. Days are checked before. */
export const issue = (
  evaluation: Evaluation,
  decision: Decision,
  product: CertifiedProduct,
  { issuedOn, ...facts }: IssueFacts,
): Certificate => ({
  ...facts,
  version: 0,
  productId: evaluation.productId,
  producerId: evaluation.producerId,
  ...product,
  evaluationId: evaluation.id,
  recognitionId: null,
  stars: decision.stars,
  regime: evaluation.regime,
  decisionNo: decision.decisionNo,
  decidedOn: decision.decidedOn,
  authority: decision.authority,
  issuedOn,
  expiresOn: expiryOf(issuedOn),
  state: "ISSUED",
  liveProductId: evaluation.productId,
  revokedOn: null,
  revocationGround: null,
  supersededOn: null,
  provinceRegionId: evaluation.provinceRegionId,
  communeRegionId: evaluation.communeRegionId,
});

const demandLive = ({ state }: Certificate): void => {
  if (state !== "ISSUED") refuse("CERTIFICATE_NOT_LIVE", { state });
};

/** Another certificate of the same product takes its place. */
export const supersede = (certificate: Certificate, on: Day): Certificate => {
  demandLive(certificate);
  return { ...certificate, state: "SUPERSEDED", supersededOn: on, liveProductId: null };
};

/** @throws Refusal `CERTIFICATE_NOT_LIVE` {state} */
export const revoke = (certificate: Certificate, ground: RevocationGround, on: Day): Certificate => {
  demandLive(certificate);
  return { ...certificate, state: "REVOKED", revocationGround: ground, revokedOn: on, liveProductId: null };
};

/** The clock passed the end of validity. */
export const expire = (certificate: Certificate): Certificate => {
  demandLive(certificate);
  return { ...certificate, state: "EXPIRED", liveProductId: null };
};
