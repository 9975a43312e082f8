import { refusal } from "../../test/refusal";
import { defaults, extreme, setOf, sheetWorth } from "../../test/rulebook";
import { criteriaOf, rejectGrounds } from "./criteria-set";
import { demandAnswers, demandGrounds, demandReasons, minimumFor, pointsOf, totalOf } from "./score-sheet";

const { head, parts } = setOf("QD26-11");
const criteria = criteriaOf(parts);
const answers = sheetWorth(parts, 4, 78);
const complete = { complete: true };
const criterion = (code: string) => {
  const found = criteria.find((one) => one.code === code);
  if (!found) throw new Error(`no criterion ${code}`);
  return found;
};

describe("the answers of a sheet", () => {
  it("are one option for each of the 32 criteria of tea", () => {
    expect(answers).toHaveLength(32);
    expect(() => demandAnswers(parts, answers, complete)).not.toThrow();
    expect(totalOf(criteria, answers, defaults)).toBe(78);
  });

  it("are incomplete without one, and the criterion is named", () => {
    const without = answers.filter((answer) => answer.criterion !== "6.1.2");
    expect(refusal(() => demandAnswers(parts, without, complete))).toEqual([
      "SHEET_INCOMPLETE",
      { criteria: ["6.1.2"] },
    ]);
    expect(() => demandAnswers(parts, without, { complete: false })).not.toThrow();
  });

  it("never answer a heading, a criterion of another set, or one criterion twice", () => {
    for (const code of ["6.1", "99", "1.1"])
      expect(refusal(() => demandAnswers(parts, [...answers, { criterion: code, option: null }], complete))).toEqual([
        "CRITERION_UNKNOWN",
        { criteria: [code] },
      ]);
  });

  it("name options of their own criterion", () => {
    const wrong = answers.map((answer) => (answer.criterion === "1.1" ? { ...answer, option: "processing" } : answer));
    expect(refusal(() => demandAnswers(parts, wrong, complete))).toEqual(["OPTION_UNKNOWN", { criteria: ["1.1"] }]);
  });

  it("may be none of these only where no option of 0 points is printed", () => {
    const none = (code: string) =>
      answers.map((answer) => (answer.criterion === code ? { ...answer, option: null } : answer));
    expect(() => demandAnswers(parts, none("3.3"), complete)).not.toThrow();
    expect(refusal(() => demandAnswers(parts, none("1.5"), complete))).toEqual([
      "NONE_NOT_OFFERED",
      { criteria: ["1.5"] },
    ]);
  });

  it("keep 0 points and none of these apart, though both give 0", () => {
    expect(pointsOf(criterion("3.3"), null, defaults)).toBe(0);
    expect(pointsOf(criterion("1.5"), "linkage-none-or-unclear", defaults)).toBe(0);
  });
});

describe("the least answer for a number of stars", () => {
  it.each([
    ["4.1", 3, "market-outside-commune-under-5-agents"],
    ["4.1", 4, "market-outside-commune-5-agents"],
    ["4.1", 5, "market-international-or-modern-trade"],
    ["2.2", 3, "packing-creative-attractive"],
    ["2.2", 5, "packing-creative-attractive"],
    ["1.5", 4, "linkage-contract-over-75pct"],
  ])("in %s for %i stars is %s", (code, stars, key) => {
    expect(minimumFor(criterion(code), stars, null)?.key).toBe(key);
  });

  it("is nothing where no option is marked so low", () => {
    expect(minimumFor(criterion("1.5"), 3, null)).toBeNull();
    expect(minimumFor(criterion("1.2"), 5, null)).toBeNull();
  });

  it("looks at the case of the chosen option", () => {
    const cases = criterion("4.1");
    const marked = {
      ...cases,
      cases: ["a", "b"].map((key) => ({ key, title: { vi: key, en: null } })),
      options: [
        { key: "a1", label: { vi: "a1", en: null }, points: 1, star: 3, case: "a" },
        { key: "a5", label: { vi: "a5", en: null }, points: 5, star: null, case: "a" },
        { key: "b3", label: { vi: "b3", en: null }, points: 3, star: null, case: "b" },
        { key: "b5", label: { vi: "b5", en: null }, points: 5, star: 3, case: "b" },
      ],
    };
    expect(minimumFor(marked, 3, "a5")?.key).toBe("a1");
    expect(minimumFor(marked, 3, "b3")?.key).toBe("b5");
  });
});

describe("reasons", () => {
  const claims = Object.fromEntries(extreme(parts, "best").map((answer) => [answer.criterion, answer.option]));
  const below = answers.filter(({ criterion: code, option }) =>
    [3, 4, 5].some((stars) => {
      const least = minimumFor(criterion(code), stars, option);
      return least !== null && pointsOf(criterion(code), option, defaults) < least.points;
    }),
  );

  it("stand where an answer is below a minimum that the producer claims", () => {
    expect(below.length).toBeGreaterThan(0);
    expect(refusal(() => demandReasons(parts, { answers, findings: [] }, claims, defaults))).toEqual([
      "REASON_REQUIRED",
      { criteria: below.map((answer) => answer.criterion), grounds: [] },
    ]);
    const reasoned = answers.map((answer) => ({ ...answer, reason: "evidence is missing" }));
    expect(() => demandReasons(parts, { answers: reasoned, findings: [] }, claims, defaults)).not.toThrow();
  });

  it("are not asked for where the producer claims no more than the sheet gives", () => {
    const own = Object.fromEntries(answers.map((answer) => [answer.criterion, answer.option]));
    expect(() => demandReasons(parts, { answers, findings: [] }, own, defaults)).not.toThrow();
    expect(() => demandReasons(parts, { answers, findings: [] }, {}, defaults)).not.toThrow();
  });

  it("are not asked for where the rules do not ask", () => {
    expect(() =>
      demandReasons(parts, { answers, findings: [] }, claims, { ...defaults, reasonsFor: [] }),
    ).not.toThrow();
  });

  it("stand beside a ground of rejection", () => {
    const findings = [{ ground: "reject-food-safety", reason: null }];
    expect(refusal(() => demandReasons(parts, { answers, findings }, {}, defaults))).toEqual([
      "REASON_REQUIRED",
      { criteria: [], grounds: ["reject-food-safety"] },
    ]);
  });
});

describe("grounds of rejection", () => {
  const known = rejectGrounds(head, parts);

  it("are the rules of the set and the rejecting notes of its criteria", () => {
    expect(known.map(({ key }) => key)).toEqual([
      "reject-food-safety",
      "reject-imported-or-unknown-material",
      "reject-copied-product",
    ]);
  });

  it("are refused when they are not of the set, or named twice", () => {
    const finding = (ground: string) => ({ ground, reason: "seen" });
    expect(refusal(() => demandGrounds(known, [finding("capacity-basis")]))).toEqual([
      "GROUND_UNKNOWN",
      { grounds: ["capacity-basis"] },
    ]);
    expect(
      refusal(() => demandGrounds(known, [finding("reject-copied-product"), finding("reject-copied-product")]))[0],
    ).toBe("GROUND_UNKNOWN");
  });
});
