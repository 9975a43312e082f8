import { addDays, type Day } from "./calendar";

/** What is recorded of a certificate (giấy chứng nhận sản phẩm OCOP); its status on a day is computed. */
export const certificateStates = ["ISSUED", "REVOKED", "SUPERSEDED", "EXPIRED"] as const;
export type CertificateState = (typeof certificateStates)[number];

/** What a certificate is worth on one day. */
export const certificateStatuses = ["NOT_YET_VALID", "VALID", "EXPIRING", "EXPIRED", "REVOKED", "SUPERSEDED"] as const;
export type CertificateStatus = (typeof certificateStatuses)[number];

/** The same of a copy, whose recorded state may be a word that this version of the platform does not know. */
export const copyStatuses = [...certificateStatuses, "NOT_IN_FORCE"] as const;
export type CopyStatus = (typeof copyStatuses)[number];

/** What decides it: dates, and what was recorded. */
export type CertificateFacts = {
  readonly issuedOn: Day;
  /** first day on which it no longer holds */
  readonly expiresOn: Day;
  /** one of {@link certificateStates}; any other word is never taken for valid */
  readonly state: string;
  /** first day of the revocation; null while there is none, or where only the state is known */
  readonly revokedOn?: Day | null;
  /** first day of its successor; null while there is none, or where only the state is known */
  readonly supersededOn?: Day | null;
};

/**
 * Days before the end in which a certificate still holds and is called expiring.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.6 (a renewal may be filed from 180 days before the end)
 */
export const expiringDays = 180;

type OwnFacts = CertificateFacts & { readonly state: CertificateState };

const isKnown = (facts: CertificateFacts): facts is OwnFacts =>
  certificateStates.some((state) => state === facts.state);

/** The first day on which a certificate counts as expiring. */
export const expiringFrom = (expiresOn: Day): Day => addDays(expiresOn, -expiringDays);

/** Ended from a day on; where the day is not known, on every day. */
const isEnded = (state: string, name: string, since: Day | null, day: Day): boolean =>
  since === null ? state === name : since <= day;

/**
 * The status of a certificate on a day, in every service: computed from its dates, so that a page is right at
 * midnight whether or not an event came in time.
 *
 * Validity is half-open: the certificate counts on `issuedOn` and no longer on `expiresOn`. Revocation and
 * succession hold from their own day on; what was recorded as expired is not valid again where a clock is behind.
 *
 * @param day calendar day in Asia/Ho_Chi_Minh, `YYYY-MM-DD`
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3 (36 months), 7.6, 8 (revocation)
 * @example certificateStatus({ state: "ISSUED", issuedOn: "2026-08-05", expiresOn: "2029-08-05" }, "2029-08-05") // "EXPIRED"
 */
export function certificateStatus(certificate: OwnFacts, day: Day): CertificateStatus;
export function certificateStatus(certificate: CertificateFacts, day: Day): CopyStatus;
export function certificateStatus(certificate: CertificateFacts, day: Day): CopyStatus {
  const { state, issuedOn, expiresOn, revokedOn = null, supersededOn = null } = certificate;
  if (!isKnown(certificate)) return "NOT_IN_FORCE";
  if (day < issuedOn) return "NOT_YET_VALID";
  if (isEnded(state, "REVOKED", revokedOn, day)) return "REVOKED";
  if (isEnded(state, "SUPERSEDED", supersededOn, day)) return "SUPERSEDED";
  if (state === "EXPIRED" || expiresOn <= day) return "EXPIRED";
  return expiringFrom(expiresOn) <= day ? "EXPIRING" : "VALID";
}

/** May a product carry its stars and the mark on the strength of a certificate of this status? */
export const isInForceStatus = (status: CopyStatus): boolean => status === "VALID" || status === "EXPIRING";

/** May the product carry its stars and the mark on that day? */
export const isInForce = (certificate: CertificateFacts, day: Day): boolean =>
  isInForceStatus(certificateStatus(certificate, day));

/** A certificate that can be told from another of the same day. */
export type NamedCertificate = CertificateFacts & { readonly id: string };

/**
 * The certificate that speaks for a product on a day: the latest one in force; when none is, the latest one
 * that has begun, so that a revocation or an end stays visible. Null when there never was one.
 */
export const speakingCertificate = <Certificate extends NamedCertificate>(
  certificates: readonly Certificate[],
  day: Day,
): { readonly certificate: Certificate; readonly status: CopyStatus } | null => {
  const latestFirst = certificates
    .map((certificate) => ({ certificate, status: certificateStatus(certificate, day) }))
    .sort(({ certificate: a }, { certificate: b }) => b.issuedOn.localeCompare(a.issuedOn) || b.id.localeCompare(a.id));
  return (
    latestFirst.find(({ status }) => isInForceStatus(status)) ??
    latestFirst.find(({ status }) => status !== "NOT_YET_VALID") ??
    latestFirst[0] ??
    null
  );
};
