import fc from "fast-check";
import { textOfKey, type AdministrativeUnit, type LineageLink, type UnitKey } from "./administrative-unit";
import { searchKeys } from "./unit-search";
import { lineageOf, wayTo } from "./unit-way";

/** Three lists, each of one decade. */
const days: Readonly<Record<string, readonly [string | null, string | null]>> = {
  "1": [null, "2010-01-01"],
  "2": ["2010-01-01", "2020-01-01"],
  "3": ["2020-01-01", null],
};
const inList: Readonly<Record<string, string>> = { "1": "2005-06-01", "2": "2015-06-01", "3": "2025-06-01" };

const unit = ({ listVersion, code }: UnitKey): AdministrativeUnit => {
  const [validFrom = null, validTo = null] = days[listVersion] ?? [];
  const keys = { ...searchKeys("xã", "A"), kind: "xã", name: "A", nameEn: null, parentCode: null };
  return { ...keys, id: code, version: 1, listVersion, code, level: "COMMUNE", validFrom, validTo };
};
const key = (text: string): UnitKey => {
  const [listVersion = "", code = ""] = text.split("/");
  return { listVersion, code };
};
const link = (from: string, to: string, relation: "WHOLE" | "PART" = "WHOLE"): LineageLink => {
  const [old, next] = [key(from), key(to)];
  return {
    oldListVersion: old.listVersion,
    oldCode: old.code,
    newListVersion: next.listVersion,
    newCode: next.code,
    relation,
  };
};
const way = (start: string, day: string, links: readonly LineageLink[]) =>
  wayTo(unit(key(start)), day, ({ listVersion }) => inList[listVersion] === day, lineageOf(links));
const said = ({ outcome, direction, found }: ReturnType<typeof way>) => [
  direction,
  outcome,
  ...found.map((one) => `${textOfKey(one.key)} ${one.relation}`),
];

const links = [
  link("1/A", "2/B"),
  link("1/C", "2/B"),
  link("1/D", "2/B", "PART"),
  link("1/D", "2/E", "PART"),
  link("2/B", "3/B"),
  link("2/E", "3/E"),
];

describe("the way of a unit to a day", () => {
  it("stays where the unit's own list holds", () => {
    expect(said(way("2/B", "2015-06-01", links))).toEqual(["SAME", "RESOLVED", "2/B WHOLE"]);
  });

  it("goes forwards as far as the day, and not on to today", () => {
    expect(said(way("1/A", "2015-06-01", links))).toEqual(["FORWARD", "RESOLVED", "2/B WHOLE"]);
    expect(said(way("1/A", "2025-06-01", links))).toEqual(["FORWARD", "RESOLVED", "3/B WHOLE"]);
    expect(way("1/A", "2015-06-01", links).links).toEqual([link("1/A", "2/B")]);
    expect(way("1/A", "2025-06-01", links).links).toEqual([link("1/A", "2/B"), link("2/B", "3/B")]);
  });

  it("names all successors of a split and chooses none", () => {
    expect(said(way("1/D", "2025-06-01", links))).toEqual(["FORWARD", "SPLIT", "3/B PART", "3/E PART"]);
  });

  it("goes backwards to everything the unit was made of, whole or in part", () => {
    expect(said(way("3/B", "2005-06-01", links))).toEqual(["BACKWARD", "MERGED", "1/A WHOLE", "1/C WHOLE", "1/D PART"]);
    expect(said(way("3/B", "2015-06-01", links))).toEqual(["BACKWARD", "RESOLVED", "2/B WHOLE"]);
    expect(said(way("3/E", "2005-06-01", links))).toEqual(["BACKWARD", "RESOLVED", "1/D PART"]);
  });

  it("counts a unit as whole when all its parts were joined again", () => {
    const joined = [link("1/D", "2/B", "PART"), link("1/D", "2/E", "PART"), link("2/B", "3/F"), link("2/E", "3/F")];
    expect(said(way("3/F", "2005-06-01", joined))).toEqual(["BACKWARD", "RESOLVED", "1/D WHOLE"]);
  });

  it("ends where nothing followed, and where nothing came before", () => {
    expect(said(way("1/Z", "2025-06-01", links))).toEqual(["FORWARD", "ENDED"]);
    expect(said(way("3/Z", "2005-06-01", links))).toEqual(["BACKWARD", "ENDED"]);
  });

  it("leads back to where it came from: each found unit finds the start, whatever the links", () => {
    const codes = fc.constantFrom("A", "B", "C", "D");
    const step = (from: string, to: string) =>
      fc.tuple(codes, codes).map(([a, b]) => link(`${from}/${a}`, `${to}/${b}`));
    const all = fc.array(fc.oneof(step("1", "2"), step("2", "3")), { maxLength: 14 });
    fc.assert(
      fc.property(codes, all, (code, some) => {
        for (const { key: end } of way(`1/${code}`, "2025-06-01", some).found) {
          const back = way(textOfKey(end), "2005-06-01", some).found.map((one) => textOfKey(one.key));
          expect(back).toContain(`1/${code}`);
        }
      }),
    );
  });

  it("comes to an end in a circle of links", () => {
    const circle = [link("1/A", "2/B"), link("2/B", "1/A")];
    expect(said(way("1/A", "2025-06-01", circle))).toEqual(["FORWARD", "ENDED"]);
  });
});
