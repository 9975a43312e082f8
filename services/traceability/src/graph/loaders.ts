import type { Viewer } from "@ocop/contracts";
import DataLoader from "dataloader";
import type { Lot } from "../domain/lot";
import type { Queries } from "../domain/ports";
import { lotReaders, scopeOf } from "../domain/rights";
import type { TradeItem } from "../domain/trade-item";

export type Loader<Value> = { load(id: string): Promise<Value> };

/** The batching of one request: every row is read once, the rows of one tick in one statement. */
export type Loaders = {
  readonly item: Loader<TradeItem | null>;
  readonly lot: Loader<Lot | null>;
  /** the first items of a product, active ones first */
  readonly itemsOfProduct: (first: number) => Loader<readonly TradeItem[]>;
};

const byId = <Row extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> =>
  new DataLoader(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

export const createLoaders = (queries: Queries, viewer: Viewer): Loaders => {
  const item = byId((ids) => queries.items(ids));
  const lists = new Map<number, DataLoader<string, readonly TradeItem[]>>();
  const itemsOf = (first: number): DataLoader<string, readonly TradeItem[]> =>
    new DataLoader(async (ids) => {
      const found = await queries.itemsOfProducts(ids, first);
      for (const one of [...found.values()].flat()) item.prime(one.id, one);
      return ids.map((id) => found.get(id) ?? []);
    });
  return {
    item,
    lot: byId((ids) => queries.lots(ids, scopeOf(lotReaders, viewer))),
    itemsOfProduct: (first) => {
      const loader = lists.get(first) ?? itemsOf(first);
      lists.set(first, loader);
      return loader;
    },
  };
};
