import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import { checkDigit, gtin14 } from "./gtin";

const refusal = (reason: string) => new Refusal("NOT_A_GTIN", { reason });

describe("a GTIN", () => {
  it.each([
    ["9521234543213", "09521234543213"],
    ["09521234543213", "09521234543213"],
    [" 19521234543210 ", "19521234543210"],
    ["036000291452", "00036000291452"],
    ["96385074", "00000096385074"],
  ])("typed as %s is kept as the 14 digits %s", (typed, kept) => {
    expect(gtin14(typed)).toBe(kept);
  });

  it.each([
    ["", "EMPTY"],
    ["952123454321", "CHECK_DIGIT"],
    ["9521234543214", "CHECK_DIGIT"],
    ["95212345432130", "CHECK_DIGIT"],
    ["952-1234543213", "DIGITS"],
    ["９５２１２３４５４３２１３", "DIGITS"],
    ["123456789", "LENGTH"],
    ["095212345432130", "LENGTH"],
  ])("typed as %p is refused for its %s", (typed, reason) => {
    expect(() => gtin14(typed)).toThrow(refusal(reason));
    expect(() => gtin14(typed)).toThrow(expect.objectContaining({ facts: { reason } }) as Error);
  });

  it.each(["0212345678901", "0412345678901", "2012345678901", "2512345678901", "2912345678901"])(
    "of a number kept for shops is refused: prefix of %s",
    (digits) => {
      const body = digits.slice(0, 12);
      const whole = `${body}${String(checkDigit(`0${body}`))}`;
      expect(() => gtin14(whole)).toThrow(expect.objectContaining({ facts: { reason: "RESTRICTED_PREFIX" } }) as Error);
    },
  );

  it("of a shop's own number is refused in its short forms too: UPC beginning with 2 and 4, GTIN-8 beginning with 0 and 2", () => {
    for (const body of ["21234567890", "41234567890", "0123456", "2123456"]) {
      const whole = `${body}${String(checkDigit(body.padStart(13, "0")))}`;
      expect(() => gtin14(whole)).toThrow(expect.objectContaining({ facts: { reason: "RESTRICTED_PREFIX" } }) as Error);
    }
  });

  it("with one digit changed is never taken for the same number", () => {
    const body = fc.stringMatching(/^9[0-9]{11}$/);
    fc.assert(
      fc.property(body, fc.nat(12), fc.integer({ min: 1, max: 9 }), (digits, at, shift) => {
        const whole = `${digits}${String(checkDigit(`0${digits}`))}`;
        expect(gtin14(whole)).toBe(`0${whole}`);
        const changed = String((Number(whole[at]) + shift) % 10);
        expect(() => gtin14(whole.slice(0, at) + changed + whole.slice(at + 1))).toThrow(Refusal);
      }),
    );
  });
});
