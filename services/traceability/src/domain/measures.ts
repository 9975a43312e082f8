/**
 * Units in which a lot may be measured.
 *
 * @see UN/CEFACT Recommendation 20 (codes for units of measure used in international trade)
 */
export const measures = {
  GRM: { vi: "g", en: "g" },
  KGM: { vi: "kg", en: "kg" },
  TNE: { vi: "tấn", en: "tonnes" },
  MLT: { vi: "ml", en: "ml" },
  LTR: { vi: "lít", en: "litres" },
  MTR: { vi: "m", en: "m" },
  MTK: { vi: "m²", en: "m²" },
  H87: { vi: "sản phẩm", en: "pieces" },
  NPR: { vi: "đôi", en: "pairs" },
  SET: { vi: "bộ", en: "sets" },
} as const;

export type Measure = keyof typeof measures;

export const isMeasure = (code: string): code is Measure => Object.hasOwn(measures, code);

/** Codes that the names of regions know beside countries. */
const noCountries = ["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"];

const regionNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** Is this the code of a country? @see ISO 3166-1 alpha-2 */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !noCountries.includes(code) && regionNames.of(code) !== undefined;
