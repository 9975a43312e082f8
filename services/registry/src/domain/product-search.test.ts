import { fold } from "@ocop/contracts";
import fc from "fast-check";
import {
  marked,
  postingsOf,
  searchLimits,
  searchQuestion,
  searchTexts,
  standings,
  type SearchSource,
} from "./product-search";

const source = (change: Partial<SearchSource> = {}): SearchSource => ({
  id: "id",
  nameVi: "Trà Shan",
  nameEn: null,
  code: null,
  producerName: null,
  communeName: null,
  provinceName: null,
  setNameVi: null,
  ...change,
});
const postings = (change: Partial<SearchSource>) =>
  Object.fromEntries(postingsOf(searchTexts(source(change))).map(({ gram, standing }) => [gram, standing]));

const texts = fc
  .array(
    fc.constantFrom("Hòa", "hoà", "Thuỷ", "Thủy", "khoẻ", "Đồi", "đ", "chè", "100", "g", "-", "/", ",", "ngoáy", "QUÝ"),
    {
      maxLength: 12,
    },
  )
  .map((words) => words.join(" "));

describe("marked words", () => {
  it.each([
    ["Hòa Bình, THUỶ", "hoà bình thuỷ"],
    ["hoà", "hoà"],
    ["Khỏe khoẻ", "khoẻ khoẻ"],
    ["Thúy thuý", "thuý thuý"],
    ["Hoàng toán của mùa quý", "hoàng toán của mùa quý"],
    ["Đồi ối ồ", "đồi ối ồ"],
    ["  40 % — N.M. ", "40 n m"],
  ])("of %s are %s", (text, words) => {
    expect(marked(text)).toBe(words);
  });

  it("are as many as the folded ones and fold to them, however the text was typed", () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: "grapheme" })), (text) => {
        expect(marked(text).split(" ").map(fold)).toEqual(fold(text).split(" "));
        expect(marked(text.normalize("NFD"))).toBe(marked(text.normalize("NFC")));
      }),
    );
  });

  it("are one word for both ways to write a mark", () => {
    for (const [one, other] of [
      ["hòa", "hoà"],
      ["hóa", "hoá"],
      ["hỏa", "hoả"],
      ["họa", "hoạ"],
      ["lõa", "loã"],
      ["xòe", "xoè"],
      ["thụy", "thuỵ"],
    ] as const)
      expect(marked(one)).toBe(marked(other));
  });
});

describe("what a product is found by", () => {
  it("keeps names apart, and everything else without marks", () => {
    const given = { nameEn: "Shan tea", code: "98-98001-1-2026", producerName: "HTX Hòa Đồi", setNameVi: "Chè tươi" };
    expect(searchTexts(source(given))).toEqual({
      nameKey: "Trà Shan",
      name: " trà shan / shan tea ",
      nameFolded: " tra shan / shan tea ",
      elsewhereFolded: " 98 98001 1 2026 / htx hoa doi / che tuoi ",
    });
  });

  it("is every beginning of the words of its name, with and without marks, the best way once", () => {
    expect(postings({ nameVi: "Cà cá cam" })).toEqual({
      c: standings.beginsFirst,
      ca: standings.first,
      cà: standings.first,
      cá: standings.inName,
      cam: standings.inName,
    });
  });

  it("and whole words elsewhere with their beginnings from the third letter on", () => {
    expect(postings({ nameVi: "X", producerName: "Hộ Kinh" })).toEqual({
      x: standings.first,
      ho: standings.elsewhere,
      kin: standings.begins,
      kinh: standings.elsewhere,
    });
  });

  it("cuts long words after sixteen letters, which are a beginning then", () => {
    const found = postings({ nameVi: "abcdefghijklmnopqrst" });
    expect(found["abcdefghijklmnop"]).toBe(standings.beginsFirst);
    expect(Object.keys(found)).toHaveLength(16);
  });
});

describe("a question", () => {
  it("looks for whole words and the beginning of the last one", () => {
    const { words, phrase } = searchQuestion("text", "Trà sh");
    expect(phrase).toBe(" tra sh");
    expect(
      words.map(({ gram, markedGram, nameText, elsewhereText, markedText }) => [
        gram,
        markedGram,
        nameText,
        elsewhereText,
        markedText,
      ]),
    ).toEqual([
      ["tra", "trà", " tra ", " tra ", " trà "],
      ["sh", "sh", " sh", " sh ", null],
    ]);
    expect(words.map(({ inName }) => inName)).toEqual([
      [0, 1],
      [0, 1, 2, 3],
    ]);
    expect(words.map(({ anywhere }) => anywhere)).toEqual([
      [0, 1, 4],
      [0, 1, 2, 3, 4],
    ]);
  });

  it("completes the last word elsewhere from its third letter on", () => {
    const [word] = searchQuestion("text", "kin").words;
    expect([word?.elsewhereText, word?.anywhere]).toEqual([" kin", [0, 1, 2, 3, 4, 5]]);
  });

  it("has no words where there are neither letters nor digits", () => {
    expect(searchQuestion("text", " -- / % ").words).toEqual([]);
  });

  it("is refused beyond its longest and its most words", () => {
    const words = (count: number) => Array.from({ length: count }, () => "a").join(" ");
    expect(searchQuestion("text", words(searchLimits.words)).words).toHaveLength(10);
    expect(() => searchQuestion("text", words(searchLimits.words + 1))).toThrow("BAD_USER_INPUT");
    expect(() => searchQuestion("text", "a".repeat(searchLimits.text + 1))).toThrow("BAD_USER_INPUT");
  });
});
