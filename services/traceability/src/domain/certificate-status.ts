import { addDays, type Day } from "@ocop/contracts";
import type { CertificateCopy } from "./copies";

/** What a certificate is worth on one day. */
export const certificateStatuses = [
  "NOT_YET_VALID",
  "VALID",
  "EXPIRING",
  "EXPIRED",
  "REVOKED",
  "SUPERSEDED",
  "NOT_IN_FORCE",
] as const;
export type CertificateStatus = (typeof certificateStatuses)[number];

/**
 * Days before the end in which a certificate still counts and is called expiring.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.6 (a renewal may be filed from 180 days before the end)
 */
export const expiringDays = 180;

type Facts = Pick<CertificateCopy, "state" | "issuedOn" | "expiresOn" | "revokedOn">;

/** What evaluation recorded, on a day; null where the dates decide. */
const recorded = ({ state, revokedOn }: Facts, day: Day): CertificateStatus | null => {
  switch (state) {
    case "ISSUED":
      return null;
    case "REVOKED":
      return revokedOn === null || revokedOn <= day ? "REVOKED" : null;
    case "SUPERSEDED":
    case "EXPIRED":
      return state;
    default:
      return "NOT_IN_FORCE";
  }
};

const byDates = ({ issuedOn, expiresOn }: Facts, day: Day): CertificateStatus => {
  if (day < issuedOn) return "NOT_YET_VALID";
  if (day >= expiresOn) return "EXPIRED";
  return day >= addDays(expiresOn, -expiringDays) ? "EXPIRING" : "VALID";
};

/**
 * The status of a certificate (giấy chứng nhận) on a day: computed from its dates, so that a page is
 * right at midnight whether or not an event came in time. A state that this service does not know is
 * never taken for valid.
 *
 * Validity is half-open: the certificate counts on `issuedOn` and no longer on `expiresOn`. A
 * revocation holds from its own day on.
 *
 * @param day calendar day in Asia/Ho_Chi_Minh, `YYYY-MM-DD`
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3 (36 months), Điều 8 (revocation)
 * @example certificateStatus({ state: "ISSUED", issuedOn: "2026-08-05", expiresOn: "2029-08-05", revokedOn: null }, "2029-08-05") // "EXPIRED"
 */
export const certificateStatus = (certificate: Facts, day: Day): CertificateStatus =>
  recorded(certificate, day) ?? byDates(certificate, day);

/** May the product call itself OCOP on the strength of a certificate of this status? */
export const isInForce = (status: CertificateStatus): boolean => status === "VALID" || status === "EXPIRING";

/**
 * The certificate that speaks for a product on a day: the latest one in force; when none is, the
 * latest one that has begun, so that a revocation or an end stays visible. Null when there never was one.
 */
export const speakingCertificate = (
  certificates: readonly CertificateCopy[],
  day: Day,
): { readonly certificate: CertificateCopy; readonly status: CertificateStatus } | null => {
  const latestFirst = certificates
    .map((certificate) => ({ certificate, status: certificateStatus(certificate, day) }))
    .sort(({ certificate: a }, { certificate: b }) => b.issuedOn.localeCompare(a.issuedOn) || b.id.localeCompare(a.id));
  return (
    latestFirst.find(({ status }) => isInForce(status)) ??
    latestFirst.find(({ status }) => status !== "NOT_YET_VALID") ??
    latestFirst[0] ??
    null
  );
};
