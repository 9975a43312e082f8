import type { Event } from "@ocop/contracts";
import type { Deps } from "../use-cases/deps";
import { followCertificate } from "../use-cases/follow-certificate";

type CertificateEvent = Event<
  | "evaluation.certificate.issued"
  | "evaluation.certificate.revoked"
  | "evaluation.certificate.expired"
  | "evaluation.certificate.superseded"
  | "evaluation.certificate.stated"
>;

export const onCertificateChanged = (
  deps: Deps,
  { aggregateId: id, version, body }: CertificateEvent,
): Promise<void> => {
  const { productId, lookupCode, certificateNo, stars, issuedOn, expiresOn, state } = body;
  return followCertificate(deps, {
    id,
    version,
    productId,
    lookupCode,
    certificateNo,
    stars,
    issuedOn,
    expiresOn,
    state,
  });
};
