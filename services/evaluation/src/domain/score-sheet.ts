import { allowsNone, criteriaOf, type Criterion, type Note, type Option, optionLists, type Part } from "./criteria-set";
import type { CouncilSettings } from "./council-rules";
import { refuse } from "./refusals";
import { certifiableStars } from "./stars";

/** One criterion answered: exactly one option, or none of these. None gives points by the council's setting. */
export type Answer = {
  readonly criterion: string;
  readonly option: string | null;
  readonly reason: string | null;
};

/** A ground on which this member finds the dossier to be rejected, with the reason. */
export type Finding = { readonly ground: string; readonly reason: string | null };

export const roundStates = ["OPEN", "CLOSED", "SIGNED"] as const;
export type RoundState = (typeof roundStates)[number];

/**
 * Phiếu đánh giá: the sheet of one member for one scoring round, handed in once and locked. Independent until
 * the round closes, never a secret vote.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Phụ lục II (each set is at the same time the sheet of one assessor)
 */
export type ScoreSheet = {
  readonly id: string;
  readonly version: number;
  readonly evaluationId: string;
  readonly councilId: string;
  readonly provinceRegionId: string;
  readonly seatId: string;
  readonly subject: string;
  readonly scoringRound: number;
  /** the state of its scoring round, moved with it: all that the rules of reading ask */
  readonly roundState: RoundState;
  readonly answers: readonly Answer[];
  readonly findings: readonly Finding[];
  readonly comment: string | null;
  readonly total: number;
  readonly submittedAt: Date;
};

/** Points of an option, or of "none of these". */
export const pointsOf = (
  criterion: Criterion,
  option: string | null,
  { noneOfTheOptions }: Pick<CouncilSettings, "noneOfTheOptions">,
): number => {
  const chosen = criterion.options.find(({ key }) => key === option);
  if (chosen) return chosen.points;
  return noneOfTheOptions === "ZERO_POINTS" ? 0 : Math.min(...criterion.options.map(({ points }) => points));
};

/**
 * The least answer for so many stars: the highest option marked with that number or fewer, in the case of the
 * chosen option. Null where nothing is marked so low.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Phụ lục II (dấu sao)
 */
export const minimumFor = (criterion: Criterion, stars: number, chosen: string | null): Option | null => {
  const at = criterion.options.find(({ key }) => key === chosen)?.case ?? null;
  const lists = optionLists(criterion);
  const list = lists.find((options) => options.some((option) => option.case === at)) ?? lists[0] ?? [];
  const marked = list.filter(({ star }) => star !== null && star <= stars);
  return marked.toSorted((one, other) => other.points - one.points)[0] ?? null;
};

/**
 * Each criterion once, each with an option it has, or none where none is offered.
 *
 * @param complete must every criterion be answered?
 * @throws Refusal `CRITERION_UNKNOWN`, `OPTION_UNKNOWN`, `NONE_NOT_OFFERED`, `SHEET_INCOMPLETE`, each {criteria}
 */
export const demandAnswers = (
  parts: readonly Part[],
  answers: readonly Pick<Answer, "criterion" | "option">[],
  { complete }: { readonly complete: boolean },
): void => {
  const criteria = new Map(criteriaOf(parts).map((criterion) => [criterion.code, criterion]));
  const codes = answers.map(({ criterion }) => criterion);
  const unknown = codes.filter((code, nth) => !criteria.has(code) || codes.indexOf(code) !== nth);
  if (unknown.length > 0) refuse("CRITERION_UNKNOWN", { criteria: unknown });
  const wrong = answers.filter(
    ({ criterion, option }) => option !== null && !criteria.get(criterion)?.options.some(({ key }) => key === option),
  );
  if (wrong.length > 0) refuse("OPTION_UNKNOWN", { criteria: wrong.map(({ criterion }) => criterion) });
  const none = answers.filter(({ criterion, option }) => {
    const found = criteria.get(criterion);
    return option === null && found !== undefined && !allowsNone(found);
  });
  if (none.length > 0) refuse("NONE_NOT_OFFERED", { criteria: none.map(({ criterion }) => criterion) });
  const missing = [...criteria.keys()].filter((code) => !codes.includes(code));
  if (complete && missing.length > 0) refuse("SHEET_INCOMPLETE", { criteria: missing });
};

/** What the producer claims: criterion code → option key. */
export type Claims = Readonly<Record<string, string | null>>;

/** Answers below a star minimum that the producer's claim would meet: they lower the rating and need a reason. */
export const belowClaimedMinimum = (
  parts: readonly Part[],
  answers: readonly Answer[],
  claims: Claims,
  settings: Pick<CouncilSettings, "noneOfTheOptions">,
): readonly Answer[] => {
  const criteria = new Map(criteriaOf(parts).map((criterion) => [criterion.code, criterion]));
  return answers.filter((answer) => {
    const criterion = criteria.get(answer.criterion);
    const claim = claims[answer.criterion] ?? null;
    if (!criterion || claim === null) return false;
    const claimed = pointsOf(criterion, claim, settings);
    const given = pointsOf(criterion, answer.option, settings);
    return certifiableStars.some((stars) => {
      const least = minimumFor(criterion, stars, claim);
      return least !== null && claimed >= least.points && given < least.points;
    });
  });
};

/**
 * Reasons stand where the rules of the council ask for them, and nowhere else: a meeting rates dozens of products.
 *
 * @throws Refusal `REASON_REQUIRED` {criteria, grounds}
 */
export const demandReasons = (
  parts: readonly Part[],
  { answers, findings }: Pick<ScoreSheet, "answers" | "findings">,
  claims: Claims,
  settings: Pick<CouncilSettings, "noneOfTheOptions" | "reasonsFor">,
): void => {
  const asked = (what: CouncilSettings["reasonsFor"][number]): boolean => settings.reasonsFor.includes(what);
  const low = asked("BELOW_CLAIMED_MINIMUM") ? belowClaimedMinimum(parts, answers, claims, settings) : [];
  const criteria = low.filter(({ reason }) => reason === null).map(({ criterion }) => criterion);
  const grounds = asked("REJECTION")
    ? findings.filter(({ reason }) => reason === null).map(({ ground }) => ground)
    : [];
  if (criteria.length + grounds.length > 0) refuse("REASON_REQUIRED", { criteria, grounds });
};

/** @throws Refusal `GROUND_UNKNOWN` {grounds} */
export const demandGrounds = (known: readonly Note[], findings: readonly Finding[]): void => {
  const named = findings.map(({ ground }) => ground);
  const grounds = named.filter(
    (ground, nth) => !known.some(({ key }) => key === ground) || named.indexOf(ground) !== nth,
  );
  if (grounds.length > 0) refuse("GROUND_UNKNOWN", { grounds });
};

/** Points of some answers; criteria without an answer give nothing. */
export const totalOf = (
  criteria: readonly Criterion[],
  answers: readonly Pick<Answer, "criterion" | "option">[],
  settings: Pick<CouncilSettings, "noneOfTheOptions">,
): number => {
  const chosen = new Map(answers.map(({ criterion, option }) => [criterion, option]));
  return criteria.reduce((total, criterion) => {
    const option = chosen.get(criterion.code);
    return option === undefined ? total : total + pointsOf(criterion, option, settings);
  }, 0);
};
