import { dayOf } from "@ocop/contracts";
import { settle } from "../domain/listing";
import { refuse } from "../domain/refusals";
import { announceListing } from "./announce-listing";
import type { Deps } from "./deps";

/**
 * Holds every listing of a product against its certificates of today: withdraws those that lost theirs,
 * returns those whose superseded certificate was followed. Doing it again changes nothing.
 */
export async function settleListings(deps: Deps, productId: string): Promise<void> {
  const { certificates, listings, salePoints } = deps.repositories;
  const [known, today] = [await certificates.lockOf(productId), dayOf(deps.now())];
  const changed = (await listings.ofProduct(productId))
    .map((listing) => ({ listing, settled: settle(listing, known, today) }))
    .filter(({ listing, settled }) => settled !== listing);
  if (changed.length === 0) return;
  const points = new Map(
    (await salePoints.ofIds([...new Set(changed.map(({ listing }) => listing.salePointId))])).map((row) => [
      row.id,
      row,
    ]),
  );
  for (const { settled } of changed)
    await announceListing(deps, settled, points.get(settled.salePointId) ?? refuse("NOT_FOUND"));
}
