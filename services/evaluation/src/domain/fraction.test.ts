import fc from "fast-check";
import { cut, exceeds, isDecimal, isRatio, leastOf } from "./fraction";

describe("ratios", () => {
  it.each([
    ["3/4", 5, 4],
    ["3/4", 4, 3],
    ["5/7", 9, 7],
    ["2/3", 9, 6],
    ["1/1", 7, 7],
  ])("%s of %i members are %i", (ratio, members, least) => {
    expect(leastOf(ratio, members)).toBe(least);
  });

  it("is the least number that satisfies present × m ≥ n × members", () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (members, over, under) => {
          fc.pre(over <= under);
          const least = leastOf(`${String(over)}/${String(under)}`, members);
          expect(least * under >= over * members).toBe(true);
          expect((least - 1) * under >= over * members).toBe(false);
        },
      ),
    );
  });

  it.each(["", "3", "0/4", "5/4", "3/0", "-3/4", "3 / 4", "0.75"])("does not take %p for a ratio", (text) => {
    expect(isRatio(text)).toBe(false);
  });
});

describe("limits", () => {
  it.each([
    [10, "10", false],
    [11, "10", true],
    [10, "9.5", true],
    [9, "9.5", false],
    [0, "0", false],
  ])("is %i over the limit %s: %p", (value, limit, over) => {
    expect(exceeds(value, limit)).toBe(over);
  });

  it.each(["", "1e3", "-1", ".5", "10,5"])("does not take %p for a decimal", (text) => {
    expect(isDecimal(text)).toBe(false);
  });
});

describe("the mean that is shown", () => {
  it.each([
    [269_988, 3_000, "89.99"],
    [450, 5, "90.00"],
    [349, 5, "69.80"],
    [6_999, 100, "69.99"],
    [200, 3, "66.66"],
    [0, 7, "0.00"],
    [500, 5, "100.00"],
  ])("cuts %i ÷ %i to %s", (sum, count, shown) => {
    expect(cut({ sum, count })).toBe(shown);
  });

  it("is never above the exact mean and less than a hundredth below it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(6_000), (count, sum) => {
        const [whole, fraction] = cut({ sum, count }).split(".");
        const hundredths = Number(whole) * 100 + Number(fraction);
        expect(hundredths * count <= sum * 100).toBe(true);
        expect((hundredths + 1) * count > sum * 100).toBe(true);
      }),
    );
  });
});
