import { transact } from "@ocop/service-kit";
import type { DataSource } from "typeorm";
import { emptySearch, refreshNext } from "../data/product-search.repository";
import type { Outcome } from "./sync";

/** What products are found and summed by, as reports name it. */
export const searchIndex = "product-search";

/**
 * Brings what products are found by up to date with their names and those of their producers, units and sets, in
 * small transactions, so that nobody waits. Done again, it changes nothing.
 *
 * @param which `missing` reads the products that are not in the index, `all` compares every product with its entry,
 *   `anew` empties the index first, for a damaged one or another rule of search: until it is done searches miss products
 */
export const refreshSearch = async (dataSource: DataSource, which: "missing" | "all" | "anew"): Promise<Outcome> => {
  if (which === "anew") await emptySearch(dataSource.manager);
  const [count] = await dataSource.query<{ known: string | number; products: string | number }[]>(
    "SELECT (SELECT COUNT(*) FROM product_search) AS known, (SELECT COUNT(*) FROM product) AS products",
  );
  let written = 0;
  let after: string | null = null;
  do {
    const from: string | null = after;
    const step: { readonly last: string | null; readonly changed: number } = await transact(dataSource, (manager) =>
      refreshNext(manager, from, which === "missing"),
    );
    written += step.changed;
    after = step.last;
  } while (after !== null);
  const [known, products] = [Number(count?.known ?? 0), Number(count?.products ?? 0)];
  const added = Math.min(written, Math.max(0, products - known));
  return { added, changed: written - added, same: Math.max(0, products - written) };
};
