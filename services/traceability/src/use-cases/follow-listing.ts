import type { ListingCopy } from "../domain/copies";
import type { Deps } from "./deps";

/** Takes over what commerce says of a product's listing at a sale point. */
export async function followListing({ repositories }: Pick<Deps, "repositories">, heard: ListingCopy): Promise<void> {
  await repositories.listings.put(heard);
}
