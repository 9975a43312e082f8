import { daysBetween, type Day } from "@ocop/contracts";
import type { CertificateCopy } from "./copies";

/** How a product stands on a day, seen from its certificates. */
export const certificateStatuses = [
  "NONE",
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
 * Days before the end in which a certificate still holds and is called expiring.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.6 (a renewal may be filed from 180 days before expiry)
 */
export const expiringDays = 180;

const ended: Readonly<Record<string, CertificateStatus>> = {
  REVOKED: "REVOKED",
  SUPERSEDED: "SUPERSEDED",
  EXPIRED: "EXPIRED",
};

/**
 * The status of one certificate on a day. A certificate that has been ended stays ended whatever day is
 * asked, and a state this service does not know is never taken for valid.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3 (36 months) and Điều 8 (revocation)
 */
export const statusOf = (certificate: CertificateCopy, day: Day): CertificateStatus => {
  if (certificate.state !== "ISSUED") return ended[certificate.state] ?? "NOT_IN_FORCE";
  if (day < certificate.issuedOn) return "NOT_YET_VALID";
  if (day >= certificate.expiresOn) return "EXPIRED";
  return daysBetween(day, certificate.expiresOn) <= expiringDays ? "EXPIRING" : "VALID";
};

/** Does the certificate hold on this day: half-open, from its issue until the day of expiry? */
export const holds = (certificate: CertificateCopy, day: Day): boolean =>
  ["VALID", "EXPIRING"].includes(statusOf(certificate, day));

/**
 * The status of a product on a day: that of the certificate that holds, otherwise that of the last one issued.
 *
 * @example statusOn([], "2026-09-01") // "NONE"
 */
export const statusOn = (certificates: readonly CertificateCopy[], day: Day): CertificateStatus => {
  const latestFirst = [...certificates].sort(
    (a, b) => b.issuedOn.localeCompare(a.issuedOn) || b.id.localeCompare(a.id),
  );
  const telling =
    latestFirst.find((certificate) => holds(certificate, day)) ??
    latestFirst.find((certificate) => statusOf(certificate, day) !== "NOT_YET_VALID") ??
    latestFirst[0];
  return telling ? statusOf(telling, day) : "NONE";
};
