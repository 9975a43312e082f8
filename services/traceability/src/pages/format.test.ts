import { formatCode, formatCountry, formatDay, formatInstant, formatQuantity } from "./format";
import { negotiate } from "./language";

describe("what a page writes", () => {
  it("gives days and times as Vietnam's calendar and clock have them", () => {
    expect([formatDay("2029-08-05", "vi"), formatDay("2029-08-05", "en")]).toEqual(["05/08/2029", "5 August 2029"]);
    const lateEvening = new Date("2026-11-20T17:05:00Z");
    expect([formatInstant(lateEvening, "vi"), formatInstant(lateEvening, "en")]).toEqual([
      "00:05 21/11/2026",
      "21 November 2026, 00:05",
    ]);
  });

  it.each([
    ["120.5", "KGM", "120,5 kg", "120.5 kg"],
    ["1234567.25", "GRM", "1.234.567,25 g", "1,234,567.25 g"],
    ["999999999999.999", "H87", "999.999.999.999,999 sản phẩm", "999,999,999,999.999 pieces"],
    ["7", "XXX", "7 XXX", "7 XXX"],
  ])("gives the quantity %s %s exactly", (quantity, unit, vi, en) => {
    expect([formatQuantity(quantity, unit, "vi"), formatQuantity(quantity, unit, "en")]).toEqual([vi, en]);
  });

  it("gives countries by name and codes in groups of four", () => {
    expect([formatCountry("VN", "vi"), formatCountry("LA", "en")]).toEqual(["Việt Nam", "Laos"]);
    expect([formatCode("7K3M9QZT5V2XJ8WD"), formatCode("ABCDE"), formatCode("ABCD")]).toEqual([
      "7K3M-9QZT-5V2X-J8WD",
      "ABCD-E",
      "ABCD",
    ]);
  });
});

describe("the language of a page", () => {
  it.each([
    [undefined, undefined, "vi"],
    [undefined, "en", "en"],
    [undefined, "EN-us;q=0.3, vi-VN;q=0.7", "vi"],
    [undefined, "en;q=0, vi;q=0.1", "vi"],
    [undefined, "*", "vi"],
    [undefined, ";;;,q=1,en;q=x", "vi"],
    [undefined, "de, en;q=0.001", "en"],
    ["en", "vi", "en"],
    ["EN", "vi", "vi"],
  ])("asked %p by a browser of %p is %s", (asked, header, lang) => {
    expect(negotiate(asked, header)).toBe(lang);
  });
});
