import { factsOf, type Listing } from "../domain/listing";
import type { SalePoint } from "../domain/sale-point";
import type { Deps } from "./deps";

/** Saves a listing that changed and tells of it: one version, one event. */
export async function announceListing(
  { repositories, publish }: Deps,
  listing: Listing,
  salePoint: SalePoint,
): Promise<Listing> {
  const saved = await repositories.listings.save(listing);
  const { communeRegionId: regionId } = salePoint;
  await publish("commerce.listing.changed", saved, factsOf(saved, salePoint), { regionId });
  return saved;
}
