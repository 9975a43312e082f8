import { announceListing } from "./announce-listing";
import type { Deps } from "./deps";

/** Listings told again in one transaction. */
export const restatedAtOnce = 100;

/**
 * Tells the next listings of a sale point again, with its name and address of now.
 *
 * @param after id of the last listing told, null at the start
 * @returns how many were told, and the id to go on after; null when none is left
 */
export async function restateListings(
  deps: Deps,
  salePointId: string,
  after: string | null,
): Promise<{ readonly told: number; readonly next: string | null }> {
  const { listings, salePoints } = deps.repositories;
  const salePoint = await salePoints.lock(salePointId);
  const some = await listings.ofSalePoint(salePointId, after, restatedAtOnce);
  for (const listing of some) await announceListing(deps, listing, salePoint);
  return { told: some.length, next: some.length < restatedAtOnce ? null : (some.at(-1)?.id ?? null) };
}
