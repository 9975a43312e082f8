import { problemsOf, reusedCodes, type Known, type NewList } from "../src/domain/new-list";
import { officialLinks, officialUnits } from "./official-units";

const list = (listVersion: string, replaces: string | null, validFrom: string | null, validTo: string | null) => ({
  ...{ id: listVersion, version: 1, listVersion, replaces, validFrom, validTo, legalBasis: "Nghị quyết" },
});
const lists = [list("2025-before", null, null, null), list("2025-07", "2025-before", "2025-07-01", null)];

/** A step of the real lists, as if the later one were new. */
const step = (replaces: string, listVersion: string, validFrom: string): readonly [NewList, Known] => {
  const units = officialUnits.filter((unit) => unit.listVersion === listVersion);
  const counts: Record<string, number> = {};
  for (const { level } of units) counts[level] = (counts[level] ?? 0) + 1;
  return [
    {
      list: { listVersion, replaces, validFrom, legalBasis: "Nghị quyết", counts },
      units,
      links: officialLinks.filter((link) => link.newListVersion === listVersion),
    },
    {
      lists: lists.filter((one) => one.listVersion <= replaces || one.listVersion === "2025-before"),
      units: officialUnits.filter((unit) => unit.listVersion === replaces),
    },
  ];
};

describe("the real lists, checked as if they were new", () => {
  it("are without fault from 2025-07 to 2026-04: no code has another meaning", () => {
    const [given, known] = step("2025-07", "2026-04", "2026-04-30");
    expect(problemsOf(given, known)).toEqual([]);
    expect(reusedCodes(given, known)).toEqual([]);
  });

  it("name every district that ended in 2025, and the codes that went on with another meaning", () => {
    const [given, known] = step("2025-before", "2025-07", "2025-07-01");
    const problems = problemsOf(given, known);
    expect(problems).toHaveLength(691);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["MISSING_SUCCESSOR"]));
    const reused = reusedCodes(given, known);
    expect(reused.filter(({ code }) => code.length === 2)).toEqual([
      { code: "15", was: "tỉnh Yên Bái", is: "tỉnh Lào Cai" },
      { code: "24", was: "tỉnh Bắc Giang", is: "tỉnh Bắc Ninh" },
      { code: "44", was: "tỉnh Quảng Bình", is: "tỉnh Quảng Trị" },
      { code: "52", was: "tỉnh Bình Định", is: "tỉnh Gia Lai" },
      { code: "80", was: "tỉnh Long An", is: "tỉnh Tây Ninh" },
      { code: "82", was: "tỉnh Tiền Giang", is: "tỉnh Đồng Tháp" },
      { code: "91", was: "tỉnh Kiên Giang", is: "tỉnh An Giang" },
    ]);
    // 1,823 by the letter; spellings of a tone mark on another letter are no other name
    expect(reused.filter(({ code }) => code.length === 5).length).toBeLessThanOrEqual(1_823);
    expect(reused.filter(({ code }) => code.length === 5).length).toBeGreaterThan(1_700);
  });
});

describe("a faulty list", () => {
  const [given, known] = step("2025-07", "2026-04", "2026-04-30");
  const codes = (change: Partial<NewList>, also: Partial<Known> = {}) => [
    ...new Set(problemsOf({ ...given, ...change }, { ...known, ...also }).map(({ code }) => code)),
  ];
  const [firstLink] = given.links;
  const [firstUnit] = given.units;
  if (firstLink === undefined || firstUnit === undefined) throw new Error("the lists are empty");
  const communeLink = given.links.find(({ oldCode }) => oldCode === "24730") ?? firstLink;
  const others = given.links.filter((link) => link !== communeLink);

  it.each([
    [
      "a link to an unknown code",
      { links: [...others, { ...communeLink, newCode: "99999" }] },
      ["UNKNOWN_CODE", "MISSING_PREDECESSOR"],
    ],
    ["an old unit without successor", { links: others }, ["MISSING_SUCCESSOR", "MISSING_PREDECESSOR"]],
    [
      "a link back to the old list",
      { links: [...given.links, { ...communeLink, oldListVersion: "2026-04", newListVersion: "2025-07" }] },
      ["CYCLE"],
    ],
    ["a link inside the list", { links: [...given.links, { ...communeLink, oldListVersion: "2026-04" }] }, ["CYCLE"]],
    ["a link twice", { links: [...given.links, communeLink] }, ["DUPLICATE_LINK", "WRONG_RELATION"]],
    ["a code twice", { units: [...given.units, firstUnit] }, ["WRONG_COUNT", "DUPLICATE_CODE"]],
    ["a row too few", { units: given.units.filter((unit) => unit.code !== "24730") }, ["WRONG_COUNT", "UNKNOWN_CODE"]],
    [
      "a commune that leaves its province's successor",
      { links: [...others, { ...communeLink, newCode: "00004" }] },
      ["LEAVES_PROVINCE", "MISSING_PREDECESSOR"],
    ],
    [
      "a whole unit called a part",
      { links: [...others, { ...communeLink, relation: "PART" as const }] },
      ["WRONG_RELATION"],
    ],
    [
      "a split province",
      { links: [...given.links, { ...firstLink, oldCode: "01", newCode: "04" }] },
      ["WRONG_RELATION", "LEAVES_PROVINCE"],
    ],
    [
      "a commune in a commune",
      { units: given.units.map((unit) => (unit.code === "24730" ? { ...unit, parentCode: "24736" } : unit)) },
      ["WRONG_PARENT", "LEAVES_PROVINCE"],
    ],
    [
      "a unit of another list",
      { units: given.units.map((unit) => (unit.code === "24730" ? { ...unit, listVersion: "2027-01" } : unit)) },
      ["WRONG_LIST", "UNKNOWN_CODE", "MISSING_PREDECESSOR"],
    ],
    [
      "a first day before that of the list it replaces",
      { list: { ...given.list, validFrom: "2025-07-01" } },
      ["VALIDITY_OVERLAPS"],
    ],
    [
      "an unknown list to replace",
      { list: { ...given.list, replaces: "2024" } },
      ["REPLACED_LIST_UNKNOWN", "UNKNOWN_CODE"],
    ],
  ])("is reported for %s", (_, change, wanted) => {
    expect(codes(change)).toEqual(expect.arrayContaining(wanted));
  });

  it("is reported when another list has replaced the old one already", () => {
    const also = { lists: [...lists, list("2026-01", "2025-07", "2026-01-01", null)] };
    expect(codes({}, also)).toEqual(["REPLACED_LIST_NOT_IN_FORCE"]);
    expect(codes({}, { lists: [...lists, list("2026-04", "2025-before", "2026-01-01", null)] })).toContain(
      "LIST_KNOWN",
    );
  });

  it("is no fault when the same list is loaded again", () => {
    expect(codes({}, { lists: [...lists, list("2026-04", "2025-07", "2026-04-30", null)] })).toEqual([]);
  });
});
