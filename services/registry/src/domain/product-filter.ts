import { addDays, expiringDays, type Day } from "@ocop/contracts";
import type { ProductState } from "./product";
import type { SearchQuestion } from "./product-search";

/**
 * What the certificate that counts for a product is worth today. Every product is one of `IN_FORCE`, `EXPIRED`,
 * `REVOKED` and `NONE`; those `EXPIRING` are in force, too. A certificate that has not begun, or that another one
 * unknown here has taken the place of, is `NONE`.
 */
export const certificateConditions = ["IN_FORCE", "EXPIRING", "EXPIRED", "REVOKED", "NONE"] as const;
export type CertificateCondition = (typeof certificateConditions)[number];

/** Conditions that all hold; null is no condition, an empty list is met by nothing. */
export type ProductCondition = {
  readonly producerId: string | null;
  readonly provinceId: string | null;
  readonly communeId: string | null;
  readonly setCodes: readonly string[] | null;
  readonly industry: string | null;
  readonly productGroup: string | null;
  /** of a certificate in force today */
  readonly stars: readonly number[] | null;
  readonly certificate: readonly CertificateCondition[] | null;
  readonly state: ProductState | null;
  /** `[from, until)`: days on which the certificate that counts was issued */
  readonly recognisedFrom: Day | null;
  readonly recognisedUntil: Day | null;
  readonly demonstration: boolean | null;
  readonly ids: readonly string[] | null;
};

export type ProductFilter = ProductCondition & {
  readonly text: SearchQuestion | null;
  /** looked for in names alone */
  readonly name: SearchQuestion | null;
  /** at least one of them holds, too */
  readonly anyOf: readonly ProductCondition[] | null;
  readonly today: Day;
};

type Classified = { readonly code: string; readonly industry: string; readonly productGroup: string };

const bySets = (condition: ProductCondition, sets: readonly Classified[]): ProductCondition => {
  const { industry, productGroup, setCodes } = condition;
  if (industry === null && productGroup === null) return condition;
  const codes = sets
    .filter((set) => industry === null || set.industry === industry)
    .filter((set) => productGroup === null || set.productGroup === productGroup)
    .map(({ code }) => code);
  return {
    ...condition,
    ...{ industry: null, productGroup: null },
    setCodes: setCodes === null ? codes : codes.filter((code) => setCodes.includes(code)),
  };
};

/** Does it ask for an industry or a group? */
export const isClassified = ({ anyOf, ...condition }: ProductFilter): boolean =>
  [condition, ...(anyOf ?? [])].some(({ industry, productGroup }) => industry !== null || productGroup !== null);

/** The same filter by product sets alone: an industry or a group is the sets in it. */
export const withSets = (filter: ProductFilter, sets: readonly Classified[]): ProductFilter => ({
  ...filter,
  ...bySets(filter, sets),
  anyOf: filter.anyOf?.map((condition) => bySets(condition, sets)) ?? null,
});

/** No condition at all. */
export const anyProduct: ProductCondition = {
  ...{ producerId: null, provinceId: null, communeId: null, setCodes: null, industry: null, productGroup: null },
  ...{ stars: null, certificate: null, state: null, recognisedFrom: null, recognisedUntil: null },
  ...{ demonstration: null, ids: null },
};

/** The last day of expiry that counts as expiring today: `expiringFrom` seen from the other end. */
export const expiringUntil = (today: Day): Day => addDays(today, expiringDays);

/**
 * The orders of the list. One by a fact that a product may lack lists the products that have it. `RELEVANCE` is
 * the order of a search and needs a text.
 */
export const productSorts = ["NAME", "CODE", "RECOGNISED_ON", "CERTIFICATE_EXPIRES_ON", "RELEVANCE"] as const;
export type ProductSort = (typeof productSorts)[number];

/** How many products stand under each value, of those that a filter leaves. */
export type ProductFacets = {
  readonly total: number;
  /** false when more than the most that are counted live match: the first ones are counted then */
  readonly complete: boolean;
  /** provinces, or the communes of the one province asked for; null for products whose commune no source names */
  readonly territories: readonly { readonly regionId: string | null; readonly count: number }[];
  /** null for products whose set nobody has said */
  readonly sets: readonly { readonly setCode: string | null; readonly count: number }[];
  /** of certificates in force today; null for products without one */
  readonly stars: readonly { readonly stars: number | null; readonly count: number }[];
};

/** All products with a certificate in force: those that have stars today. */
export const isAnyInForce = ({ certificate }: ProductCondition): boolean =>
  certificate?.length === 1 && certificate[0] === "IN_FORCE";

/** Facets by territory, set and star alone come from sums that are kept; any other condition is counted live. */
export const isSummed = (filter: ProductFilter): boolean =>
  (filter.certificate === null || isAnyInForce(filter)) &&
  [
    ...[filter.text, filter.name, filter.anyOf, filter.producerId, filter.state],
    ...[filter.recognisedFrom, filter.recognisedUntil, filter.ids],
  ].every((condition) => condition === null);

/** How many products stand under one territory, set and number of stars. */
export type FacetCell = {
  readonly regionId: string | null;
  readonly setCode: string | null;
  readonly stars: number | null;
  readonly count: number;
};

const sumBy = <Key>(
  cells: readonly FacetCell[],
  keyOf: (cell: FacetCell) => Key,
): readonly (readonly [Key, number])[] => {
  const sums = new Map<Key, number>();
  for (const cell of cells) sums.set(keyOf(cell), (sums.get(keyOf(cell)) ?? 0) + cell.count);
  return [...sums].filter(([, count]) => count > 0);
};

const byText = (one: string | null, other: string | null): number => (one ?? "").localeCompare(other ?? "");

/**
 * Sums the cells along each side. Territories with the most products come first, sets in the order of their codes,
 * most stars first.
 *
 * @param most products that are counted; a total beyond it says that more match
 */
export const facetsOf = (cells: readonly FacetCell[], most: number): ProductFacets => ({
  total: cells.reduce((sum, { count }) => sum + count, 0),
  complete: cells.reduce((sum, { count }) => sum + count, 0) <= most,
  territories: sumBy(cells, ({ regionId }) => regionId)
    .map(([regionId, count]) => ({ regionId, count }))
    .sort((a, b) => b.count - a.count || byText(a.regionId, b.regionId)),
  sets: sumBy(cells, ({ setCode }) => setCode)
    .map(([setCode, count]) => ({ setCode, count }))
    .sort((a, b) => byText(a.setCode, b.setCode)),
  stars: sumBy(cells, ({ stars }) => stars)
    .map(([stars, count]) => ({ stars, count }))
    .sort((a, b) => (b.stars ?? 0) - (a.stars ?? 0)),
});
