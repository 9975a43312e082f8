import { column, table, type Column } from "@ocop/service-kit";
import type { SearchTexts } from "../domain/product-search";

/** Letters of Vietnamese compared one by one, marks and all. */
const exact = (length: number): Column => ({
  ...column.text(length),
  charset: "utf8mb4",
  collation: "utf8mb4_bin",
});

/** Sorted as the names of products are. */
const key: Column = { ...column.text(30), charset: "utf8mb4", collation: "utf8mb4_vietnamese_ci" };

/** What a product is found by, and under which values it is summed: made of other rows, and made again when they change. */
export type ProductSearch = SearchTexts & {
  readonly productId: string;
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
  readonly setCode: string | null;
  /** of its certificate as recorded, 0 when none is issued; days are looked at when sums are read */
  readonly stars: number;
  readonly demonstration: boolean;
};

export const productSearchTable = table<ProductSearch>("product_search", {
  productId: { ...column.reference(), primary: true },
  nameKey: key,
  name: exact(1_210),
  nameFolded: exact(1_210),
  elsewhereFolded: exact(1_200),
  provinceRegionId: column.reference(),
  communeRegionId: column.reference({ nullable: true }),
  setCode: column.code(20, { nullable: true }),
  stars: column.integer(),
  demonstration: column.boolean(),
});

/** One letter sequence by which a product is found; in the order in which a search for it answers. */
export type ProductWord = {
  readonly gram: string;
  readonly standing: number;
  readonly nameKey: string;
  readonly productId: string;
};

export const productWordTable = table<ProductWord>("product_word", {
  gram: { ...exact(16), primary: true },
  standing: { type: "tinyint", unsigned: true, primary: true },
  nameKey: { ...key, primary: true },
  productId: { ...column.reference(), primary: true },
});

/** How many products stand under one province, commune, set and number of stars; and once for the province as a whole. */
export type ProductTally = {
  /** PROVINCE, or COMMUNE for its parts */
  readonly level: string;
  readonly provinceRegionId: string;
  /** 16 zeros for the province as a whole, and for products whose commune is not known */
  readonly communeRegionId: string;
  /** empty where nobody has said the set */
  readonly setCode: string;
  readonly stars: number;
  readonly demonstration: boolean;
  readonly products: number;
};

export const productTallyTable = table<ProductTally>(
  "product_tally",
  {
    level: { ...column.code(10), primary: true },
    provinceRegionId: { ...column.reference(), primary: true },
    communeRegionId: { ...column.reference(), primary: true },
    setCode: { ...column.code(20), primary: true },
    stars: { ...column.integer(), primary: true },
    demonstration: { ...column.boolean(), primary: true },
    products: column.integer(),
  },
  [{ name: "product_tally_commune", columns: ["communeRegionId", "level"] }],
);
