import { anonymous } from "@ocop/contracts";
import { scopeSql, select, store, toBinary } from "@ocop/service-kit";
import type { EntityManager, EntitySchema } from "typeorm";
import type { CertificateCopy } from "../domain/copies";
import type { PublicQueries } from "../domain/ports";
import { shownListings, shownLots, type CertificateFacts } from "../domain/public-facts";
import { publicReaders, scopeOf } from "../domain/rights";
import { certificateCopyTable, listingCopyTable, producerCopyTable, productCopyTable } from "./copies.table";
import { lotTable } from "./lot.table";
import { itemPictureTable, tradeItemTable } from "./trade-item.table";
import { unitTable } from "./unit.table";

type Identified = { readonly id: string; readonly version: number };

const byId = async <T extends Identified>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> =>
  new Map(
    ids.length === 0
      ? []
      : (
          await select(
            manager,
            schema,
            `FROM ${manager.connection.getMetadata(schema).tableName} t WHERE t.id IN (?)`,
            [ids.map(toBinary)],
          )
        ).map((row) => [row.id, row]),
  );

/** What stands behind certificates, in three statements however many there are. */
const factsOf = async (
  manager: EntityManager,
  certificates: readonly CertificateCopy[],
): Promise<CertificateFacts[]> => {
  const productIds = [...new Set(certificates.map(({ productId }) => productId))];
  const [products, producers, items] = await Promise.all([
    byId(manager, productCopyTable, productIds),
    byId(manager, producerCopyTable, [...new Set(certificates.map(({ producerId }) => producerId))]),
    productIds.length === 0
      ? []
      : select(
          manager,
          tradeItemTable,
          "FROM trade_item t WHERE t.product_id IN (?) AND t.state = 'ACTIVE' ORDER BY t.id DESC",
          [productIds.map(toBinary)],
        ),
  ]);
  const firstItems = new Map(items.map((item) => [item.productId, item]));
  return certificates.map((certificate) => ({
    certificate,
    product: products.get(certificate.productId) ?? null,
    producer: producers.get(certificate.producerId) ?? null,
    item: firstItems.get(certificate.productId) ?? null,
  }));
};

/**
 * The ids of certificates behind which a word stands: in their own texts, in their product's or in
 * their producer's. Each branch is led by the key on the word.
 */
const behindWord = (comparison: "=" | "LIKE"): string =>
  ["c.id", "c.product_id", "c.producer_id"]
    .map(
      (owner) =>
        `SELECT c.id FROM register_word w JOIN certificate_copy c ON ${owner} = w.owner_id WHERE w.word ${comparison} ?`,
    )
    .join(" UNION ");

const beginning = (word: string): string => `${word.replace(/[\\%_]/g, "\\$&")}%`;

/** The read side of the scan host. */
export const publicQueriesOf = (manager: EntityManager): PublicQueries => {
  const published = scopeSql(manager, lotTable, scopeOf(publicReaders, anonymous));
  const items = store(manager, tradeItemTable);
  return {
    item: async (ownCode) => (await items.where({ ownCode }, { limit: 1 }))[0] ?? null,

    itemFacts: async (item) => {
      const productId = toBinary(item.productId);
      const [product, producer, certificates, listings, lots] = await Promise.all([
        store(manager, productCopyTable).find(item.productId),
        store(manager, producerCopyTable).find(item.producerId),
        select(
          manager,
          certificateCopyTable,
          "FROM certificate_copy t WHERE t.product_id = ? ORDER BY t.issued_on DESC, t.id DESC LIMIT 50",
          [productId],
        ),
        select(
          manager,
          listingCopyTable,
          "FROM listing_copy t WHERE t.product_id = ? AND t.state = 'LISTED' ORDER BY t.id LIMIT ?",
          [productId, shownListings + 1],
        ),
        select(
          manager,
          lotTable,
          "FROM lot t WHERE t.item_id = ? AND t.state = 'PUBLISHED' ORDER BY t.id DESC LIMIT ?",
          [toBinary(item.id), shownLots + 1],
        ),
      ]);
      return product && { item, product, producer, certificates, listings, lots };
    },

    lot: async (itemId, lotNo) => {
      const [lot] = await select(
        manager,
        lotTable,
        `FROM lot t WHERE t.item_id = ? AND t.lot_no = ? AND ${published.sql}`,
        [toBinary(itemId), lotNo, ...published.params],
      );
      return lot ?? null;
    },

    unit: async (itemId, serial) => {
      const [unit] = await select(manager, unitTable, "FROM unit t WHERE t.item_id = ? AND t.serial = ?", [
        toBinary(itemId),
        serial,
      ]);
      const lot = unit?.lotId ? await store(manager, lotTable).find(unit.lotId) : null;
      return { unit: unit ?? null, lot };
    },

    picture: async (itemId, sha256) => {
      const [picture] = await select(
        manager,
        itemPictureTable,
        "FROM item_picture t WHERE t.item_id = ? AND t.sha256 = ?",
        [toBinary(itemId), sha256],
      );
      return picture?.bytes ?? null;
    },

    certificate: async (lookupCode) => {
      const found = await select(
        manager,
        certificateCopyTable,
        "FROM certificate_copy t WHERE t.lookup_code = ? LIMIT 1",
        [lookupCode],
      );
      return (await factsOf(manager, found))[0] ?? null;
    },

    search: async (words, limit) => {
      if (words.length === 0) return [];
      const last = words.length - 1;
      const conditions = words.map((_, nth) => `t.id IN (${behindWord(nth === last ? "LIKE" : "=")})`);
      const params = words.flatMap((word, nth) => {
        const value = nth === last ? beginning(word) : word;
        return [value, value, value];
      });
      const found = await select(
        manager,
        certificateCopyTable,
        `FROM certificate_copy t WHERE ${conditions.join(" AND ")} ORDER BY t.issued_on DESC, t.id DESC LIMIT ?`,
        [...params, limit],
      );
      return factsOf(manager, found);
    },
  };
};
