import { dayOf } from "@ocop/contracts";
import { withdraw, type Listing, type OperatorReason } from "../domain/listing";
import { refuse } from "../domain/refusals";
import { listers, permit } from "../domain/rights";
import { announceListing } from "./announce-listing";
import type { Deps } from "./deps";

/**
 * The operator takes a product off the list of the own sale point.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state}
 */
export async function withdrawListing(
  deps: Deps,
  {
    listingId,
    expectedVersion,
    reason,
  }: {
    readonly listingId: string;
    readonly expectedVersion: number;
    readonly reason: OperatorReason;
  },
): Promise<Listing> {
  const { repositories, now, viewer } = deps;
  const listing = await repositories.listings.lock(listingId);
  const [salePoint = refuse("NOT_FOUND")] = await repositories.salePoints.ofIds([listing.salePointId]);
  permit(listers, viewer, salePoint, now());
  if (listing.version !== expectedVersion) refuse("STALE_VERSION", { currentVersion: listing.version });
  return announceListing(deps, withdraw(listing, reason, dayOf(now())), salePoint);
}
