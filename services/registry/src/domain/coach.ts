import type { Evidence } from "./dossier";
import type { Answers, CriteriaSetCopy, CriterionCopy, OptionCopy, StarBandCopy } from "./self-assessment";

/** What some answers come to. */
export type CoachResult = { readonly points: number; readonly stars: number };

/** A minimum (dấu sao) that is not met: the least option that would meet it, its points, and those held now. */
export type CoachMinimum = {
  readonly criterion: string;
  readonly option: string;
  readonly points: number;
  readonly held: number;
};

export const coachStepKinds = ["PIN_EVIDENCE", "RAISE_ANSWER"] as const;

/** The rules that steps answer to, and where the decision has them. */
export const coachRules = {
  "minimum-answer": "Phụ lục II (dấu sao)",
  "star-band": "Điều 3.3",
  "evidence-for-claim": "Phụ lục III, Mẫu 02 phần III",
} as const;
export type CoachRule = keyof typeof coachRules;

/** One thing to do. */
export type CoachStep = {
  readonly kind: (typeof coachStepKinds)[number];
  readonly rule: CoachRule;
  readonly criterion: string;
  /** the answer of today; null for none of these, or none yet */
  readonly from: string | null;
  readonly to: string;
  /** points that count more than today */
  readonly gain: number;
  /** must evidence be pinned to the criterion with it? */
  readonly needsEvidence: boolean;
};

/** The next stars and the cheapest way there. */
export type CoachNext = {
  readonly stars: number;
  readonly missingPoints: number;
  readonly missedMinimums: readonly CoachMinimum[];
  readonly steps: readonly CoachStep[];
};

/**
 * What the present answers and evidence of a dossier reach (gợi ý hoàn thiện hồ sơ). Advice, never the law: a council
 * scores what it finds.
 */
export type DossierCoach = {
  /** if every answer is believed */
  readonly claimed: CoachResult;
  /** if only answers with evidence are */
  readonly supported: CoachResult;
  /** null at five stars */
  readonly next: CoachNext | null;
};

export type CoachedSet = Pick<CriteriaSetCopy, "criteria"> & { readonly bands: readonly StarBandCopy[] };

type Claim = Pick<Evidence, "criteria">;

/** One criterion as it stands: what is chosen, what of it counts, and whether evidence is pinned. */
type Standing = {
  readonly criterion: CriterionCopy;
  readonly chosen: OptionCopy | null;
  readonly hasEvidence: boolean;
  readonly held: number;
};

const caseOf = (option: OptionCopy | null): string | null => option?.case ?? null;

/** The options of the chosen case; of all cases while none is chosen. */
const openOptions = ({ criterion, chosen }: Standing): readonly OptionCopy[] =>
  chosen === null ? criterion.options : criterion.options.filter((option) => caseOf(option) === caseOf(chosen));

/**
 * The least answer for so many stars: the highest option marked with that number or fewer, in the case of the chosen
 * option, else in the first one.
 */
const minimumFor = ({ criterion, chosen }: Standing, stars: number): OptionCopy | null => {
  const of = chosen ?? criterion.options[0] ?? null;
  const marked = criterion.options.filter(
    (option) => caseOf(option) === caseOf(of) && option.star !== null && option.star <= stars,
  );
  return marked.reduce<OptionCopy | null>(
    (best, option) => (best && best.points >= option.points ? best : option),
    null,
  );
};

const missedAt = (stars: number, standings: readonly Standing[]): readonly CoachMinimum[] =>
  standings.flatMap((standing) => {
    const least = minimumFor(standing, stars);
    const { held, criterion } = standing;
    return least !== null && held < least.points
      ? [{ criterion: criterion.code, option: least.key, points: least.points, held }]
      : [];
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const certifiable = [3, 4, 5] as const;

const floorOf = (bands: readonly StarBandCopy[], stars: number): number =>
  bands.find((band) => band.stars === stars)?.from ?? Number.POSITIVE_INFINITY;

const resultOf = (bands: readonly StarBandCopy[], standings: readonly Standing[]): CoachResult => {
  const points = sum(standings.map(({ held }) => held));
  const byPoints = Math.max(1, ...bands.filter(({ from }) => points >= from).map(({ stars }) => stars));
  const met = certifiable.filter((stars) => points >= floorOf(bands, stars) && missedAt(stars, standings).length === 0);
  return { points, stars: Math.max(Math.min(byPoints, 2), ...met) };
};

/** What may be done in one criterion, with its price: evidence alone 1, another answer 2, both 3. */
type Move = { readonly step: Omit<CoachStep, "rule">; readonly price: number };

const movesIn = (standing: Standing, atLeast: number): readonly Move[] => {
  const { criterion, chosen, hasEvidence, held } = standing;
  return openOptions(standing)
    .filter(({ points }) => points > held && points >= atLeast)
    .map((option) => {
      const isClaimed = option.key === chosen?.key;
      return {
        step: {
          kind: isClaimed ? ("PIN_EVIDENCE" as const) : ("RAISE_ANSWER" as const),
          criterion: criterion.code,
          from: chosen?.key ?? null,
          to: option.key,
          gain: option.points - held,
          needsEvidence: !hasEvidence,
        },
        price: (isClaimed ? 0 : 2) + (hasEvidence ? 0 : 1),
      };
    })
    .toSorted((one, other) => one.price - other.price || one.step.gain - other.step.gain);
};

type Choice = { readonly moves: readonly Move[]; readonly isMust: boolean };

/**
 * The cheapest moves, one in a criterion at most, that gain the missing points and meet every minimum: an exact
 * covering over points, from the last criterion to the first. Of equal ones that of the earlier criterion is taken.
 */
const cheapest = (choices: readonly Choice[], missing: number): readonly Move[] => {
  const impossible = Number.POSITIVE_INFINITY;
  let prices: readonly number[] = Array.from({ length: missing + 1 }, (_, need) => (need === 0 ? 0 : impossible));
  const after: (readonly number[])[] = [];
  for (const { moves, isMust } of choices.toReversed()) {
    after.unshift(prices);
    const rest = prices;
    const priceAt = (need: number): number => rest[Math.max(need, 0)] ?? impossible;
    prices = rest.map((without, need) =>
      Math.min(isMust ? impossible : without, ...moves.map(({ price, step }) => price + priceAt(need - step.gain))),
    );
  }
  const taken: Move[] = [];
  let need = missing;
  choices.forEach(({ moves, isMust }, nth) => {
    const rest = after[nth] ?? [];
    const priceAfter = ({ price, step }: Move): number => price + (rest[Math.max(need - step.gain, 0)] ?? impossible);
    const best = moves.reduce<Move | null>(
      (found, move) => (found !== null && priceAfter(found) <= priceAfter(move) ? found : move),
      null,
    );
    if (best === null || priceAfter(best) === impossible) return;
    if (!isMust && priceAfter(best) > (rest[need] ?? impossible)) return;
    taken.push(best);
    need = Math.max(need - best.step.gain, 0);
  });
  return taken;
};

const nextOf = (bands: readonly StarBandCopy[], standings: readonly Standing[], now: CoachResult): CoachNext | null => {
  const stars = certifiable.find((one) => one > now.stars);
  if (stars === undefined) return null;
  const missedMinimums = missedAt(stars, standings);
  const missed = new Map(missedMinimums.map((minimum) => [minimum.criterion, minimum]));
  const missingPoints = Math.max(floorOf(bands, stars) - now.points, 0);
  const choices = standings.map((standing): Choice => {
    const minimum = missed.get(standing.criterion.code);
    const moves = movesIn(standing, minimum?.points ?? 0);
    // Without an answer the minimum is that of the first case: a step stays in it.
    const first = caseOf(standing.criterion.options[0] ?? null);
    const isInCase = ({ step }: Move): boolean =>
      standing.chosen !== null ||
      caseOf(standing.criterion.options.find(({ key }) => key === step.to) ?? null) === first;
    return { moves: moves.filter(isInCase), isMust: minimum !== undefined };
  });
  const steps = cheapest(choices, missingPoints)
    .toSorted((one, other) => one.price - other.price)
    .map(({ step }): CoachStep => {
      if (missed.has(step.criterion)) return { ...step, rule: "minimum-answer" };
      return { ...step, rule: step.kind === "PIN_EVIDENCE" ? "evidence-for-claim" : "star-band" };
    });
  return { stars, missingPoints, missedMinimums, steps };
};

/**
 * What answers and evidence reach, what is missing to the next stars, and the cheapest way there. The same question
 * always has the same answer, and a valid piece of evidence more never has a lower one.
 *
 * An answer counts when it is worth nothing or evidence is pinned to its criterion. Stars are the most of three, four
 * and five whose band the points reach and whose minimums are all met, else one or two by the points: what evaluation
 * does with the sheet of one assessor.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 3.3, Phụ lục II and III
 */
export const coach = ({ criteria, bands }: CoachedSet, answers: Answers, evidence: readonly Claim[]): DossierCoach => {
  const pinned = new Set(evidence.flatMap((one) => one.criteria));
  const standings = (isBelieved: (code: string) => boolean): readonly Standing[] =>
    criteria.map((criterion) => {
      const chosen = criterion.options.find(({ key }) => key === answers[criterion.code]) ?? null;
      const held = chosen !== null && isBelieved(criterion.code) ? chosen.points : 0;
      return { criterion, chosen, hasEvidence: pinned.has(criterion.code), held };
    });
  const withEvidence = standings((code) => pinned.has(code));
  const supported = resultOf(bands, withEvidence);
  return {
    claimed: resultOf(
      bands,
      standings(() => true),
    ),
    supported,
    next: nextOf(bands, withEvidence, supported),
  };
};
