import { copyStatuses, speakingCertificate, type Day } from "@ocop/contracts";
import type { CertificateCopy } from "./copies";

/** How a product stands on a day, seen from its certificates; NONE for one that was never certified. */
export const productStatuses = ["NONE", ...copyStatuses] as const;
export type ProductStatus = (typeof productStatuses)[number];

/**
 * The status of a product on a day: that of the certificate that speaks for it.
 *
 * @example statusOn([], "2026-09-01") // "NONE"
 */
export const statusOn = (certificates: readonly CertificateCopy[], day: Day): ProductStatus =>
  speakingCertificate(certificates, day)?.status ?? "NONE";
