import fc from "fast-check";
import { readOwnCode } from "./own-code";

describe("an own code", () => {
  it.each([
    ["7K3M9QZT5V2XJ8WD", "7K3M9QZT5V2XJ8WD"],
    ["7k3m9qzt5v2xj8wd", "7K3M9QZT5V2XJ8WD"],
    ["7k3m-9qzt-5v2x-j8wd", "7K3M9QZT5V2XJ8WD"],
    ["oOiIlL0000000000", "0011110000000000"],
  ])("typed as %s is read as %s", (typed, code) => {
    expect(readOwnCode(typed)).toBe(code);
  });

  it.each([
    "",
    "7K3M9QZT5V2XJ8W",
    "7K3M9QZT5V2XJ8WDA",
    "7K3M9QZT5V2XJ8WU",
    "09521234543213",
    "7K3M9QZT5V2XJ8Wı",
    "../../etc/passwd00",
  ])("is none of ours: %p", (typed) => {
    expect(readOwnCode(typed)).toBeNull();
  });

  it("is read from any text as a stored code or as none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (typed) => {
        expect(readOwnCode(typed) ?? "0".repeat(16)).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
      }),
    );
  });
});
