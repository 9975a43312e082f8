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

/** Whatever happened to a certificate: its state is copied and its product follows. */
export const onCertificate = (deps: Deps, { aggregateId, version, body }: CertificateEvent): Promise<void> => {
  const { productId, stars, state, issuedOn, expiresOn } = body;
  return followCertificate(deps, { id: aggregateId, version, productId, stars, state, issuedOn, expiresOn });
};
