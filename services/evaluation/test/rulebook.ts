import { parseJson } from "@ocop/service-kit";
import { committedFile as read } from "../src/commands/reference-file";
import { readRulebook } from "../src/commands/rulebook";
import { manifestShape } from "../src/commands/rulebook-shape";
import { councilRulesOf } from "../src/commands/council-rules-file";
import type { CouncilSettings } from "../src/domain/council-rules";
import { type CriteriaContent, criteriaOf, type Criterion, type Part } from "../src/domain/criteria-set";
import type { CountedSheet } from "../src/domain/evaluate";
import { type Answer, minimumFor } from "../src/domain/score-sheet";

/** The real sets of a regime, as the loader reads them. */
export const rulebook = (regime: string): readonly CriteriaContent[] => {
  const manifest = parseJson("rulebooks.json", read("rulebooks.json"), manifestShape).find(
    (one) => one.regime === regime,
  );
  if (!manifest) throw new Error(`no rulebook of ${regime}`);
  return readRulebook(read(manifest.file), manifest);
};

/** The real tree of one set. */
export const setOf = (code: string): CriteriaContent => {
  const regime = code.startsWith("QD26") ? "qd26-2026" : "qd1048-2019";
  const found = rulebook(regime).find(({ head }) => head.code === code);
  if (!found) throw new Error(`no set ${code}`);
  return found;
};

/** The platform's default settings. */
export const defaults: CouncilSettings = councilRulesOf("council-rules.json", read("council-rules.json")).defaults;

const answer = (criterion: string, option: string | null): Answer => ({ criterion, option, reason: null });

/** The best or the worst option of every criterion, in the first case where there are cases. */
export const extreme = (parts: readonly Part[], which: "best" | "worst"): readonly Answer[] =>
  criteriaOf(parts).map(({ code, cases, options }) => {
    const list = cases[0] ? options.filter((option) => option.case === cases[0]?.key) : options;
    const rising = list.toSorted((one, other) => one.points - other.points);
    return answer(code, (which === "best" ? rising.at(-1) : rising[0])?.key ?? null);
  });

const pointsOf = (criterion: Criterion, key: string | null): number =>
  criterion.options.find((option) => option.key === key)?.points ?? 0;

export const pointsOfAnswers = (parts: readonly Part[], answers: readonly Answer[]): number =>
  criteriaOf(parts).reduce(
    (sum, criterion) =>
      sum + pointsOf(criterion, answers.find(({ criterion: code }) => code === criterion.code)?.option ?? null),
    0,
  );

/**
 * A sheet of exactly `target` points that meets every minimum up to `stars`: the least such answers first, then
 * the better ones in the order of the decision while they fit.
 */
export const sheetWorth = (parts: readonly Part[], stars: number, target: number): readonly Answer[] => {
  const least = extreme(parts, "worst");
  const criteria = criteriaOf(parts);
  const answers = criteria.map((criterion, nth) => {
    const key = minimumFor(criterion, stars, least[nth]?.option ?? null)?.key ?? least[nth]?.option ?? null;
    return answer(criterion.code, key);
  });
  let total = pointsOfAnswers(parts, answers);
  for (const [nth, criterion] of criteria.entries())
    for (const option of criterion.options.toSorted((one, other) => one.points - other.points)) {
      const held = pointsOf(criterion, answers[nth]?.option ?? null);
      if (option.points <= held || total + option.points - held > target) continue;
      answers[nth] = answer(criterion.code, option.key);
      total += option.points - held;
    }
  if (total !== target) throw new Error(`${String(target)} points cannot be reached this way, only ${String(total)}`);
  return answers;
};

export const sheet = (seatId: string, answers: readonly Answer[], grounds: readonly string[] = []): CountedSheet => ({
  seatId,
  answers,
  findings: grounds.map((ground) => ({ ground, reason: "found at the visit" })),
});
