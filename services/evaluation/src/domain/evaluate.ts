import type { CouncilSettings } from "./council-rules";
import { type CriteriaSet, criteriaOf, type Criterion, type Part } from "./criteria-set";
import { cut, exceeds, type Mean } from "./fraction";
import { refuse } from "./refusals";
import { minimumFor, pointsOf, type ScoreSheet, totalOf } from "./score-sheet";
import { certifiableStars, reaches, starsByMean } from "./stars";

/** What a sheet brings into the rating. */
export type CountedSheet = Pick<ScoreSheet, "seatId" | "answers" | "findings">;

export const decisiveBases = ["AGREED", "MAJORITY"] as const;

/** The option that is held against the minimums in one criterion, and whose it is. */
export type DecisiveOption = {
  readonly criterion: string;
  readonly option: string | null;
  readonly points: number;
  readonly basis: (typeof decisiveBases)[number];
};

export type AgreedOption = Pick<DecisiveOption, "criterion" | "option">;

/** A minimum that is not met: the least option it asks for, and how many points are missing to it. */
export type MissedMinimum = {
  readonly criterion: string;
  readonly option: string;
  readonly points: number;
  readonly held: number;
  readonly missing: number;
};

/** Why the result is below a number of stars. */
export type AboveResult = {
  readonly stars: number;
  readonly meanReaches: boolean;
  readonly minimums: readonly MissedMinimum[];
};

/** The whole outcome of one scoring round, stored beside its inputs so that it can be worked out again. */
export type Rating = {
  readonly sheets: readonly { readonly seatId: string; readonly total: number }[];
  readonly parts: readonly { readonly code: string; readonly sum: number; readonly mean: string }[];
  /** sum of the totals and number of sheets: the exact mean */
  readonly sum: number;
  readonly count: number;
  /** two decimals, cut off */
  readonly mean: string;
  readonly highest: number;
  readonly lowest: number;
  readonly spreadExceeded: boolean;
  readonly decisive: readonly DecisiveOption[];
  /** grounds of rejection found by more than half of the sheets */
  readonly rejectedFor: readonly string[];
  readonly starsByMean: number;
  /** null when rejected */
  readonly stars: number | null;
  readonly above: readonly AboveResult[];
};

export type RatedSet = Pick<CriteriaSet, "bands"> & { readonly parts: readonly Part[] };

type RatingSettings = Pick<
  CouncilSettings,
  "maxSpread" | "missedMinimum" | "minimumsFrom" | "noneOfTheOptions" | "betweenBands"
>;

/** The option chosen on most sheets; on a tie the one with fewer points, then the one printed first. */
const majorityOption = (
  criterion: Criterion,
  sheets: readonly CountedSheet[],
  settings: RatingSettings,
): string | null => {
  const given = sheets.map(
    ({ answers }) => answers.find((answer) => answer.criterion === criterion.code)?.option ?? null,
  );
  const printed = [null, ...criterion.options.map(({ key }) => key)].filter((option) => given.includes(option));
  const votes = (option: string | null): number => given.filter((one) => one === option).length;
  const points = (option: string | null): number => pointsOf(criterion, option, settings);
  const [first = null] = printed.toSorted((one, other) => votes(other) - votes(one) || points(one) - points(other));
  return first;
};

const decide = (
  criterion: Criterion,
  sheets: readonly CountedSheet[],
  agreed: readonly AgreedOption[],
  settings: RatingSettings,
): DecisiveOption => {
  const agreement =
    settings.minimumsFrom === "COUNCIL_AGREED_OPTION"
      ? agreed.find((one) => one.criterion === criterion.code)
      : undefined;
  const option = agreement ? agreement.option : majorityOption(criterion, sheets, settings);
  const basis = agreement ? "AGREED" : "MAJORITY";
  return { criterion: criterion.code, option, points: pointsOf(criterion, option, settings), basis };
};

const missedAt = (
  stars: number,
  criteria: readonly Criterion[],
  decisive: readonly DecisiveOption[],
): readonly MissedMinimum[] =>
  criteria.flatMap((criterion, nth) => {
    const { option = null, points: held = 0 } = decisive[nth] ?? {};
    const least = minimumFor(criterion, stars, option);
    return least && held < least.points
      ? [{ criterion: criterion.code, option: least.key, points: least.points, held, missing: least.points - held }]
      : [];
  });

/** A ground applies when more than half of the sheets find it. */
const groundsFound = (sheets: readonly CountedSheet[]): readonly string[] => {
  const found = sheets.flatMap(({ findings }) => findings.map(({ ground }) => ground));
  return [...new Set(found)].filter((ground) => 2 * found.filter((one) => one === ground).length > sheets.length);
};

/** The highest certifiable stars that hold, else what the total gives below three. */
const settle = (above: readonly AboveResult[], byMean: number, { missedMinimum }: RatingSettings): number => {
  const met = above.filter(({ meanReaches, minimums }) => meanReaches && minimums.length === 0);
  const passed = missedMinimum === "NOT_PASSED" ? met.filter(({ stars }) => stars === byMean) : met;
  return Math.max(Math.min(byMean, 2), ...passed.map(({ stars }) => stars));
};

/**
 * The rating of one product: points, mean, spread, minimums and stars out of the sheets of a council.
 *
 * 1. A ground of rejection found by the majority: no stars.
 * 2. The mean is sum ÷ number of sheets, never rounded: 89.996 is four stars and is shown as 89.99.
 * 3. Stars are the most of 3, 4, 5 whose band the mean reaches **and** whose minimums are all met; if none,
 *    two or one by the total.
 * 4. For each number of stars above the result: is the mean short, and which minimums by how many points.
 *
 * @param sheets those that count, at least one; every criterion answered
 * @param agreed options agreed on in the discussion; the majority's stand for the rest
 * @throws Refusal `NO_QUORUM` without any sheet
 * @see Quyết định 26/2026/QĐ-TTg, Điều 3.3 and Phụ lục II
 */
export const evaluate = (
  { bands, parts }: RatedSet,
  sheets: readonly CountedSheet[],
  settings: RatingSettings,
  agreed: readonly AgreedOption[] = [],
): Rating => {
  if (sheets.length === 0) return refuse("NO_QUORUM", { needed: 1, got: 0 });
  const criteria = criteriaOf(parts);
  const totals = sheets.map(({ seatId, answers }) => ({ seatId, total: totalOf(criteria, answers, settings) }));
  const points = totals.map(({ total }) => total);
  const [highest, lowest] = [Math.max(...points), Math.min(...points)];
  const mean: Mean = { sum: points.reduce((sum, total) => sum + total, 0), count: sheets.length };
  const decisive = criteria.map((criterion) => decide(criterion, sheets, agreed, settings));
  const verdicts = certifiableStars.map((stars) => ({
    stars,
    meanReaches: bands.some((band) => band.stars === stars && reaches(mean, band.from, settings.betweenBands)),
    minimums: missedAt(stars, criteria, decisive),
  }));
  const byMean = starsByMean(bands, mean, settings.betweenBands);
  const rejectedFor = groundsFound(sheets);
  const stars = rejectedFor.length > 0 ? null : settle(verdicts, byMean, settings);
  return {
    sheets: totals,
    parts: parts.map((part) => {
      const own = criteriaOf([part]);
      const sum = sheets.reduce((total, { answers }) => total + totalOf(own, answers, settings), 0);
      return { code: part.code, sum, mean: cut({ sum, count: sheets.length }) };
    }),
    ...mean,
    mean: cut(mean),
    highest,
    lowest,
    spreadExceeded: settings.maxSpread !== null && exceeds(highest - lowest, settings.maxSpread),
    decisive,
    rejectedFor,
    starsByMean: byMean,
    stars,
    above: verdicts.filter((verdict) => verdict.stars > (stars ?? 0)),
  };
};
