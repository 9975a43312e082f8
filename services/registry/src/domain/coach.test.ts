import fc from "fast-check";
import { starVectors as sets } from "../../test/star-vectors";
import { coach, type CoachedSet, type DossierCoach } from "./coach";
import type { Answers } from "./self-assessment";

const scale = Number(process.env["OCOP_TEST_SCALE"] ?? 1);

const answersOf = ({ criteria }: CoachedSet, places: readonly number[]): Answers =>
  Object.fromEntries(criteria.map(({ code, options }, nth) => [code, options[places[nth] ?? -1]?.key ?? null]));

const pin = (...criteria: readonly string[]) => [{ criteria }];
const pinAll = ({ criteria }: CoachedSet) => pin(...criteria.map(({ code }) => code));

const tea: CoachedSet = {
  bands: [
    { stars: 1, from: 0 },
    { stars: 2, from: 3 },
    { stars: 3, from: 5 },
    { stars: 4, from: 7 },
    { stars: 5, from: 9 },
  ],
  criteria: [
    {
      code: "1",
      options: [
        { key: "none", points: 0, star: null },
        { key: "half", points: 2, star: 3 },
        { key: "all", points: 4, star: 4 },
      ],
    },
    {
      code: "2",
      options: [
        { key: "low", points: 1, star: null },
        { key: "high", points: 3, star: 5 },
      ],
    },
    {
      code: "3",
      options: [
        { key: "no", points: 0, star: null },
        { key: "yes", points: 3, star: null },
      ],
    },
  ],
};

describe("the coach of a dossier", () => {
  it.each(sets)("agrees with the rating of evaluation on $code", (set) => {
    for (const [points, stars, ...places] of set.vectors) {
      const { claimed, supported } = coach(set, answersOf(set, places), pinAll(set));
      expect(claimed).toEqual({ points, stars });
      expect(supported).toEqual(claimed);
    }
  });

  it("was shown every number of stars, and minimums that cost some, on the 26 sets of the decision", () => {
    expect(sets).toHaveLength(26);
    const all = sets.flatMap(({ vectors }) => vectors);
    expect([1, 2, 3, 4, 5].filter((stars) => !all.some((vector) => vector[1] === stars))).toEqual([]);
    const fallen = all.filter(([points = 0, stars = 0]) => (points >= 90 && stars < 5) || (points >= 70 && stars < 4));
    expect(fallen.length).toBeGreaterThan(100);
  });

  it("believes an answer that is worth something only with evidence for its criterion", () => {
    const answers = { "1": "all", "2": "high", "3": "no" };
    expect(coach(tea, answers, pin("1"))).toMatchObject({
      claimed: { points: 7, stars: 4 },
      supported: { points: 4, stars: 2 },
    });
  });

  it("says that evidence alone is missing before it asks for other answers", () => {
    const answers = { "1": "half", "2": "high", "3": "no" };
    expect(coach(tea, answers, []).next).toEqual({
      stars: 3,
      missingPoints: 5,
      missedMinimums: [{ criterion: "1", option: "half", points: 2, held: 0 }],
      steps: [
        {
          ...{ kind: "PIN_EVIDENCE", rule: "minimum-answer", criterion: "1", from: "half", to: "half" },
          ...{ gain: 2, needsEvidence: true },
        },
        {
          ...{ kind: "PIN_EVIDENCE", rule: "evidence-for-claim", criterion: "2", from: "high", to: "high" },
          ...{ gain: 3, needsEvidence: true },
        },
      ],
    });
  });

  it("asks for a better answer where a minimum or the points need one", () => {
    const answers = { "1": "half", "2": "high", "3": "no" };
    expect(coach(tea, answers, pinAll(tea)).next).toEqual({
      stars: 4,
      missingPoints: 2,
      missedMinimums: [{ criterion: "1", option: "all", points: 4, held: 2 }],
      steps: [
        {
          ...{ kind: "RAISE_ANSWER", rule: "minimum-answer", criterion: "1", from: "half", to: "all" },
          ...{ gain: 2, needsEvidence: false },
        },
      ],
    });
    const points = { "1": "all", "2": "low", "3": "no" };
    expect(coach(tea, points, pinAll(tea)).next?.steps).toEqual([
      {
        ...{ kind: "RAISE_ANSWER", rule: "star-band", criterion: "2", from: "low", to: "high" },
        ...{ gain: 2, needsEvidence: false },
      },
    ]);
  });

  it("asks for evidence before another answer, and for an answer that has evidence before one that needs some too", () => {
    const steps = (answers: Answers, ...pinned: readonly string[]) =>
      coach(tea, answers, pin(...pinned)).next?.steps.map(({ kind, criterion, to }) => [kind, criterion, to]);
    expect(steps({ "1": "half", "2": "low", "3": "yes" }, "1", "2")).toEqual([["PIN_EVIDENCE", "3", "yes"]]);
    expect(steps({ "1": "half", "2": null, "3": "no" }, "1", "3")).toEqual([["RAISE_ANSWER", "3", "yes"]]);
  });

  it("has nothing to say at five stars", () => {
    expect(coach(tea, { "1": "all", "2": "high", "3": "yes" }, pinAll(tea)).next).toBeNull();
  });

  it("stays in the case that was chosen", () => {
    const set: CoachedSet = {
      bands: tea.bands,
      criteria: [
        {
          code: "8",
          options: [
            { key: "community-low", points: 1, star: null, case: "community" },
            { key: "community-high", points: 6, star: 3, case: "community" },
            { key: "site-low", points: 2, star: null, case: "site" },
            { key: "site-high", points: 5, star: 3, case: "site" },
          ],
        },
      ],
    };
    const steps = (answer: string | null) => coach(set, { "8": answer }, pinAll(set)).next?.steps.map(({ to }) => to);
    expect(steps("site-low")).toEqual(["site-high"]);
    expect(steps("community-low")).toEqual(["community-high"]);
    expect(steps(null)).toEqual(["community-high"]);
  });

  /** A dossier of any set: an answer or none in each criterion, and evidence in some. */
  const dossier = fc.constantFrom(...sets).chain((set) =>
    fc.record({
      set: fc.constant(set),
      places: fc.array(fc.integer({ min: -1, max: 6 }), { minLength: set.criteria.length, maxLength: 40 }),
      pinned: fc.array(fc.boolean(), { minLength: set.criteria.length, maxLength: 40 }),
      more: fc.nat(set.criteria.length - 1),
    }),
  );
  const evidenceOf = ({ criteria }: CoachedSet, pinned: readonly boolean[]) =>
    pin(...criteria.filter((_, nth) => pinned[nth]).map(({ code }) => code));

  it("never falls for a valid piece of evidence more, and never passes what is claimed: 10,000 dossiers", () => {
    fc.assert(
      fc.property(dossier, ({ set, places, pinned, more }) => {
        const answers = answersOf(set, places);
        const evidence = evidenceOf(set, pinned);
        const before = coach(set, answers, evidence);
        const after = coach(set, answers, [...evidence, ...pin(set.criteria[more]?.code ?? "")]);
        expect(after.supported.points).toBeGreaterThanOrEqual(before.supported.points);
        expect(after.supported.stars).toBeGreaterThanOrEqual(before.supported.stars);
        expect(after.claimed).toEqual(before.claimed);
        expect(after.supported.points).toBeLessThanOrEqual(after.claimed.points);
        expect(after.supported.stars).toBeLessThanOrEqual(after.claimed.stars);
      }),
      { numRuns: 10_000 * scale },
    );
  });

  it("reaches the next stars by its steps, and by none of them too few", () => {
    const follow = (set: CoachedSet, answers: Answers, pinned: readonly boolean[], { next }: DossierCoach) => {
      const steps = next?.steps ?? [];
      const after = (done: typeof steps): number =>
        coach(set, { ...answers, ...Object.fromEntries(done.map(({ criterion, to }) => [criterion, to])) }, [
          ...evidenceOf(set, pinned),
          ...pin(...done.map(({ criterion }) => criterion)),
        ]).supported.stars;
      return { reached: after(steps), without: steps.map((left) => after(steps.filter((one) => one !== left))) };
    };
    fc.assert(
      fc.property(dossier, ({ set, places, pinned }) => {
        const answers = answersOf(set, places);
        const advice = coach(set, answers, evidenceOf(set, pinned));
        if (advice.next === null) return;
        const { stars } = advice.next;
        const { reached, without } = follow(set, answers, pinned, advice);
        expect(reached).toBeGreaterThanOrEqual(stars);
        expect(without.filter((left) => left >= stars)).toEqual([]);
      }),
      { numRuns: 500 * scale },
    );
  });

  it("says the same whenever it is asked", () => {
    fc.assert(
      fc.property(dossier, ({ set, places, pinned }) => {
        const ask = () => coach(set, answersOf(set, places), evidenceOf(set, pinned));
        expect(ask()).toEqual(ask());
      }),
      { numRuns: 100 },
    );
  });
});
