import { addDays, type Day, dayOf } from "@ocop/contracts";
import type { Certificate } from "./certificate";
import { demandBetween } from "./decision";
import { refuse } from "./refusals";
import type { RevocationGround } from "./revocation-ground";

export const revocationStates = ["REQUESTED", "CONFIRMED"] as const;

/**
 * Thu hồi: one officer requests with ground and reason, another confirms with the number and date of the
 * authority's decision. Nothing happens to the certificate before.
 */
export type Revocation = {
  readonly id: string;
  readonly version: number;
  readonly certificateId: string;
  readonly productId: string;
  readonly producerId: string;
  readonly provinceRegionId: string | null;
  readonly state: (typeof revocationStates)[number];
  /** the certificate while the request waits, else null; unique */
  readonly openCertificateId: string | null;
  readonly ground: RevocationGround;
  readonly reason: string;
  /** day of the finding, or of the commune's confirmation that production stopped; null = not stated */
  readonly concludedOn: Day | null;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  readonly decisionNo: string | null;
  readonly decidedOn: Day | null;
};

/** The authority decides within so many days of the conclusion (26/2026, Điều 8). */
const daysToDecide = 15;

/** The day by which the authority has to decide; null without a day of conclusion. */
export const decideBy = ({ concludedOn }: Pick<Revocation, "concludedOn">): Day | null =>
  concludedOn === null ? null : addDays(concludedOn, daysToDecide);

export type RevocationRequest = Pick<
  Revocation,
  "id" | "ground" | "reason" | "concludedOn" | "requestedBy" | "requestedAt"
>;

/** @throws Refusal `CERTIFICATE_NOT_LIVE` {state}, `DATE_OUT_OF_ORDER` */
export const requestRevocation = (certificate: Certificate, request: RevocationRequest): Revocation => {
  const { state, issuedOn } = certificate;
  if (state !== "ISSUED") refuse("CERTIFICATE_NOT_LIVE", { state });
  if (request.concludedOn !== null)
    demandBetween("concludedOn", request.concludedOn, issuedOn, dayOf(request.requestedAt));
  return {
    ...request,
    version: 0,
    certificateId: certificate.id,
    productId: certificate.productId,
    producerId: certificate.producerId,
    provinceRegionId: certificate.provinceRegionId,
    state: "REQUESTED",
    openCertificateId: certificate.id,
    confirmedBy: null,
    confirmedAt: null,
    decisionNo: null,
    decidedOn: null,
  };
};

export type RevocationConfirmation = {
  readonly confirmedBy: string;
  readonly confirmedAt: Date;
  readonly decisionNo: string;
  readonly decidedOn: Day;
};

/**
 * The second pair of eyes.
 *
 * @throws Refusal `WRONG_STATE`, `SAME_OFFICER`, `DATE_OUT_OF_ORDER`
 */
export const confirmRevocation = (revocation: Revocation, confirmation: RevocationConfirmation): Revocation => {
  const { state, requestedBy, requestedAt, concludedOn } = revocation;
  if (state !== "REQUESTED") refuse("WRONG_STATE", { step: "confirmRevocation", state });
  if (requestedBy === confirmation.confirmedBy) refuse("SAME_OFFICER");
  const earliest = concludedOn ?? dayOf(requestedAt);
  demandBetween("decidedOn", confirmation.decidedOn, earliest, dayOf(confirmation.confirmedAt));
  return { ...revocation, ...confirmation, state: "CONFIRMED", openCertificateId: null };
};
