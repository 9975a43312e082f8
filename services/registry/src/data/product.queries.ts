import { asCode, fromBinary, select, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { PageWish, ProductPage, Queries } from "../domain/ports";
import type { Product } from "../domain/product";
import {
  facetsOf,
  isAnyInForce,
  isClassified,
  isSummed,
  withSets,
  type FacetCell,
  type ProductFilter,
  type ProductSort,
} from "../domain/product-filter";
import { among, factsAskedFor, idOf, inForce } from "./product.conditions";
import { productTable } from "./product.table";
import { foundBy, search } from "./product-search.queries";
import { productSetTable } from "./reference.table";
import { all, type Sql } from "./sql";

/** More than this are not counted; one more says "more". */
const mostCounted = 25_000;
/** So many are looked at one by one for facets. */
const mostInFacets = 10_000;

type Order = {
  readonly column: string;
  /** whose order it is: without one a sort would read the whole table */
  readonly index: string;
  readonly direction: "ASC" | "DESC";
  /** no two products have the same: an order by the id, too, would not be that of the index */
  readonly isUnique?: true;
  readonly valueOf: (product: Product) => string | null;
};

/** Every sort but the one by relevance, whose order is that of the search index. */
export const productOrders: Readonly<Record<Exclude<ProductSort, "RELEVANCE">, Order>> = {
  NAME: { column: "name_vi", index: "product_name", direction: "ASC", valueOf: ({ nameVi }) => nameVi },
  CODE: { column: "code", index: "product_code", direction: "ASC", isUnique: true, valueOf: ({ code }) => code },
  RECOGNISED_ON: {
    column: "certificate_issued_on",
    index: "product_issued",
    direction: "DESC",
    valueOf: ({ certificateIssuedOn }) => certificateIssuedOn,
  },
  CERTIFICATE_EXPIRES_ON: {
    column: "certificate_expires_on",
    index: "product_expires",
    direction: "ASC",
    valueOf: ({ certificateExpiresOn }) => certificateExpiresOn,
  },
};

/** Industries and groups as the sets in them: one statement where one is asked for. */
const bySets = async (manager: EntityManager, filter: ProductFilter): Promise<ProductFilter> =>
  isClassified(filter) ? withSets(filter, await store(manager, productSetTable).where({}, { limit: 1_000 })) : filter;

/**
 * What is read under which conditions, from the index of the search where a text is asked for.
 *
 * @param products the table of products as `t`; null where no column of it is read besides the conditions
 */
const askedFor = async (
  manager: EntityManager,
  filter: ProductFilter,
  products: string | null,
): Promise<{ readonly from: string; readonly conditions: readonly Sql[] }> => {
  const facts = factsAskedFor(filter);
  const { text, name } = filter;
  const found =
    text === null ? name && (await foundBy(manager, name, "inName")) : await foundBy(manager, text, "anywhere");
  if (found === null) return { from: products ?? "product t", conditions: facts };
  const { from, condition } = found;
  const joined =
    products === null && facts.length === 0 ? "" : ` JOIN ${products ?? "product t"} ON t.id = w.product_id`;
  return { from: `${from}${joined}`, conditions: [...facts, condition] };
};

const beyond = ({ column, direction }: Order, [value, id]: readonly string[]): Sql => {
  const sign = direction === "ASC" ? ">" : "<";
  return {
    sql: `t.${column} ${sign} ? OR (t.${column} = ? AND t.id ${sign} ?)`,
    params: [value, value, toBinary(id ?? "")],
  };
};

/** The ids first, by the index alone where it can be: rows with their stories are read for the page only. */
const pageInOrder = async (
  manager: EntityManager,
  filter: ProductFilter,
  order: Order,
  { first, after }: PageWish,
): Promise<ProductPage> => {
  const { column, direction, isUnique = false, valueOf } = order;
  // Names of one set stand together in their alphabet: the index of all names would be read in vain for long.
  const hint = column === "name_vi" && filter.setCodes !== null ? " IGNORE INDEX FOR ORDER BY (product_name)" : "";
  const { from, conditions } = await askedFor(manager, filter, `product t${hint}`);
  const { sql, params } = all([
    ...conditions,
    { sql: `t.${column} IS NOT NULL`, params: [] },
    ...(after === null ? [] : [beyond(order, after)]),
  ]);
  const ties = isUnique ? "" : `, t.id ${direction}`;
  const rows = await select(
    manager,
    productTable,
    `FROM (SELECT t.id FROM ${from} WHERE ${sql}
       ORDER BY t.${column} ${direction}${ties} LIMIT ${String(first + 1)}) page
     JOIN product t ON t.id = page.id ORDER BY t.${column} ${direction}, t.id ${direction}`,
    params,
  );
  const page = rows.slice(0, first);
  return { rows: page, hasNextPage: rows.length > first, keys: page.map((row) => [valueOf(row) ?? "", row.id]) };
};

const pageByRelevance = async (manager: EntityManager, filter: ProductFilter, wish: PageWish): Promise<ProductPage> => {
  const { text, first } = { ...filter, ...wish };
  if (text === null) throw new Error("an order by relevance needs a text");
  const hits = await search(manager, text, factsAskedFor(filter), wish);
  const page = hits.slice(0, first);
  const found = await store(manager, productTable).where({ id: page.map(({ id }) => id) }, { limit: first });
  const rows = new Map(found.map((row) => [row.id, row]));
  return {
    rows: page.flatMap(({ id }) => rows.get(id) ?? []),
    hasNextPage: hits.length > first,
    keys: page.filter(({ id }) => rows.has(id)).map(({ place, nameKey, id }) => [String(place), nameKey, id]),
  };
};

const count = async (manager: EntityManager, filter: ProductFilter, sort: ProductSort): Promise<number> => {
  const lacking = sort === "RELEVANCE" || sort === "NAME" ? null : productOrders[sort].column;
  const { from, conditions } = await askedFor(manager, filter, lacking === null ? null : "product t");
  const { sql, params } = all([
    ...conditions,
    ...(lacking === null ? [] : [{ sql: `t.${lacking} IS NOT NULL`, params: [] }]),
  ]);
  const [row] = await manager.query<{ n: string | number }[]>(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${from} WHERE ${sql} LIMIT ${String(mostCounted + 1)}) capped`,
    [...params],
  );
  return Number(row?.n ?? 0);
};

type CellRow = {
  readonly region: Buffer | null;
  readonly setCode: string | null;
  readonly stars: number;
  readonly n: string | number;
};

const noId = Buffer.alloc(16);

const cellOf = ({ region, setCode, stars, n }: CellRow): FacetCell => ({
  regionId: region === null || region.equals(noId) ? null : fromBinary(region),
  setCode: setCode === "" ? null : setCode,
  stars: stars === 0 ? null : stars,
  count: Number(n),
});

/** Under one province the facet of territories goes by communes. */
const regionOf = ({ provinceId, communeId }: ProductFilter): "commune_region_id" | "province_region_id" =>
  provinceId === null && communeId === null ? "province_region_id" : "commune_region_id";

/** Counted live, as far as is counted at all. */
const countedCells = async (manager: EntityManager, filter: ProductFilter): Promise<readonly FacetCell[]> => {
  const holds = inForce(filter.today);
  const { from, conditions } = await askedFor(manager, filter, "product t");
  const { sql, params } = all(conditions);
  const rows = await manager.query<CellRow[]>(
    `SELECT region, setCode, stars, COUNT(*) AS n FROM (
       SELECT t.${regionOf(filter)} AS region, t.set_code AS setCode,
         IF(${holds.sql}, t.certificate_stars, 0) AS stars
       FROM ${from} WHERE ${sql} LIMIT ${String(mostInFacets + 1)}
     ) found GROUP BY region, setCode, stars`,
    [...holds.params, ...params],
  );
  return rows.map(cellOf);
};

/**
 * From the sums, which know certificates as they are recorded, put right by those that are recorded as issued and
 * do not hold today: that have ended and whose end was not heard of yet, and that have not begun.
 */
const summedCells = async (manager: EntityManager, filter: ProductFilter): Promise<readonly FacetCell[]> => {
  const { provinceId, communeId, setCodes, stars, demonstration, today } = filter;
  const region = regionOf(filter);
  const same = factsAskedFor({ ...filter, stars: null, certificate: null });
  const kept = all([
    { sql: "x.level = ?", params: [region === "province_region_id" ? "PROVINCE" : "COMMUNE"] },
    ...(provinceId === null ? [] : [among("x.province_region_id", [idOf(provinceId)])]),
    ...(communeId === null ? [] : [among("x.commune_region_id", [idOf(communeId)])]),
    ...(setCodes === null ? [] : [among("x.set_code", setCodes.map(asCode))]),
    ...(demonstration === null ? [] : [among("x.demonstration", [demonstration])]),
  ]);
  const lapsed = all([
    ...same,
    { sql: "t.certificate_state = 'ISSUED' AND t.certificate_expires_on <= ?", params: [today] },
  ]);
  const early = all([
    ...same,
    {
      sql: "t.certificate_state = 'ISSUED' AND t.certificate_issued_on > ? AND t.certificate_expires_on > ?",
      params: [today, today],
    },
  ]);
  const moved = [lapsed, early].flatMap(({ sql, params }) =>
    (
      [
        ["t.certificate_stars", -1],
        ["0", 1],
      ] as const
    ).map(([from, sum]) => ({
      sql: `SELECT COALESCE(t.${region}, ?) AS region, COALESCE(t.set_code, '') AS setCode, ${from} AS stars,
            ${String(sum)} AS n FROM product t WHERE ${sql}`,
      params: [noId, ...params],
    })),
  );
  const wanted = all([
    ...(stars === null ? [] : [among("y.stars", stars)]),
    ...(isAnyInForce(filter) ? [{ sql: "y.stars > 0", params: [] }] : []),
  ]);
  const rows = await manager.query<CellRow[]>(
    `SELECT region, setCode, stars, SUM(n) AS n FROM (
       SELECT x.${region} AS region, x.set_code AS setCode, x.stars, x.products AS n FROM product_tally x WHERE ${kept.sql}
       UNION ALL ${moved.map(({ sql }) => sql).join(" UNION ALL ")}
     ) y WHERE ${wanted.sql} GROUP BY region, setCode, stars HAVING SUM(n) <> 0`,
    [...kept.params, ...moved.flatMap(({ params }) => params), ...wanted.params],
  );
  return rows.map(cellOf);
};

export const productQueries = (
  manager: EntityManager,
): Pick<Queries, "products" | "productOfCode" | "productPage" | "productCount" | "productFacets"> => {
  const products = store(manager, productTable);
  return {
    products: (ids) => products.where({ id: ids }, { limit: ids.length }),
    productOfCode: async (code) => (await products.where({ code }, { limit: 1 }))[0] ?? null,
    productPage: async (asked, sort, wish) => {
      const filter = await bySets(manager, asked);
      return sort === "RELEVANCE"
        ? pageByRelevance(manager, filter, wish)
        : pageInOrder(manager, filter, productOrders[sort], wish);
    },
    productCount: async (filter, sort) => count(manager, await bySets(manager, filter), sort),
    productFacets: async (asked) => {
      const filter = await bySets(manager, asked);
      return isSummed(filter)
        ? facetsOf(await summedCells(manager, filter), Infinity)
        : facetsOf(await countedCells(manager, filter), mostInFacets);
    },
  };
};
