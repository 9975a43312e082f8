import fc from "fast-check";
import { claimedPoints, unanswered, withAnswers, type CriteriaSetCopy } from "./self-assessment";

const set: CriteriaSetCopy = {
  id: "s",
  version: 1,
  code: "QD26-11",
  regime: "qd26-2026",
  contentVersion: 1,
  bands: null,
  criteria: [
    {
      code: "1.1",
      options: [
        { key: "none", points: 0, star: null },
        { key: "all", points: 3, star: 4 },
      ],
    },
    {
      code: "1.2",
      options: [
        { key: "quarter", points: 1, star: null },
        { key: "half", points: 2, star: null },
      ],
    },
  ],
};
const answer = (criterion: string, option: string | null) => ({ criterion, option, withdrawn: false });

describe("a self-assessment", () => {
  it("takes one printed option per criterion, and none of these where no option is worth 0 points", () => {
    expect(withAnswers(set, { "1.1": "none" }, [answer("1.1", "all"), answer("1.2", null)])).toEqual({
      "1.1": "all",
      "1.2": null,
    });
  });

  it.each([
    ["an unknown criterion", "9.9", "all"],
    ["an option of another criterion", "1.2", "all"],
    ["none of these where 0 points are printed", "1.1", null],
  ])("refuses %s", (_, criterion, option) => {
    expect(() => withAnswers(set, {}, [answer(criterion, option)])).toThrow("ANSWER_INVALID");
  });

  it("is complete when every criterion has an answer, an explicit none of these included", () => {
    expect(unanswered(set, {})).toEqual(["1.1", "1.2"]);
    expect(unanswered(set, { "1.1": "all", "1.2": null })).toEqual([]);
    expect(unanswered(set, { "1.1": "withdrawn option", "1.2": "half" })).toEqual(["1.1"]);
  });

  it("loses an answer that is withdrawn", () => {
    expect(withAnswers(set, { "1.1": "all" }, [{ criterion: "1.1", option: null, withdrawn: true }])).toEqual({});
  });

  it("claims the points of the chosen options, never more than the best ones", () => {
    const one = (index: number) => fc.constantFrom(...(set.criteria[index]?.options ?? []));
    fc.assert(
      fc.property(one(0), one(1), (a, b) => {
        expect(claimedPoints(set, { "1.1": a.key, "1.2": b.key })).toBe(a.points + b.points);
      }),
    );
    expect(claimedPoints(set, { "1.2": null })).toBe(0);
  });
});
