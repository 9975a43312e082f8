import { insert, noteRows, type ReferenceColumn, rewriteReferences, select, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { refuse, type RefusalCode } from "../domain/refusals";
import {
  certificateCopyTable,
  listingCopyTable,
  producerCopyTable,
  productCopyTable,
  registerWordTable,
} from "./copies.table";
import { keepCopy } from "./copy";
import { lotTable } from "./lot.table";
import { itemPictureTable, tradeItemTable } from "./trade-item.table";
import { unitTable } from "./unit.table";

const isDuplicate = (error: unknown, key: string): boolean =>
  error instanceof Error && "errno" in error && error.errno === 1062 && error.message.includes(key);

/** Two people want the same number at the same moment: the second learns of it from the key. */
const refusingTaken = async <T>(key: string, code: RefusalCode, save: () => Promise<T>): Promise<T> => {
  try {
    return await save();
  } catch (error) {
    return isDuplicate(error, key) ? refuse(code) : Promise.reject(error instanceof Error ? error : new Error(key));
  }
};

const wordsOf = (manager: EntityManager): Repositories["words"] => ({
  put: async (ownerId, words) => {
    await manager.query("DELETE FROM register_word WHERE owner_id = ?", [toBinary(ownerId)]);
    await insert(
      manager,
      registerWordTable,
      words.map((word) => ({ word, ownerId })),
    );
  },
});

const itemsOf = (manager: EntityManager): Repositories["items"] => {
  const items = store(manager, tradeItemTable);
  return {
    ...items,
    save: (item) => refusingTaken("trade_item_gtin", "GTIN_TAKEN", () => items.save(item)),
    place: async (productId, { producerId, provinceRegionId, communeRegionId }) => {
      const values = [
        toBinary(producerId),
        toBinary(provinceRegionId),
        communeRegionId && toBinary(communeRegionId),
        toBinary(productId),
      ];
      for (const tableName of ["trade_item", "lot"])
        await manager.query(
          `UPDATE ${tableName} SET producer_id = ?, province_region_id = ?, commune_region_id = ? WHERE product_id = ?`,
          values,
        );
    },
  };
};

/** Every column that names a province or commune, of copies too. None of them is a change that a person must know of. */
const regions: readonly ReferenceColumn[] = [
  ...["trade_item", "lot", "producer_copy", "product_copy", "certificate_copy"].flatMap((table) => [
    { table, column: "province_region_id", versioned: false },
    { table, column: "commune_region_id", versioned: false },
  ]),
  { table: "listing_copy", column: "commune_region_id", versioned: false },
];

const territoryOf = (manager: EntityManager): Repositories["territory"] => ({
  move: async (moves) => {
    await rewriteReferences(manager, regions, moves);
  },
});

const picturesOf = (manager: EntityManager): Repositories["pictures"] => ({
  put: async (itemId, { sha256, bytes }) => {
    await manager.query("DELETE FROM item_picture WHERE item_id = ?", [toBinary(itemId)]);
    await insert(manager, itemPictureTable, [{ itemId, sha256, bytes }]);
  },
});

const lotsOf = (manager: EntityManager): Repositories["lots"] => {
  const lots = store(manager, lotTable);
  return { ...lots, save: (lot) => refusingTaken("lot_number", "LOT_NUMBER_TAKEN", () => lots.save(lot)) };
};

const unitsOf = (manager: EntityManager): Repositories["units"] => ({
  lockOf: (itemId, serials) =>
    select(manager, unitTable, "FROM unit t WHERE t.item_id = ? AND t.serial IN (?) ORDER BY t.serial FOR UPDATE", [
      toBinary(itemId),
      serials,
    ]),
  save: async (units) => {
    if (units.length === 0) return;
    await manager.query(
      `INSERT INTO unit (id, item_id, batch_id, serial, issued_at, state, printed_at, activated_at, voided_at) VALUES ?
       ON DUPLICATE KEY UPDATE state = VALUES(state), printed_at = VALUES(printed_at),
         activated_at = VALUES(activated_at), voided_at = VALUES(voided_at)`,
      [
        units.map((unit) => [
          toBinary(unit.id),
          toBinary(unit.itemId),
          toBinary(unit.batchId),
          unit.serial,
          unit.issuedAt,
          unit.state,
          unit.printedAt,
          unit.activatedAt,
          unit.voidedAt,
        ]),
      ],
    );
    noteRows(manager, "unit", units);
  },
  add: (units) => insert(manager, unitTable, units),
});

/** The write side on one transaction. */
export const repositoriesOf = (manager: EntityManager): Repositories => {
  const { find: findProducer } = store(manager, producerCopyTable);
  const products = store(manager, productCopyTable);
  return {
    producers: { find: findProducer, put: (copy) => keepCopy(manager, producerCopyTable, copy) },
    products: {
      find: products.find,
      lockKnown: async (id) => (await products.where({ id }, { lock: true }))[0] ?? null,
      put: (copy) => keepCopy(manager, productCopyTable, copy),
    },
    certificates: { put: (copy) => keepCopy(manager, certificateCopyTable, copy) },
    listings: { put: (copy) => keepCopy(manager, listingCopyTable, copy) },
    words: wordsOf(manager),
    items: itemsOf(manager),
    territory: territoryOf(manager),
    pictures: picturesOf(manager),
    lots: lotsOf(manager),
    units: unitsOf(manager),
  };
};
