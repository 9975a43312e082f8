import { join } from "node:path";
import { demandCommitted } from "@ocop/service-kit/testing";
import { criteriaOf, type Criterion } from "../src/domain/criteria-set";
import { evaluate } from "../src/domain/evaluate";
import { pointsOf, totalOf } from "../src/domain/score-sheet";
import { criteriaSetBody } from "../src/use-cases/publish-criteria-set";
import { defaults, rulebook } from "./rulebook";

const file = join(__dirname, "../../../packages/contracts/vectors/star-vectors.json");

/** Numbers that look random and are the same in every run (Lehmer). */
const lehmer = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

type Options = Readonly<Record<string, string | null>>;

const best = ({ options }: Criterion): string =>
  options.reduce((found, option) => (option.points > found.points ? option : found)).key;

/** Where bands begin, one point below each, the ends, and some in between. */
const aims = [0, 10, 29, 30, 40, 49, 50, 51, 60, 69, 70, 71, 80, 89, 90, 91, 95, 100];

const sheetOf = (answers: Options) => ({
  seatId: "one",
  findings: [],
  answers: Object.entries(answers).map(([criterion, option]) => ({ criterion, option, reason: null })),
});

/** Answers that come as near to the points from above as chance lets them, from the best ones down. */
const downTo = (aim: number, criteria: readonly Criterion[], next: (below: number) => number): Options => {
  const total = (answers: Options): number => totalOf(criteria, sheetOf(answers).answers, defaults);
  let answers: Options = Object.fromEntries(criteria.map((criterion) => [criterion.code, best(criterion)]));
  for (let tries = 0; tries < 2_000 && total(answers) > aim; tries += 1) {
    const criterion = criteria[next(criteria.length)];
    if (!criterion) continue;
    const keys = [...criterion.options.map(({ key }) => key), null];
    const option = keys[next(keys.length)] ?? null;
    const changed = { ...answers, [criterion.code]: option };
    const held = pointsOf(criterion, answers[criterion.code] ?? null, defaults);
    if (pointsOf(criterion, option, defaults) < held && total(changed) >= aim) answers = changed;
  }
  return answers;
};

describe("the vectors by which others rate", () => {
  it("are what the rating of one sheet gives on every set of 26/2026", () => {
    const lines = rulebook("qd26-2026").map(({ head, parts }, nth) => {
      const { code, bands } = head;
      const criteria = criteriaOf(parts);
      const next = lehmer(1_000 + nth);
      const body = criteriaSetBody({ ...head, contentVersion: 1 } as Parameters<typeof criteriaSetBody>[0], parts);
      const vectors = [...aims, ...aims].map((aim) => {
        const answers = downTo(aim, criteria, next);
        const { sum, stars } = evaluate({ bands, parts }, [sheetOf(answers)], defaults);
        // each option by its place in the criterion, -1 for none
        const places = criteria.map(({ code: criterion, options }) =>
          options.findIndex(({ key }) => key === answers[criterion]),
        );
        return [sum, stars, ...places];
      });
      return JSON.stringify({ code, bands: body.bands, criteria: body.criteria, vectors });
    });
    demandCommitted(file, `[\n${lines.join(",\n")}\n]\n`);
  });
});
