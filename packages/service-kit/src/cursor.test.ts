import { Refusal, type Scope } from "@ocop/contracts";
import fc from "fast-check";
import { type CursorBinding, cursors, longestWalk } from "./cursor";

const keys = ["c".repeat(32)];
const scope: Scope = [{ producerId: ["1", "2"] }, { provinceRegionId: ["98"] }];
const binding: CursorBinding = { list: "Query.products", filter: { state: "ACTIVE" }, sort: ["nameVi"], scope };

const refused = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error instanceof Refusal ? [error.code, error.facts] : error;
  }
};

const badAfter = ["BAD_USER_INPUT", { field: "after" }];

describe("a cursor", () => {
  it("gives back the sort values it was made of, whatever they are", () => {
    const cursor = cursors(keys, binding);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (values) => {
        expect(cursor.read(cursor.write(values))).toEqual(values);
      }),
    );
  });

  it("is absent on the first page", () => {
    const cursor = cursors(keys, binding);
    expect([cursor.read(null), cursor.read(undefined)]).toEqual([null, null]);
  });

  it("is refused on another list, under another filter, order or scope, or another key", () => {
    const written = cursors(keys, binding).write(["Chè", "id"]);
    const others: readonly Partial<CursorBinding>[] = [
      { list: "Query.producers" },
      { filter: { state: "DRAFT" } },
      { filter: null },
      { sort: ["code"] },
      { scope: "everything" },
      { scope: [{ producerId: ["1"] }, { provinceRegionId: ["98"] }] },
      { scope: [] },
    ];
    for (const other of others)
      expect(refused(() => cursors(keys, { ...binding, ...other }).read(written))).toEqual(badAfter);
    expect(refused(() => cursors(["d".repeat(32)], binding).read(written))).toEqual(badAfter);
  });

  it("is good for the same rights named in another order, and under the older of two keys", () => {
    const written = cursors(keys, binding).write(["Chè", "id"]);
    const same: Scope = [{ provinceRegionId: ["98"] }, { producerId: ["2", "1"] }];
    expect(cursors(keys, { ...binding, scope: same }).read(written)).toEqual(["Chè", "id"]);
    expect(cursors(["e".repeat(32), ...keys], binding).read(written)).toEqual(["Chè", "id"]);
  });

  it("ends a walk after 25,000 rows, however long its pages are", () => {
    const walk = (first: number): number => {
      let [rows, after]: [number, string | null] = [0, null];
      for (;;) {
        const cursor = cursors(keys, binding);
        try {
          cursor.read(after);
        } catch (error) {
          expect(refused(() => cursor.read(after))).toEqual(["BULK_REQUIRED", { max: longestWalk }]);
          expect(error).toBeInstanceOf(Refusal);
          return rows;
        }
        rows += first;
        after = cursor.write(["Chè", "id"], first - 1);
      }
    };
    expect([walk(100), walk(1_000)]).toEqual([25_000, 25_000]);
    expect(walk(99)).toBe(253 * 99);
    const inside = cursors(keys, binding).write(["Chè", "id"], longestWalk - 2);
    expect(cursors(keys, binding).read(inside)).toEqual(["Chè", "id"]);
  });

  it("is refused when it is changed or made up", () => {
    const cursor = cursors(keys, binding);
    const [payload = "", signature = ""] = cursor.write(["Chè", "id"]).split(".");
    const forged = Buffer.from('["Zè","id"]').toString("base64url");
    const made = [
      "",
      ".",
      payload,
      `${payload}.`,
      `${forged}.${signature}`,
      `${payload}.${signature}.x`,
      "eyJhIjoxfQ",
      "💥",
    ];
    expect(made.map((one) => refused(() => cursor.read(one)))).toEqual(made.map(() => badAfter));
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(refused(() => cursor.read(text))).toEqual(badAfter);
      }),
    );
  });
});
