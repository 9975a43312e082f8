import {
  noteChange,
  putCopy,
  type ReferenceColumn,
  rewriteReferences,
  select,
  store,
  toBinary,
} from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { UnitMove } from "../domain/copies";
import type { Repositories } from "../domain/ports";
import { apiKeyTable } from "./api-key.table";
import { certificateCopyTable, producerCopyTable, productCopyTable } from "./copies.table";
import { fairTable } from "./fair.table";
import { listingTable } from "./listing.table";
import { partnersOf } from "./partner.repository";
import { contractTable } from "./partner.table";
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

/** Every column that names a province or commune. Copies keep the version of what they copy. */
const regions: readonly ReferenceColumn[] = [
  { table: "sale_point", column: "province_region_id", versioned: true },
  { table: "sale_point", column: "commune_region_id", versioned: true },
  { table: "fair", column: "province_region_id", versioned: true },
  { table: "producer_copy", column: "province_region_id", versioned: false },
  { table: "producer_copy", column: "commune_region_id", versioned: false },
  { table: "product_copy", column: "province_region_id", versioned: false },
  { table: "product_copy", column: "commune_region_id", versioned: false },
];

/** Contracts name their provinces in a list: two that were merged are named once. */
const moveContracts = async (manager: EntityManager, moves: readonly UnitMove[]): Promise<void> => {
  const newer = new Map(moves.map(({ from, to }) => [from, to]));
  const contracts = await select(
    manager,
    contractTable,
    "FROM partner_contract t WHERE t.province_region_ids IS NOT NULL ORDER BY t.id FOR UPDATE",
    [],
  );
  for (const { id, provinceRegionIds } of contracts) {
    if (!provinceRegionIds?.some((region) => newer.has(region))) continue;
    const moved = [...new Set(provinceRegionIds.map((region) => newer.get(region) ?? region))];
    await manager.query("UPDATE partner_contract SET province_region_ids = ? WHERE id = ?", [
      JSON.stringify(moved),
      toBinary(id),
    ]);
    noteChange(manager, { objectType: "partner_contract", objectId: id, objectVersion: null, rows: 1 });
  }
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
  move: async (moves) => {
    await rewriteReferences(manager, regions, moves);
    await moveContracts(manager, moves);
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
