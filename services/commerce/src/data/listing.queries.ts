import { type Stated, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import { factsOf, type Listing } from "../domain/listing";
import type { Queries } from "../domain/ports";
import { certificateCopyTable } from "./copies.table";
import { columnsOf } from "./decode";
import { bytesOf, grouped } from "./keys";
import { listingTable } from "./listing.table";
import { salePointTable } from "./sale-point.table";

type Reads = "listings" | "listingsOfProducts" | "listingsOfSalePoints" | "listingPage" | "certificatesOf";

/** More certificates than the products of one request ever had. */
const everyCertificate = 100_000;

/** Products and points with a list of their own length are read in one statement: the first rows of each by a window. */
export const listingQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const rows = store(manager, listingTable);
  const listing = columnsOf(manager, listingTable, "l");
  const point = columnsOf(manager, salePointTable, "s");
  return {
    listings: (ids) => rows.where({ id: ids }, { limit: ids.length }),
    listingPage: (salePointId, wish) => rows.page({ filter: { salePointId }, sort: ["state", "listedOn"], ...wish }),
    certificatesOf: (productIds) =>
      store(manager, certificateCopyTable).where({ productId: productIds }, { limit: everyCertificate }),
    listingsOfProducts: async (productIds, first, state) => {
      const found = await manager.query<Record<string, unknown>[]>(
        `SELECT * FROM (
           SELECT ${listing.list}, ${point.list},
             ROW_NUMBER() OVER (PARTITION BY l.product_id ORDER BY l.state, s.name_vi, l.id) AS place
           FROM listing l JOIN sale_point s ON s.id = l.sale_point_id
           WHERE l.product_id IN (?) AND (? IS NULL OR l.state = ?)
         ) ranked WHERE place <= ? ORDER BY l__product_id, place`,
        [productIds.map(bytesOf), state, state, first],
      );
      const both = found.map((row) => ({ listing: listing.read(row), salePoint: point.read(row) }));
      return grouped(
        both,
        (one) => one.listing.productId,
        (one) => one,
      );
    },
    listingsOfSalePoints: async (salePointIds, first) => {
      const found = await manager.query<Record<string, unknown>[]>(
        `SELECT * FROM (
           SELECT ${listing.list},
             ROW_NUMBER() OVER (PARTITION BY l.sale_point_id ORDER BY l.state, l.listed_on, l.id) AS place
           FROM listing l WHERE l.sale_point_id IN (?)
         ) ranked WHERE place <= ? ORDER BY l__sale_point_id, place`,
        [salePointIds.map(bytesOf), first + 1],
      );
      const lists = grouped(
        found.map(listing.read),
        (row: Listing) => row.salePointId,
        (row) => row,
      );
      return new Map(
        [...lists].map(([id, all]) => [id, { rows: all.slice(0, first), hasNextPage: all.length > first }]),
      );
    },
  };
};

/** Listings told at once when another service builds its copy. */
const statedAtOnce = 200;

/** The next listings in order of id as full-state events tell them. */
export const statedListings = async (
  manager: EntityManager,
  after: string | null,
): Promise<readonly Stated<"commerce.listing.stated">[]> => {
  const listing = columnsOf(manager, listingTable, "l");
  const point = columnsOf(manager, salePointTable, "s");
  const rows = await manager.query<Record<string, unknown>[]>(
    `SELECT ${listing.list}, ${point.list} FROM listing l JOIN sale_point s ON s.id = l.sale_point_id
     WHERE l.id > ? ORDER BY l.id LIMIT ?`,
    [after === null ? Buffer.alloc(16) : toBinary(after), statedAtOnce],
  );
  return rows.map((row) => {
    const [one, salePoint] = [listing.read(row), point.read(row)];
    return { id: one.id, version: one.version, body: factsOf(one, salePoint), regionId: salePoint.communeRegionId };
  });
};
