import type { Day, Localized } from "@ocop/contracts";
import type { Certificate } from "./certificate";

/**
 * A recognition from before the platform, as its source publishes it. What is unknown stays empty: nothing is
 * invented about a real producer.
 */
export type Recognition = {
  readonly id: string;
  readonly version: number;
  readonly productId: string;
  /** null where the source names no producer */
  readonly producerId: string | null;
  readonly productName: string;
  readonly stars: number | null;
  readonly decisionNo: string | null;
  readonly issuedOn: Day | null;
  readonly expiresOn: Day | null;
  readonly authority: string | null;
  /** the round; the decision may be of the next year */
  readonly year: number | null;
  /** known only where the date of issue leaves one regime */
  readonly regime: string | null;
  readonly sourceUrl: string | null;
};

/** A recognition that is published completely enough to be a certificate. */
export type CertifiedRecognition = Recognition & {
  readonly [
    K in "producerId" | "stars" | "decisionNo" | "issuedOn" | "expiresOn" | "authority" | "regime"
  ]: NonNullable<Recognition[K]>;
};

/** Only a recognition with decision, issue and expiry is a certificate; press reports of a rating are not. */
export const isCertified = (recognition: Recognition): recognition is CertifiedRecognition =>
  recognition.stars !== null &&
  recognition.stars >= 3 &&
  [
    recognition.producerId,
    recognition.decisionNo,
    recognition.issuedOn,
    recognition.expiresOn,
    recognition.authority,
    recognition.regime,
  ].every((fact) => fact !== null);

/** What is known of the product elsewhere; registry's facts may arrive later. */
export type KnownProduct = Pick<
  Certificate,
  "producerName" | "provinceRegionId" | "communeRegionId" | "demonstration"
> & { readonly productName: Localized };

/**
 * The historical certificate of a recognition: its own number is not published. One that had run out, or been
 * followed by another, before it was entered is entered as what it is by then; the clock never ends it again.
 *
 * @param successor the product's certificate in force that was issued after it, if there is one
 */
export const historicalCertificate = (
  recognition: CertifiedRecognition,
  product: KnownProduct,
  facts: Pick<Certificate, "id" | "lookupCode">,
  { today, successor }: { readonly today: Day; readonly successor: Pick<Certificate, "issuedOn"> | null },
): Certificate => {
  const {
    id: recognitionId,
    productId,
    producerId,
    stars,
    regime,
    decisionNo,
    authority,
    issuedOn,
    expiresOn,
  } = recognition;
  const state = expiresOn <= today ? "EXPIRED" : successor ? "SUPERSEDED" : "ISSUED";
  return {
    ...facts,
    ...product,
    version: 0,
    productId,
    producerId,
    evaluationId: null,
    recognitionId,
    certificateNo: null,
    stars,
    regime,
    decisionNo,
    decidedOn: null,
    authority,
    issuedOn,
    expiresOn,
    state,
    liveProductId: state === "ISSUED" ? productId : null,
    revokedOn: null,
    revocationGround: null,
    supersededOn: state === "SUPERSEDED" ? (successor?.issuedOn ?? null) : null,
  };
};

const corrected = ["stars", "regime", "decisionNo", "authority", "issuedOn", "expiresOn"] as const;

/** A certificate after its source was corrected: the same row when nothing that it shows has changed. */
export const correct = (certificate: Certificate, recognition: CertifiedRecognition): Certificate =>
  corrected.every((field) => certificate[field] === recognition[field])
    ? certificate
    : { ...certificate, ...Object.fromEntries(corrected.map((field) => [field, recognition[field]])) };
