import { startOf } from "@ocop/contracts";
import type { CertificateCopy } from "../domain/copies";
import type { Deps } from "./deps";
import { settleListings } from "./settle-listings";

/**
 * Takes over what evaluation says of a certificate, plans its end at 00:00 of the day on which it no
 * longer holds, and settles the product's listings in the same transaction.
 */
export async function followCertificate(deps: Deps, heard: CertificateCopy): Promise<void> {
  const { certificates } = deps.repositories;
  // Two facts about one product take turns from here on.
  await certificates.lockOf(heard.productId);
  await certificates.put(heard);
  const kept = (await certificates.lockOf(heard.productId)).find(({ id }) => id === heard.id);
  if (kept?.state === "ISSUED")
    await deps.schedule({
      kind: "certificate.expiry",
      key: kept.id,
      at: startOf(kept.expiresOn),
      payload: { productId: kept.productId },
    });
  await settleListings(deps, heard.productId);
}
