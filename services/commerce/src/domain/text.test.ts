import type { Refusal } from "@ocop/contracts";
import { subjectOf, wholeNumber } from "./text";

const refusal = (code: string, facts: Refusal["facts"]): Error => expect.objectContaining({ code, facts }) as Error;

describe("a whole number taken in", () => {
  it.each([1, 10])("takes the bound %d", (value) => {
    expect(wholeNumber("stands", value, 1, 10)).toBe(value);
  });

  it.each([0, 11, 2.5, Number.NaN])("refuses %d", (value) => {
    expect(() => wholeNumber("stands", value, 1, 10)).toThrow(refusal("BAD_USER_INPUT", { field: "stands" }));
  });
});

describe("the subject of a person", () => {
  it("is kept as it is, capitals included", () => {
    expect(subjectOf("subject", "Demo|A-1")).toBe("Demo|A-1");
    expect(subjectOf("subject", "x".repeat(255))).toHaveLength(255);
  });

  it.each(["", "a b", "người", "x".repeat(256)])("refuses what no provider gives out: %p", (subject) => {
    expect(() => subjectOf("subject", subject)).toThrow(refusal("BAD_USER_INPUT", { field: "subject" }));
  });
});
