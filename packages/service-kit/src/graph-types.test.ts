import { connection, DateTime, Language, LegalDate, localize, money } from "./graph-types";

describe("a localized text", () => {
  it("is given in the language asked for, and in Vietnamese when the English text is missing", () => {
    expect(localize({ vi: "Chè", en: "Tea" })).toEqual({ value: "Chè", lang: "VI", isFallback: false });
    expect(localize({ vi: "Chè", en: "Tea" }, Language.EN)).toEqual({ value: "Tea", lang: "EN", isFallback: false });
    expect(localize({ vi: "Chè", en: null }, Language.EN)).toEqual({ value: "Chè", lang: "VI", isFallback: true });
  });
});

describe("a page of a list", () => {
  const signed: number[] = [];
  const page = (rows: readonly number[], after: string | null = null) =>
    connection({ rows, hasNextPage: true }, { after }, (row) => {
      signed.push(row);
      return `c${String(row)}`;
    });
  const asked = <T>(part: T | (() => T)): T => (typeof part === "function" ? (part as () => T)() : part);
  beforeEach(() => signed.splice(0));

  it("signs no cursor that nobody asked for", () => {
    const { nodes, pageInfo } = page([1, 2, 3]);
    expect(nodes).toEqual([1, 2, 3]);
    expect(signed).toEqual([]);
    expect(asked(pageInfo)).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: "c1", endCursor: "c3" });
    expect(signed).toEqual([1, 3]);
  });

  it("gives every edge its cursor, and knows that a page after a cursor has one before it", () => {
    const { edges, pageInfo } = page([1, 2], "c0");
    expect(asked(edges)).toEqual([
      { cursor: "c1", node: 1 },
      { cursor: "c2", node: 2 },
    ]);
    expect(asked(pageInfo).hasPreviousPage).toBe(true);
    expect(asked(page([]).pageInfo)).toMatchObject({ startCursor: null, endCursor: null });
  });
});

describe("an amount of money", () => {
  it("is exact beyond 32 and 53 bits", () => {
    expect(money(2_147_483_648)).toEqual({ amount: "2147483648", currency: "VND" });
    expect(money(9_007_199_254_740_993n).amount).toBe("9007199254740993");
  });
});

describe("DateTime", () => {
  it("is answered in UTC with milliseconds", () => {
    expect(DateTime.serialize(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
    expect(DateTime.serialize("2026-09-01T07:00:00+07:00")).toBe("2026-09-01T00:00:00.000Z");
  });

  it("takes an instant with any offset", () => {
    expect(DateTime.parseValue("2026-09-01T07:00:00.5+07:00")).toEqual(new Date("2026-09-01T00:00:00.500Z"));
  });

  it.each(["2026-09-01", "2026-09-01T07:00:00", "2026-13-01T00:00:00Z", "hello", 0, null, {}])(
    "refuses %p",
    (value: unknown) => {
      expect(() => DateTime.parseValue(value)).toThrow("RFC 3339");
    },
  );
});

describe("Date", () => {
  it("is a real calendar day", () => {
    expect(LegalDate.parseValue("2028-02-29")).toBe("2028-02-29");
    expect(LegalDate.serialize("2026-09-01")).toBe("2026-09-01");
  });

  it.each(["2026-02-29", "2026-9-1", "2026-09-01T00:00:00Z", 20260901, null])("refuses %p", (value: unknown) => {
    expect(() => LegalDate.parseValue(value)).toThrow("YYYY-MM-DD");
    expect(() => LegalDate.serialize(value)).toThrow("YYYY-MM-DD");
  });
});
