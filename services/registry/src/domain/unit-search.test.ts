import { Refusal } from "@ocop/contracts";
import { needlesOf, nowhereFound, placeOf, searchKeys, toned } from "./unit-search";

const unit = (kind: string, name: string) => ({ kind, ...searchKeys(kind, name) });

/** Names in the order of the answer to a text; those that do not match are left out. */
const found = (text: string, ...units: readonly (readonly [string, string])[]): readonly string[] => {
  const needles = needlesOf(text);
  return units
    .map(([kind, name]) => ({ label: `${kind} ${name}`, place: placeOf(needles, unit(kind, name)) }))
    .filter(({ place }) => place < nowhereFound)
    .sort((a, b) => a.place - b.place)
    .map(({ label }) => label);
};

describe("the name of a unit as search compares it", () => {
  it.each([
    ["Hoà Bình", "Hòa Bình"],
    ["Thuỷ Nguyên", "Thủy Nguyên"],
    ["Khoái Châu", "KHOÁI CHÂU"],
    ["Loã Thể", "Lõa Thể"],
    ["Hòa Bình".normalize("NFD"), "Hoà Bình".normalize("NFC")],
  ])("is the same for %s and %s, wherever the tone mark is put and however it is composed", (one, other) => {
    expect(toned(one)).toBe(toned(other));
  });

  it("differs by the tone and by the letter", () => {
    const names = ["Hoa", "Hòa", "Hóa", "Hỏa", "Hõa", "Họa", "Đa", "Da", "Ân", "An", "Ăn"];
    expect(new Set(names.map(toned)).size).toBe(names.length);
    expect(toned("Nâm N'Jang - Đắk Song")).toBe("nâm n jang 'đăk song");
  });
});

describe("a text that is searched for", () => {
  it("is a name, and where it begins with a kind also a kind and a name", () => {
    expect(needlesOf(" xã  Hòa Bình ")).toEqual([
      { folded: "xa hoa binh", toned: "~xa `hoa `binh", kind: null },
      { folded: "hoa binh", toned: "`hoa `binh", kind: "xã" },
    ]);
    expect(needlesOf("TP. Hồ Chí Minh").map(({ folded, kind }) => [folded, kind])).toEqual([
      ["tp ho chi minh", null],
      ["ho chi minh", "thành phố"],
    ]);
    expect(needlesOf("Xã Xa Dung")[1]).toMatchObject({ folded: "xa dung", kind: "xã" });
    expect(needlesOf("Phước Long")).toHaveLength(1);
  });

  it("means the same decomposed as composed", () => {
    expect(needlesOf("xã Hòa Bình".normalize("NFD"))).toEqual(needlesOf("xã Hòa Bình"));
  });

  it.each([
    ["nothing", ""],
    ["spaces", " \t "],
    ["marks alone", "… - '"],
    ["a kind without a name", "xã"],
    ["a kind of two words without a name", " Thành  Phố "],
    ["300 characters", "a".repeat(300)],
    ["101 characters", "ă".repeat(101)],
    ["a hidden character", "Hòa\u200bBình"],
  ])("is refused when it is %s", (_, text) => {
    expect(() => needlesOf(text)).toThrow(new Refusal("BAD_USER_INPUT"));
  });

  it("may have 100 characters", () => {
    expect(needlesOf("ă".repeat(100))[0]?.folded).toBe("a".repeat(100));
  });
});

describe("the order of an answer", () => {
  const some = [
    ["xã", "Tân Hòa Bình Đông"],
    ["xã", "Hòa Bình Hạ"],
    ["phường", "Hóa Bình"],
    ["xã", "Quảng Hòa Bìnhh"],
    ["phường", "Hoà Bình"],
    ["xã", "Sơn Hòa"],
    ["xã", "Hòa Bình"],
  ] as const;

  it("is the name itself, its letters, how it begins, a word in it, anywhere", () => {
    expect(found("Hòa Bình", ...some)).toEqual([
      "phường Hoà Bình",
      "xã Hòa Bình",
      "phường Hóa Bình",
      "xã Hòa Bình Hạ",
      "xã Tân Hòa Bình Đông",
      "xã Quảng Hòa Bìnhh",
    ]);
  });

  it("prefers the kind that was typed among equals and excludes no other", () => {
    expect(found("xã Hoà Bình", ...some).slice(0, 3)).toEqual(["xã Hòa Bình", "phường Hoà Bình", "phường Hóa Bình"]);
  });

  it("finds the same units without any mark", () => {
    expect([...found("hoa binh", ...some)].sort()).toEqual([...found("Hòa Bình", ...some)].sort());
  });

  it("prefers tones that agree in a syllable that is only begun", () => {
    expect(found("hòa bì", ["xã", "Hóa Bình"], ["xã", "Hòa Bình"])).toEqual(["xã Hòa Bình", "xã Hóa Bình"]);
  });

  it("puts a name that begins like a kind before what the kind would mean", () => {
    expect(found("Xa Dung", ["xã", "Dung"], ["xã", "Xa Dung"])).toEqual(["xã Xa Dung", "xã Dung"]);
    expect(found("phường Đúc", ["phường", "Phường Đúc"], ["phường", "Đúc"])).toEqual([
      "phường Phường Đúc",
      "phường Đúc",
    ]);
  });

  it("folds đ and d", () => {
    expect(found("dak mil", ["xã", "Đắk Mil"], ["xã", "Đắk Mol"])).toEqual(["xã Đắk Mil"]);
  });
});
