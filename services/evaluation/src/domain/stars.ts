import type { Mean } from "./fraction";

/**
 * One band of the rating: mean scores from `from`, included, to `below`, excluded; the highest band has no
 * `below` and ends with 100 points.
 *
 * The bands are data of the rulebook, `starBands` in `reference/rulebook-qd26-2026.json`:
 *
 * | stars | mean score | recognised by | certificate |
 * |---|---|---|---|
 * | 5 | 90 ≤ m ≤ 100 | centre | yes |
 * | 4 | 70 ≤ m < 90 | province | yes |
 * | 3 | 50 ≤ m < 70 | province | yes |
 * | 2 | 30 ≤ m < 50 | – | no |
 * | 1 | m < 30 | – | no |
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 3.3
 */
export type StarBand = { readonly stars: number; readonly from: number; readonly below: number | null };

/** The star ratings that are recognised and certified, lowest first (26/2026, Điều 3.3 and 4). */
export const certifiableStars = [3, 4, 5] as const;

/** Does a result of so many stars lead to a decision and a certificate? */
export const isCertifiable = (stars: number | null): stars is number => stars !== null && stars >= certifiableStars[0];

/**
 * How a mean between two printed bands is read. 1048/2019 prints 89 and 90: half-open puts 89.5 into the lower
 * band, rounded takes the nearest whole number first, half up.
 */
export const betweenBandsChoices = ["HALF_OPEN", "ROUNDED"] as const;
export type BetweenBands = (typeof betweenBandsChoices)[number];

/**
 * Is the mean at or above a number of points? Compares sums, never a rounded mean.
 *
 * @example reaches({ sum: 269_988, count: 3_000 }, 90, "HALF_OPEN") // false: 89.996 is not 90
 */
export const reaches = ({ sum, count }: Mean, points: number, between: BetweenBands): boolean =>
  between === "HALF_OPEN" ? sum >= points * count : 2 * sum + count >= 2 * points * count;

/**
 * The stars that the mean alone would give, 1 to 5. What the minimums leave of them: `evaluate.ts`.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 3.3
 * @example starsByMean(bands, { sum: 450, count: 5 }, "HALF_OPEN") // 5
 */
export const starsByMean = (bands: readonly StarBand[], mean: Mean, between: BetweenBands): number =>
  Math.max(...bands.filter(({ from }) => reaches(mean, from, between)).map(({ stars }) => stars));

/** What does not hold in a list of bands: each of 1 to 5 stars once, from 0 points on, without gap or overlap. */
export const flawsOfBands = (bands: readonly StarBand[]): readonly string[] => {
  const rising = bands.toSorted((one, other) => one.stars - other.stars);
  if (rising.map(({ stars }) => stars).join() !== "1,2,3,4,5")
    return ["there must be one band for each of 1 to 5 stars"];
  return rising.flatMap(({ stars, from, below }, nth) => {
    const next = rising[nth + 1];
    return [
      ...(nth === 0 && from !== 0 ? ["the lowest band must begin at 0 points"] : []),
      ...(below === (next?.from ?? null) ? [] : [`the band of ${String(stars)} stars must end where the next begins`]),
      ...(next && next.from <= from ? [`the band of ${String(stars + 1)} stars must begin higher`] : []),
    ];
  });
};
