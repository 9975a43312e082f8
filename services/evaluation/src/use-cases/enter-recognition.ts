import { dayOf, startOf } from "@ocop/contracts";
import type { Certificate } from "../domain/certificate";
import {
  type CertifiedRecognition,
  correct,
  historicalCertificate,
  isCertified,
  type KnownProduct,
  type Recognition,
} from "../domain/recognition";
import { announce } from "./certificate-events";
import type { Deps } from "./deps";

const knownProduct = async ({ repositories }: Deps, recognition: CertifiedRecognition): Promise<KnownProduct> => {
  const product = await repositories.products.lock(recognition.productId);
  const producer = await repositories.producers.find(recognition.producerId);
  return {
    productName: { vi: recognition.productName, en: null },
    producerName: producer?.name ?? null,
    provinceRegionId: product?.provinceRegionId ?? null,
    communeRegionId: product?.communeRegionId ?? null,
    demonstration: product?.demonstration ?? false,
  };
};

const enterCertificate = async (deps: Deps, recognition: CertifiedRecognition): Promise<Certificate> => {
  const { repositories, newId, newCode, now } = deps;
  const product = await knownProduct(deps, recognition);
  const known = await repositories.certificates.ofRecognition(recognition.id);
  if (!known) {
    const successor = await repositories.certificates.liveOf(recognition.productId);
    const times = { today: dayOf(now()), successor };
    return repositories.certificates.save(
      historicalCertificate(recognition, product, { id: newId(), lookupCode: newCode() }, times),
    );
  }
  const corrected = correct(known, recognition);
  return corrected === known ? known : repositories.certificates.save(corrected);
};

/**
 * Enters a recognition from before the platform as its source publishes it, and the certificate behind it where
 * decision, issue and expiry are published. A certificate in force is announced; one that is over is entered
 * silently, since nothing happens to it today.
 */
export async function enterRecognition(
  deps: Deps,
  entry: Omit<Recognition, "version">,
): Promise<{ readonly isNew: boolean }> {
  const { repositories, schedule } = deps;
  const known = await repositories.recognitions.find(entry.id);
  const same = known && (Object.keys(entry) as (keyof typeof entry)[]).every((field) => known[field] === entry[field]);
  if (same) return { isNew: false };
  const recognition = await repositories.recognitions.save({ ...entry, version: known?.version ?? 0 });
  if (!isCertified(recognition)) return { isNew: true };
  const certificate = await enterCertificate(deps, recognition);
  if (certificate.state !== "ISSUED") return { isNew: true };
  await schedule({ kind: "certificate.expire", key: certificate.id, at: startOf(certificate.expiresOn) });
  await announce(deps, "issued", certificate);
  return { isNew: true };
}
