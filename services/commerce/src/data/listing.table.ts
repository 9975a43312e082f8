import { column, table } from "@ocop/service-kit";
import type { Listing } from "../domain/listing";

export const listingTable = table<Listing>(
  "listing",
  {
    id: column.id(),
    version: column.version(),
    salePointId: column.reference(),
    productId: column.reference(),
    state: column.code(20),
    listedOn: column.day(),
    withdrawnOn: column.day({ nullable: true }),
    withdrawnBecause: column.code(40, { nullable: true }),
  },
  [
    { name: "listing_pair", columns: ["salePointId", "productId"], unique: true },
    { name: "listing_of_point", columns: ["salePointId", "state", "listedOn", "id"] },
    { name: "listing_of_product", columns: ["productId", "state"] },
  ],
);
