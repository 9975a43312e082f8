import { wordsOf } from "./search";

describe("the words of a text", () => {
  it("are folded, each once, the two-letter words that name things included", () => {
    expect(wordsOf("Cá lá, cá LÁ; ớt")).toEqual(["ca", "la", "ot"]);
    expect(wordsOf("Thuỷ / Thủy 123/QĐ-UBND")).toEqual(["thuy", "123", "qd", "ubnd"]);
  });

  it("are none in a text of signs alone", () => {
    expect(wordsOf(" – ?!* ")).toEqual([]);
  });

  it("are cut where the store would cut them", () => {
    expect(wordsOf("ă".repeat(50))).toEqual(["a".repeat(40)]);
  });
});
