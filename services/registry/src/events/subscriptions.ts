import type { Handlers } from "@ocop/service-kit";
import type { Deps } from "../use-cases/deps";
import { onCertificate } from "./on-certificate";
import { onCriteriaSet } from "./on-criteria-set";
import { onReading } from "./on-reading";

/** What registry hears. All of it makes copies, and what follows from a copy is computed anew each time. */
export const handlers: Handlers<"registry", Deps> = {
  "evaluation.criteriaSet.published": { kind: "copy", handle: onCriteriaSet },
  "evaluation.criteriaSet.stated": { kind: "copy", handle: onCriteriaSet },
  "evaluation.certificate.issued": { kind: "copy", handle: onCertificate },
  "evaluation.certificate.revoked": { kind: "copy", handle: onCertificate },
  "evaluation.certificate.expired": { kind: "copy", handle: onCertificate },
  "evaluation.certificate.superseded": { kind: "copy", handle: onCertificate },
  "evaluation.certificate.stated": { kind: "copy", handle: onCertificate },
  "evaluation.reading.changed": { kind: "copy", handle: onReading },
  "evaluation.reading.stated": { kind: "copy", handle: onReading },
};
