import { isId, select, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { LotFilter, Queries } from "../domain/ports";
import { readOwnCode } from "../domain/own-code";
import { producerCopyTable, productCopyTable } from "./copies.table";
import { lotTable } from "./lot.table";
import { tradeItemTable } from "./trade-item.table";
import { unitTable } from "./unit.table";

/** The bytes of an id that a client sent; a text that is no id names no row. */
const bytesOf = (id: string): Buffer => (isId(id) ? toBinary(id) : Buffer.alloc(16));

const chosen = (filter: LotFilter) => ({
  ...(filter.itemId !== null && { itemId: filter.itemId }),
  ...(filter.productId !== null && { productId: filter.productId }),
  ...(filter.producerId !== null && { producerId: filter.producerId }),
  ...(filter.states !== null && { state: filter.states }),
});

/** The read side of the graph. Each method sends one statement. */
export const queriesOf = (manager: EntityManager): Queries => {
  const items = store(manager, tradeItemTable);
  const lots = store(manager, lotTable);
  return {
    items: (ids) => items.where({ id: ids }, { limit: ids.length }),
    itemOfCode: async (code) => {
      const ownCode = readOwnCode(code);
      const found = await items.where(ownCode === null ? { gtin14: code } : { ownCode }, { limit: 1 });
      return found[0] ?? null;
    },
    itemsOfProducts: async (productIds, first) => {
      const rows = await select(
        manager,
        tradeItemTable,
        `FROM (SELECT i.*, ROW_NUMBER() OVER (PARTITION BY i.product_id ORDER BY i.state, i.id) AS nth
               FROM trade_item i WHERE i.product_id IN (?)) t
         WHERE t.nth <= ? ORDER BY t.product_id, t.nth`,
        [productIds.map(bytesOf), first],
      );
      return new Map(productIds.map((id) => [id, rows.filter(({ productId }) => productId === id)]));
    },
    lots: (ids, scope) => lots.where({ id: ids }, { scope, limit: ids.length }),
    lotPage: (filter, scope, wish) =>
      lots.page({ filter: chosen(filter), scope, sort: ["id"], direction: "DESC", ...wish }),
    lotCount: (filter, scope) => lots.count({ filter: chosen(filter), scope }),
    product: (id) => store(manager, productCopyTable).find(id),
    producer: (id) => store(manager, producerCopyTable).find(id),
    unitPage: async (lotId, { first, after }) => {
      const rows = await select(
        manager,
        unitTable,
        "FROM unit t WHERE t.lot_id = ? AND t.id > ? ORDER BY t.id LIMIT ?",
        [bytesOf(lotId), bytesOf(after?.[0] ?? ""), first + 1],
      );
      return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
    },
  };
};
