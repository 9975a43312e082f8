import { dayOf } from "@ocop/contracts";
import { followCertificates, standsOtherwise, type CertificateCopy } from "../domain/product";
import type { Deps } from "./deps";

import { saveProduct } from "./save-product";

/**
 * Copies a certificate and lets its product follow: recognised while one is in force, lapsed when none
 * is any more, with stars and days of the one that counts. The copy is written before the product is locked, so that of two certificates handled
 * at once the later one sees both.
 */
export const followCertificate = async (deps: Deps, copy: CertificateCopy): Promise<void> => {
  const { repositories, now } = deps;
  await repositories.certificates.put(copy);
  if ((await repositories.products.find(copy.productId)) === null) return;
  const product = await repositories.products.lock(copy.productId);
  const followed = followCertificates(product, await repositories.certificates.ofProduct(product.id), dayOf(now()));
  if (standsOtherwise(followed, product)) await saveProduct(deps, followed);
};
