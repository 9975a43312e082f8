import fc from "fast-check";
import { Refusal } from "./refusal";
import { cleanLines, cleanOptional, cleanText, fold } from "./text";

describe("a text that a person typed", () => {
  it("is stored composed, trimmed and with single spaces", () => {
    expect(cleanText("name", "  Che\u0300   Shan\n Tuyết ", 20)).toBe("Chè Shan Tuyết");
    expect(cleanOptional("name", "   ", 20)).toBeNull();
    expect(cleanOptional("name", undefined, 20)).toBeNull();
    expect(cleanLines("story", " Một\r\nHai ", 20)).toBe("Một\nHai");
  });

  it.each([
    ["empty", "  "],
    ["too long", "a".repeat(21)],
    ["reversed in reading order", "abc\u202Ecba"],
    ["with a hidden letter", "a\u200Bb"],
    ["with a control character", "a\u0000b"],
  ])("is refused when it is %s", (_, text) => {
    const refusal = new Refusal("BAD_USER_INPUT", { field: "name", max: 20 });
    expect(() => cleanText("name", text, 20)).toThrow(refusal);
    expect(() => cleanLines("name", text, 20)).toThrow(refusal);
  });

  it("is measured in characters, not in code units", () => {
    expect(cleanText("name", "🍵".repeat(20), 20)).toBe("🍵".repeat(20));
  });

  it.each([
    ["Hoà", "hoa"],
    ["Hòa", "hoa"],
    ["Thuỷ Đình", "thuy dinh"],
    ["TRÀ SHAN - Tuyết", "tra shan tuyet"],
    ["cá/lá", "ca la"],
  ])("is folded for search: %s → %s", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("folds alike in every normal form, and once folded stays so", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fold(text.normalize("NFD"))).toBe(fold(text.normalize("NFC")));
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});
