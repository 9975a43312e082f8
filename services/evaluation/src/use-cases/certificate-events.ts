import type { EventBody } from "@ocop/contracts";
import type { Certificate } from "../domain/certificate";
import type { Deps } from "./deps";

type CertificateFact = "issued" | "revoked" | "expired" | "superseded";

/** Everything the public may know of a certificate; null while registry's facts of its product are missing. */
export const certificateBody = (certificate: Certificate): EventBody<"evaluation.certificate.issued"> | null => {
  const { provinceRegionId, communeRegionId, productId, producerId, productName, lookupCode } = certificate;
  const { certificateNo, stars, regime, decisionNo, decidedOn, authority, issuedOn, expiresOn } = certificate;
  const { state, revokedOn, revocationGround, demonstration } = certificate;
  if (provinceRegionId === null) return null;
  return {
    productId,
    producerId,
    productName,
    lookupCode,
    certificateNo,
    stars,
    regime,
    decisionNo,
    decidedOn,
    authority,
    issuedOn,
    expiresOn,
    state,
    revokedOn,
    revocationGround,
    provinceRegionId,
    communeRegionId,
    demonstration,
  };
};

/** Tells the platform what happened to a saved certificate. */
export const announce = async (
  { publish }: Pick<Deps, "publish">,
  fact: CertificateFact,
  certificate: Certificate,
): Promise<void> => {
  const body = certificateBody(certificate);
  if (body)
    await publish(`evaluation.certificate.${fact}`, certificate, body, { regionId: certificate.provinceRegionId });
};
