/** Exact arithmetic of ratios, means and limits. Nothing here rounds, and no decimal becomes a float. */

/** A ratio of council rules as written: `"3/4"`. */
export type Ratio = string;

const ratioPattern = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/;

const partsOf = (ratio: Ratio): readonly [number, number] => {
  const [, over, under] = ratioPattern.exec(ratio) ?? [];
  if (over === undefined || under === undefined) throw new RangeError(`not a ratio: ${ratio}`);
  return [Number(over), Number(under)];
};

/** Is this a ratio between 0 (excluded) and 1? */
export const isRatio = (text: string): boolean => {
  const [, over, under] = ratioPattern.exec(text) ?? [];
  return over !== undefined && under !== undefined && Number(over) <= Number(under);
};

/**
 * The least whole number of `members` that satisfies `present × m ≥ n × members`.
 *
 * @example leastOf("3/4", 5) // 4
 */
export const leastOf = (ratio: Ratio, members: number): number => {
  const [over, under] = partsOf(ratio);
  return Math.ceil((over * members) / under);
};

const decimalPattern = /^(\d{1,4})(?:\.(\d{1,4}))?$/;

/** Is this an exact decimal as limits are written, `"10"` or `"9.5"`? */
export const isDecimal = (text: string): boolean => decimalPattern.test(text);

/**
 * Is a whole number greater than a limit written as an exact decimal?
 *
 * @example exceeds(10, "9.5") // true
 */
export const exceeds = (value: number, limit: string): boolean => {
  const [, whole, fraction = ""] = decimalPattern.exec(limit) ?? [];
  if (whole === undefined) throw new RangeError(`not a decimal: ${limit}`);
  return value * 10 ** fraction.length > Number(whole + fraction);
};

/** A mean kept as what it is: a sum of whole points over a number of sheets. */
export type Mean = { readonly sum: number; readonly count: number };

/**
 * Two decimals of a mean, cut off and not rounded: what is shown, never what is compared.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 3.3 (bands); 89.996 is shown as 89.99 and is four stars
 * @example cut({ sum: 269_988, count: 3_000 }) // "89.99"
 */
export const cut = ({ sum, count }: Mean): string => {
  const hundredths = Math.floor(((sum % count) * 100) / count);
  return `${String(Math.floor(sum / count))}.${String(hundredths).padStart(2, "0")}`;
};
