import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import { id, lot, lotWords, producer, product, tradeItem } from "../../test/samples";
import {
  createLot,
  isExpired,
  lotCompleteness,
  publishLot,
  readLotNo,
  readLotWords,
  updateLot,
  withdrawLot,
  type LotWords,
} from "./lot";
import { isCountry } from "./measures";

const now = new Date("2026-11-21T03:00:00.000Z");
const facts = (change: Partial<Parameters<typeof publishLot>[0]> = {}) => ({
  lot: lot({ state: "DRAFT", publishedAt: null }),
  item: tradeItem(),
  product: product(),
  producer: producer(),
  ...change,
});

describe("a lot number", () => {
  it.each(["L2611-01", "a", "A".repeat(20), "100%", "L/01", "x?y", "<b>&\"'", "(1)*+,;:=!"])(
    "may be %p, byte for byte",
    (lotNo) => {
      expect(readLotNo(lotNo)).toBe(lotNo);
    },
  );

  it.each([
    ["", "EMPTY"],
    ["A".repeat(21), "TOO_LONG"],
    ["LÔ1", "CHARACTER"],
    ["L 1", "CHARACTER"],
    ["L#1", "CHARACTER"],
    ["L^1", "CHARACTER"],
    [".", "UNADDRESSABLE"],
    ["..", "UNADDRESSABLE"],
  ])("%p is refused: %s", (lotNo, reason) => {
    expect(() => readLotNo(lotNo)).toThrow(
      expect.objectContaining({ code: "NOT_A_LOT_NUMBER", facts: { reason } }) as Error,
    );
  });

  it("has the 82 characters of the standard and no other", () => {
    const taken = Array.from({ length: 0x250 }, (_, code) => String.fromCodePoint(code)).filter((character) => {
      try {
        return readLotNo(`A${character}`) !== "";
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    });
    expect(taken).toHaveLength(82);
  });
});

describe("what is written about a lot", () => {
  it("comes back cleaned and otherwise as written", () => {
    expect(readLotWords(lotWords())).toEqual(lotWords());
    const written = lotWords({ originPlace: "  Đồi   Chè ", standards: [" TCVN 9740:2013"] });
    expect(readLotWords(written)).toEqual(lotWords({ originPlace: "Đồi Chè" }));
  });

  it("may hold nothing but the number", () => {
    const empty: LotWords = {
      ...lotWords(),
      producedOn: null,
      packedOn: null,
      expiresOn: null,
      quantity: null,
      unitOfMeasure: null,
      originCountry: null,
      originPlace: null,
      standards: [],
      stages: [],
    };
    expect(readLotWords(empty)).toEqual(empty);
  });

  it.each<[Partial<LotWords>, string, Record<string, string | number>]>([
    [{ packedOn: "2026-10-31" }, "DATES_OUT_OF_ORDER", { before: "producedOn", after: "packedOn" }],
    [{ packedOn: null, expiresOn: "2026-10-31" }, "DATES_OUT_OF_ORDER", { before: "producedOn", after: "expiresOn" }],
    [{ bestBefore: "2027-11-04" }, "DATES_OUT_OF_ORDER", { before: "bestBefore", after: "expiresOn" }],
    [{ producedOn: "2026-02-30" }, "NOT_A_DATE", { day: "2026-02-30" }],
    [{ quantity: "12,5" }, "NOT_A_QUANTITY", { quantity: "12,5" }],
    [{ quantity: "-1" }, "NOT_A_QUANTITY", { quantity: "-1" }],
    [{ quantity: "0.000" }, "NOT_A_QUANTITY", { quantity: "0.000" }],
    [{ quantity: "1.2345" }, "NOT_A_QUANTITY", { quantity: "1.2345" }],
    [{ quantity: "1e3" }, "NOT_A_QUANTITY", { quantity: "1e3" }],
    [{ unitOfMeasure: "kg" }, "UNIT_OF_MEASURE_UNKNOWN", { unit: "kg" }],
    [{ unitOfMeasure: null }, "BAD_USER_INPUT", { field: "unitOfMeasure" }],
    [{ quantity: null }, "BAD_USER_INPUT", { field: "quantity" }],
    [{ originCountry: "vn" }, "COUNTRY_UNKNOWN", { country: "vn" }],
    [{ originCountry: "ZZ" }, "COUNTRY_UNKNOWN", { country: "ZZ" }],
    [{ originPlace: "x".repeat(201) }, "BAD_USER_INPUT", { field: "originPlace", max: 200 }],
    [{ standards: Array.from({ length: 21 }, () => "x") }, "BAD_USER_INPUT", { field: "standards" }],
    [{ standards: [" "] }, "BAD_USER_INPUT", { field: "standards", max: 100 }],
  ])("is refused as %p with %s", (change, code, expected) => {
    expect(() => readLotWords(lotWords(change))).toThrow(expect.objectContaining({ code, facts: expected }) as Error);
  });

  it("knows the countries of the world by their two letters", () => {
    expect(["VN", "LA", "KH", "CN"].map(isCountry)).toEqual([true, true, true, true]);
    expect(["EU", "ZZ", "XX", "VNM", "704", ""].map(isCountry)).toEqual([false, false, false, false, false, false]);
  });

  it("brings a quantity into one form without changing its value", () => {
    const read = (quantity: string) => readLotWords(lotWords({ quantity })).quantity;
    expect(["120.500", "120.0", "1000", "0.050", "100"].map(read)).toEqual(["120.5", "120", "1000", "0.05", "100"]);
  });

  it("keeps every quantity exactly", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.stringMatching(/^[0-9]{0,2}[1-9]$/),
        (whole, fraction) => {
          const quantity = `${String(whole)}.${fraction}`;
          expect(readLotWords(lotWords({ quantity })).quantity).toBe(quantity);
        },
      ),
    );
  });
});

describe("a new lot", () => {
  it("is a draft that lies where its item lies", () => {
    expect(createLot(tradeItem(), lotWords(), { id: id(6), now })).toEqual({
      ...lot({ state: "DRAFT", publishedAt: null, version: 0 }),
      createdAt: now,
    });
  });

  it("cannot be made of a withdrawn item", () => {
    expect(() => createLot(tradeItem({ state: "WITHDRAWN" }), lotWords(), { id: id(6), now })).toThrow(
      new Refusal("WRONG_STATE", { state: "WITHDRAWN" }),
    );
  });
});

describe("the completeness of a lot", () => {
  it("lists the ten fields of the circular and the origin, in order", () => {
    expect(lotCompleteness(facts()).map(({ field }) => field)).toEqual([
      "PRODUCT_NAME",
      "IMAGE",
      "PRODUCER_NAME",
      "PRODUCER_ADDRESS",
      "STAGES",
      "PRODUCTION_TIME",
      "TRACING_CODE",
      "BRAND",
      "SHELF_LIFE",
      "STANDARDS",
      "ORIGIN",
    ]);
    expect(lotCompleteness(facts()).every(({ present }) => present)).toBe(true);
  });

  it.each<[string, Partial<Parameters<typeof publishLot>[0]>]>([
    ["PRODUCT_NAME", { product: null }],
    ["IMAGE", { item: tradeItem({ picture: null }) }],
    ["PRODUCER_NAME", { producer: null }],
    ["PRODUCER_ADDRESS", { producer: producer({ addressLine: null }) }],
    ["STAGES", { lot: lot({ state: "DRAFT", stages: [] }) }],
    ["PRODUCTION_TIME", { lot: lot({ state: "DRAFT", producedOn: null, packedOn: null }) }],
    ["STANDARDS", { lot: lot({ state: "DRAFT", standards: [] }) }],
    ["ORIGIN", { lot: lot({ state: "DRAFT", originCountry: null }) }],
  ])("wants %s", (field, change) => {
    const states = lotCompleteness(facts(change));
    expect(states.find((state) => state.field === field)).toEqual({ field, required: true, present: false });
    expect(() => publishLot(facts(change), now)).toThrow(expect.objectContaining({ code: "LOT_INCOMPLETE" }) as Error);
  });

  it("wants the place code and the time of every stage", () => {
    const [stage] = lotWords().stages;
    if (!stage) throw new Error("the sample has a stage");
    const half = lot({ state: "DRAFT", stages: [stage, { ...stage, locationCode: null }] });
    expect(() => publishLot(facts({ lot: half }), now)).toThrow(
      expect.objectContaining({ code: "LOT_INCOMPLETE", facts: { missing: ["STAGES"] } }) as Error,
    );
  });

  it("asks for brand and shelf life only if there are any", () => {
    const plain = facts({
      item: tradeItem({ brand: null }),
      lot: lot({ state: "DRAFT", expiresOn: null, bestBefore: null }),
    });
    expect(lotCompleteness(plain).filter(({ present }) => !present)).toEqual([
      { field: "BRAND", required: false, present: false },
      { field: "SHELF_LIFE", required: false, present: false },
    ]);
    expect(publishLot(plain, now).state).toBe("PUBLISHED");
  });
});

describe("a lot on its way", () => {
  it("is published once, complete", () => {
    const published = publishLot(facts(), now);
    expect(published).toEqual({ ...facts().lot, state: "PUBLISHED", publishedAt: now });
    expect(() => publishLot(facts({ lot: published }), now)).toThrow(
      new Refusal("WRONG_STATE", { state: "PUBLISHED" }),
    );
  });

  it("says everything that is missing at once", () => {
    const bare = facts({ producer: null, lot: lot({ state: "DRAFT", standards: [], originCountry: null }) });
    expect(() => publishLot(bare, now)).toThrow(
      expect.objectContaining({
        facts: { missing: ["PRODUCER_NAME", "PRODUCER_ADDRESS", "STANDARDS", "ORIGIN"] },
      }) as Error,
    );
  });

  it("is written anew as a draft, its number included", () => {
    expect(updateLot(facts(), lotWords({ lotNo: "NEW", standards: [] }))).toEqual({
      ...facts().lot,
      lotNo: "NEW",
      standards: [],
    });
  });

  it("keeps its number and stays complete once published", () => {
    const published = facts({ lot: lot() });
    expect(updateLot(published, lotWords({ originPlace: "Suối Mây" })).originPlace).toBe("Suối Mây");
    expect(() => updateLot(published, lotWords({ lotNo: "l2611-01" }))).toThrow(
      new Refusal("BAD_USER_INPUT", { field: "lotNo" }),
    );
    expect(() => updateLot(published, lotWords({ standards: [] }))).toThrow(
      expect.objectContaining({ facts: { missing: ["STANDARDS"] } }) as Error,
    );
  });

  it("is withdrawn with a reason, for good", () => {
    const withdrawn = withdrawLot(lot(), " Sai nhãn ", now);
    expect(withdrawn).toEqual({ ...lot(), state: "WITHDRAWN", withdrawnAt: now, withdrawnBecause: "Sai nhãn" });
    expect(() => withdrawLot(lot(), " ", now)).toThrow(new Refusal("BAD_USER_INPUT", { field: "reason", max: 300 }));
    for (const state of ["DRAFT", "WITHDRAWN"] as const)
      expect(() => withdrawLot(lot({ state }), "x", now)).toThrow(new Refusal("WRONG_STATE", { state }));
    expect(() => updateLot(facts({ lot: withdrawn }), lotWords())).toThrow(
      new Refusal("WRONG_STATE", { state: "WITHDRAWN" }),
    );
  });

  it("may be used on the last day and not after it", () => {
    expect(["2027-11-02", "2027-11-03", "2027-11-04"].map((day) => isExpired(lot(), day))).toEqual([
      false,
      false,
      true,
    ]);
    expect(isExpired(lot({ expiresOn: null }), "2999-01-01")).toBe(false);
  });
});
