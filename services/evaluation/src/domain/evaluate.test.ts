import fc from "fast-check";
import { defaults, extreme, rulebook, setOf, sheet, sheetWorth } from "../../test/rulebook";
import { type Criterion, criteriaOf, type Part } from "./criteria-set";
import { evaluate, type RatedSet } from "./evaluate";
import type { Answer } from "./score-sheet";

const tea = setOf("QD26-11");
const rated: RatedSet = { bands: tea.head.bands, parts: tea.parts };

/** One criterion of 0 to 100 points without marks: means of any value. */
const plain: RatedSet = {
  bands: tea.head.bands,
  parts: [
    {
      code: "A",
      title: { vi: "Phần", en: "Part" },
      max: 100,
      groups: [
        {
          code: "1",
          title: { vi: "Nhóm", en: "Group" },
          max: 100,
          criteria: [
            {
              code: "1.1",
              title: { vi: "Tiêu chí", en: "Criterion" },
              max: 100,
              kind: "SINGLE_CHOICE",
              heading: null,
              cases: [],
              notes: [],
              options: Array.from({ length: 101 }, (_, points) => ({
                key: `p${String(points)}`,
                label: { vi: String(points), en: null },
                points,
                star: null,
                case: null,
              })),
            },
          ],
        },
      ],
    },
  ],
};

const worth = (points: number): readonly Answer[] => [{ criterion: "1.1", option: `p${String(points)}`, reason: null }];

/** As many sheets as asked for, their totals summing to `sum` and at most one point apart. */
const sheetsOf = (sum: number, count: number) =>
  Array.from({ length: count }, (_, nth) =>
    sheet(`seat-${String(nth)}`, worth(Math.floor(sum / count) + (nth < sum % count ? 1 : 0))),
  );

const changed = (answers: readonly Answer[], criterion: string, option: string | null): readonly Answer[] =>
  answers.map((answer) => (answer.criterion === criterion ? { ...answer, option } : answer));

const council = (...answers: readonly (readonly Answer[])[]) =>
  answers.map((one, nth) => sheet(`seat-${String(nth)}`, one));

describe("the edges of the bands", () => {
  it.each([
    ["89.996", 22_499, 250, "89.99", 4],
    ["90", 450, 5, "90.00", 5],
    ["69.99", 6_999, 100, "69.99", 3],
    ["70", 350, 5, "70.00", 4],
    ["50", 250, 5, "50.00", 3],
    ["49.99", 4_999, 100, "49.99", 2],
    ["30", 150, 5, "30.00", 2],
    ["29.99", 2_999, 100, "29.99", 1],
    ["100", 500, 5, "100.00", 5],
    ["0", 0, 5, "0.00", 1],
  ])("a mean of %s", (_mean, sum, count, shown, stars) => {
    const rating = evaluate(plain, sheetsOf(sum, count), defaults);
    expect(rating).toMatchObject({ sum, count, mean: shown, stars, starsByMean: stars });
  });
});

describe("the minimums", () => {
  it("let 78 points with all 3★ and 4★ minimums be four stars", () => {
    const rating = evaluate(
      rated,
      council(...[76, 77, 78, 79, 80].map((points) => sheetWorth(tea.parts, 4, points))),
      defaults,
    );
    expect(rating).toMatchObject({
      sum: 390,
      count: 5,
      mean: "78.00",
      highest: 80,
      lowest: 76,
      spreadExceeded: false,
      stars: 4,
    });
    expect(rating.above.map(({ stars, meanReaches }) => [stars, meanReaches])).toEqual([[5, false]]);
  });

  it("let 75 points with one missed 4★ minimum fall to three stars and say what is missing", () => {
    const answers = changed(sheetWorth(tea.parts, 4, 78), "1.5", "linkage-none-or-unclear");
    const rating = evaluate(rated, council(answers, answers, answers), defaults);
    expect(rating).toMatchObject({ mean: "75.00", starsByMean: 4, stars: 3 });
    expect(rating.above[0]).toEqual({
      stars: 4,
      meanReaches: true,
      minimums: [{ criterion: "1.5", option: "linkage-contract-over-75pct", points: 2, held: 0, missing: 2 }],
    });
    expect(rating.above[1]?.minimums.find(({ criterion }) => criterion === "1.5")).toMatchObject({
      points: 3,
      missing: 3,
    });
  });

  it("stand at two stars where a council chose that a missed minimum is not passed", () => {
    const answers = changed(sheetWorth(tea.parts, 4, 78), "1.5", "linkage-none-or-unclear");
    expect(evaluate(rated, council(answers), { ...defaults, missedMinimum: "NOT_PASSED" }).stars).toBe(2);
  });

  it("hold a product at two stars when a 3★ minimum is missed, however many points it has", () => {
    const answers = changed(extreme(tea.parts, "best"), "8", null);
    const rating = evaluate(rated, council(answers, answers, answers), defaults);
    expect(rating).toMatchObject({ mean: "95.00", starsByMean: 5, stars: 2 });
    expect(rating.above.map(({ stars }) => stars)).toEqual([3, 4, 5]);
  });

  it("are met by the highest marked option of a level and below it", () => {
    const answers = changed(extreme(tea.parts, "best"), "4.1", "market-outside-commune-5-agents");
    const rating = evaluate(rated, council(answers), defaults);
    expect(rating).toMatchObject({ mean: "98.00", starsByMean: 5, stars: 4 });
    expect(rating.above).toEqual([
      {
        stars: 5,
        meanReaches: true,
        minimums: [
          { criterion: "4.1", option: "market-international-or-modern-trade", points: 5, held: 3, missing: 2 },
        ],
      },
    ]);
  });

  it("ask for nothing where the set has no marks", () => {
    const old = setOf("QD1048-01");
    const best = evaluate({ bands: old.head.bands, parts: old.parts }, council(extreme(old.parts, "best")), defaults);
    expect(best).toMatchObject({ mean: "100.00", stars: 5, above: [] });
  });
});

describe("the option held against a minimum", () => {
  const met = sheetWorth(tea.parts, 4, 78);
  const missed = changed(met, "1.5", "linkage-none-or-unclear");

  it("is the majority's", () => {
    expect(evaluate(rated, council(met, met, missed), defaults)).toMatchObject({ stars: 4 });
    expect(evaluate(rated, council(met, missed, missed), defaults)).toMatchObject({ stars: 3 });
  });

  it("is the lower one on a tie", () => {
    const rating = evaluate(rated, council(met, met, missed, missed), defaults);
    expect(rating.decisive.find(({ criterion }) => criterion === "1.5")).toEqual({
      criterion: "1.5",
      option: "linkage-none-or-unclear",
      points: 0,
      basis: "MAJORITY",
    });
    expect(rating.stars).toBe(3);
  });

  it("is the one the council agreed on, whatever the majority", () => {
    const agreed = [{ criterion: "1.5", option: "linkage-contract-over-75pct" }];
    const rating = evaluate(rated, council(met, missed, missed), defaults, agreed);
    expect(rating).toMatchObject({ stars: 4 });
    expect(rating.decisive.find(({ criterion }) => criterion === "1.5")?.basis).toBe("AGREED");
  });

  it("stays the majority's where a council chose that", () => {
    const agreed = [{ criterion: "1.5", option: "linkage-contract-over-75pct" }];
    const settings = { ...defaults, minimumsFrom: "MAJORITY_OPTION" } as const;
    expect(evaluate(rated, council(met, missed, missed), settings, agreed).stars).toBe(3);
  });

  it("never changes the mean", () => {
    const agreed = [{ criterion: "1.5", option: "linkage-contract-over-75pct-12-months" }];
    const [without, with_] = [[], agreed].map((one) => evaluate(rated, council(met, missed), defaults, one));
    expect(with_?.sum).toBe(without?.sum);
  });
});

describe("none of the options", () => {
  const met = sheetWorth(tea.parts, 4, 78);
  const none = changed(met, "3.3", null);
  const labour = met.find(({ criterion }) => criterion === "3.3")?.option;
  const held = criteriaOf(tea.parts)
    .find(({ code }) => code === "3.3")
    ?.options.find(({ key }) => key === labour)?.points;

  it("gives 0 points", () => {
    expect(evaluate(rated, council(none), defaults).sum).toBe(78 - (held ?? 0));
  });

  it("gives the points of the lowest option where a council chose that", () => {
    expect(evaluate(rated, council(none), { ...defaults, noneOfTheOptions: "LOWEST_OPTION" }).sum).toBe(
      79 - (held ?? 0),
    );
  });
});

describe("REJECTION", () => {
  const answers = sheetWorth(tea.parts, 4, 78);
  const found = sheet("seat-9", answers, ["reject-food-safety"]);

  it("leaves no stars when more than half of the sheets find a ground", () => {
    const rating = evaluate(rated, [...council(answers), found, { ...found, seatId: "seat-8" }], defaults);
    expect(rating).toMatchObject({ stars: null, rejectedFor: ["reject-food-safety"], mean: "78.00" });
    expect(rating.above.map(({ stars }) => stars)).toEqual([3, 4, 5]);
  });

  it("does not apply when half of the sheets find it", () => {
    expect(evaluate(rated, [...council(answers), found], defaults)).toMatchObject({ stars: 4, rejectedFor: [] });
  });
});

describe("the spread of totals", () => {
  it.each([
    [80, 70, false],
    [81, 70, true],
  ])("of %i and %i points exceeds 10: %p", (high, low, exceeded) => {
    const rating = evaluate(plain, council(worth(high), worth(low)), defaults);
    expect(rating).toMatchObject({ highest: high, lowest: low, spreadExceeded: exceeded });
  });

  it("has no limit where the rules set none", () => {
    expect(evaluate(plain, council(worth(100), worth(0)), { ...defaults, maxSpread: null }).spreadExceeded).toBe(false);
  });
});

it("refuses to rate without a sheet", () => {
  expect(() => evaluate(plain, [], defaults)).toThrow("NO_QUORUM");
});

/** Any complete sheet of a set: for each criterion one of its options. */
const anySheet = (parts: readonly Part[]) => {
  const criteria = criteriaOf(parts);
  const option = ({ options }: Criterion) => fc.constantFrom(...options.map(({ key }) => key));
  return fc
    .tuple(...criteria.map(option))
    .map((keys) => keys.map((key, nth) => ({ criterion: criteria[nth]?.code ?? "", option: key, reason: null })));
};

describe("for any sheets of any real set", () => {
  const sets = rulebook("qd26-2026");
  const anySet = fc.constantFrom(...sets);
  const anyCouncil = anySet.chain((set) =>
    fc.tuple(fc.constant(set), fc.array(anySheet(set.parts), { minLength: 1, maxLength: 9 })),
  );

  it("parts sum to the total, and the total to the mean", () => {
    fc.assert(
      fc.property(anyCouncil, ([set, answers]) => {
        const rating = evaluate({ bands: set.head.bands, parts: set.parts }, council(...answers), defaults);
        expect(rating.parts.reduce((sum, part) => sum + part.sum, 0)).toBe(rating.sum);
        expect(rating.sheets.reduce((sum, { total }) => sum + total, 0)).toBe(rating.sum);
        expect(rating.highest).toBeGreaterThanOrEqual(rating.sum / rating.count);
        expect(rating.lowest).toBeLessThanOrEqual(rating.sum / rating.count);
      }),
      { numRuns: 60 },
    );
  });

  it("stars are never more than the mean gives, and three or more only with every minimum met", () => {
    fc.assert(
      fc.property(anyCouncil, ([set, answers]) => {
        const rating = evaluate({ bands: set.head.bands, parts: set.parts }, council(...answers), defaults);
        const stars = rating.stars ?? 0;
        expect(stars).toBeLessThanOrEqual(rating.starsByMean);
        expect(stars).toBeGreaterThanOrEqual(Math.min(rating.starsByMean, 2));
        expect(rating.above.map((above) => above.stars)).toEqual([3, 4, 5].filter((level) => level > stars));
        for (const { meanReaches, minimums } of rating.above) expect(!meanReaches || minimums.length > 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("the order of the sheets changes nothing", () => {
    fc.assert(
      fc.property(anyCouncil, ([set, answers]) => {
        const input = { bands: set.head.bands, parts: set.parts };
        const sheets = council(...answers);
        const [one, other] = [sheets, sheets.toReversed()].map((order) => evaluate(input, order, defaults));
        expect({ ...other, sheets: [] }).toEqual({ ...one, sheets: [] });
      }),
      { numRuns: 60 },
    );
  });

  it("a better answer on which all agree never lowers points or stars", () => {
    const anyRaise = anySet.chain((set) =>
      fc.tuple(fc.constant(set), anySheet(set.parts), fc.nat(criteriaOf(set.parts).length - 1)),
    );
    fc.assert(
      fc.property(anyRaise, ([set, answers, nth]) => {
        const input = { bands: set.head.bands, parts: set.parts };
        const criterion = criteriaOf(set.parts)[nth];
        if (!criterion) return;
        const chosen = criterion.options.find(({ key }) => key === answers[nth]?.option);
        const better = criterion.options.filter(
          (one) => one.case === chosen?.case && one.points >= (chosen?.points ?? 0),
        );
        const before = evaluate(input, council(answers, answers), defaults);
        for (const { key } of better) {
          const raised = changed(answers, criterion.code, key);
          const after = evaluate(input, council(raised, raised), defaults);
          expect(after.sum).toBeGreaterThanOrEqual(before.sum);
          expect(after.stars ?? 0).toBeGreaterThanOrEqual(before.stars ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("the best answers are five stars, and the worst of goods one", () => {
    for (const { head, parts } of sets) {
      const input = { bands: head.bands, parts };
      expect(evaluate(input, council(extreme(parts, "best")), defaults)).toMatchObject({ mean: "100.00", stars: 5 });
      const worst = evaluate(input, council(extreme(parts, "worst")), defaults);
      expect([head.code, worst.stars]).toEqual([head.code, head.code === "QD26-26" ? 2 : 1]);
    }
  });
});
