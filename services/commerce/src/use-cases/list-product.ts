import { dayOf } from "@ocop/contracts";
import { list, type Listing } from "../domain/listing";
import { refuse } from "../domain/refusals";
import { listers, permit } from "../domain/rights";
import { announceListing } from "./announce-listing";
import type { Deps } from "./deps";

/**
 * The operator puts a product on the list of the own sale point. The product's certificates stay locked
 * until the end, so that a revocation heard meanwhile finds the listing and withdraws it.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `WRONG_STATE` {state}, `DEMONSTRATION_MISMATCH` {product, salePoint}, `CERTIFICATE_NOT_VALID` {status}
 */
export async function listProduct(
  deps: Deps,
  { salePointId, productId }: { readonly salePointId: string; readonly productId: string },
): Promise<Listing> {
  const { repositories, now, newId, viewer } = deps;
  const salePoint = await repositories.salePoints.lock(salePointId);
  permit(listers, viewer, salePoint, now());
  const product = (await repositories.products.find(productId)) ?? refuse("NOT_FOUND");
  const certificates = await repositories.certificates.lockOf(productId);
  const existing = await repositories.listings.ofPair(salePointId, productId);
  const listed = list(existing, newId(), salePoint, product, certificates, dayOf(now()));
  return announceListing(deps, listed, salePoint);
}
