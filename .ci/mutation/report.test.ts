import { countOf, report, scoreOf, staleEquivalents, weakFiles, type Mutant } from "./report";

const mutant = (file: string, line: number, verdict: Mutant["verdict"]): Mutant => ({
  ...{ file, line, verdict },
  text: "return a ||",
  original: `a ||\n  b`,
  replacement: "false",
});
const known = {
  ...{ file: "b.ts", text: "return a ||", original: "a ||\n  b", replacement: "false" },
  reason: "`b` is never true",
};
const mutants = [
  ...[1, 2, 3, 4].map((line) => mutant("a.ts", line, "killed")),
  mutant("a.ts", 5, "survived"),
  mutant("b.ts", 1, "killed"),
  mutant("b.ts", 2, "survived"),
  mutant("b.ts", 3, "invalid"),
];

describe("the page of a mutation run", () => {
  it("counts the killed among the valid mutants, equivalent ones included", () => {
    expect(countOf(mutants)).toEqual({ mutants: 7, killed: 5, survived: 2, invalid: 1 });
    expect(scoreOf(countOf(mutants.slice(0, 5)))).toBe(80);
    expect(scoreOf(countOf([]))).toBe(100);
  });

  it("names the files below the least score", () => {
    expect(weakFiles(mutants)).toEqual(["b.ts"]);
  });

  it("tells equivalent survivors from the others, each on one line of its table", () => {
    const text = report(mutants, [known]);
    expect(text).toContain(
      "| a.ts | 5 | 4 | 1 | 0 | 80.0 % |\n| b.ts | 2 | 1 | 1 | 1 | 50.0 % |\n| all | 7 | 5 | 2 | 1 |",
    );
    expect(text).toContain("| b.ts:2 | ``a \\|\\| b`` | ``false`` | `b` is never true |");
    expect(text.split("## Other survivors")[1]).toContain("| a.ts:5 | ``a \\|\\| b`` | ``false`` |\n");
    expect(report([], [])).toContain("## Other survivors\n\nNone.");
  });

  it("finds what stands in the list of equivalents and does not survive any more", () => {
    expect(staleEquivalents(mutants, [known])).toEqual([]);
    for (const other of [{ replacement: "true" }, { text: "if (a ||" }, { file: "c.ts" }, { original: "a" }])
      expect(staleEquivalents(mutants, [{ ...known, ...other }])).toHaveLength(1);
    expect(staleEquivalents([mutant("b.ts", 2, "killed")], [known])).toEqual([known]);
  });
});
