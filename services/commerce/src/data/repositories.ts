import { putCopy, select, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { apiKeyTable } from "./api-key.table";
import { certificateCopyTable, producerCopyTable, productCopyTable } from "./copies.table";
import { fairTable } from "./fair.table";
import { listingTable } from "./listing.table";
import { partnersOf } from "./partner.repository";
import { salePointKindTable } from "./sale-point-kind.table";
import { salePointTable } from "./sale-point.table";

/** More rows than one product or one request ever has here; a list that reached it would be cut. */
const everyRow = 100_000;

const listingsOf = (manager: EntityManager): Repositories["listings"] => {
  const rows = store(manager, listingTable);
  return {
    ...rows,
    ofPair: async (salePointId, productId) => (await rows.where({ salePointId, productId }, { lock: true }))[0] ?? null,
    ofProduct: (productId) => rows.where({ productId }, { lock: true, order: [["id", "ASC"]], limit: everyRow }),
    ofSalePoint: (salePointId, after, limit) =>
      select(
        manager,
        listingTable,
        "FROM listing t WHERE t.sale_point_id = ? AND t.id > ? ORDER BY t.id LIMIT ? FOR UPDATE",
        [toBinary(salePointId), after === null ? Buffer.alloc(16) : toBinary(after), limit],
      ),
  };
};

const apiKeysOf = (manager: EntityManager): Repositories["apiKeys"] => {
  const rows = store(manager, apiKeyTable);
  return {
    ...rows,
    ofPartner: (partnerId) => rows.where({ partnerId, revokedAt: null }, { lock: true, limit: everyRow }),
  };
};

const territoryOf = (manager: EntityManager): Repositories["territory"] => ({
  liesElsewhere: async (communeRegionId, provinceRegionId) => {
    const [commune, province] = [toBinary(communeRegionId), toBinary(provinceRegionId)];
    const [row] = await manager.query<{ elsewhere: number | string }[]>(
      `SELECT EXISTS (SELECT 1 FROM product_copy WHERE commune_region_id = ? AND province_region_id <> ?)
           OR EXISTS (SELECT 1 FROM producer_copy WHERE commune_region_id = ? AND province_region_id <> ?) AS elsewhere`,
      [commune, province, commune, province],
    );
    return Number(row?.elsewhere) === 1;
  },
});

/** The write side on one transaction. */
export const repositoriesOf = (manager: EntityManager): Repositories => {
  const salePoints = store(manager, salePointTable);
  const certificates = store(manager, certificateCopyTable);
  return {
    salePoints: { ...salePoints, ofIds: (ids) => salePoints.where({ id: ids }, { limit: everyRow }) },
    kinds: {
      all: () => select(manager, salePointKindTable, "FROM sale_point_kind t ORDER BY t.since, t.position", []),
    },
    listings: listingsOf(manager),
    fairs: store(manager, fairTable),
    partners: partnersOf(manager),
    apiKeys: apiKeysOf(manager),
    products: { find: store(manager, productCopyTable).find, put: (copy) => putCopy(manager, productCopyTable, copy) },
    producers: { put: (copy) => putCopy(manager, producerCopyTable, copy) },
    certificates: {
      lockOf: (productId) => certificates.where({ productId }, { lock: true, order: [["id", "ASC"]], limit: everyRow }),
      put: (copy) => putCopy(manager, certificateCopyTable, copy),
    },
    territory: territoryOf(manager),
  };
};
