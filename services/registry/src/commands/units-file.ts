import { isDay } from "@ocop/contracts";
import { absentWhenEmpty, DamagedFile, parseTable, type Line } from "@ocop/service-kit";
import { z } from "zod";
import { textOfKey, type AdministrativeUnit, type LineageLink, type UnitKey } from "../domain/administrative-unit";
import { searchKeys } from "../domain/unit-search";
import { checkCounts, tally } from "./reference-file";

export const unitsFile = "administrative-units.tsv";
export const lineageFile = "administrative-lineage.tsv";

const levels = { province: "PROVINCE", district: "DISTRICT", commune: "COMMUNE" } as const;
const lists = ["2025-before", "2025-07", "2026-04"] as const;
const kinds = ["tỉnh", "thành phố", "quận", "huyện", "thị xã", "xã", "phường", "thị trấn", "đặc khu"] as const;

const code = z.string().regex(/^\d{2,5}$/, "is not a code of 2 to 5 digits");
const day = z.string().refine(isDay, "is not a day");

const unitShape = z.strictObject({
  listVersion: z.enum(lists),
  code,
  level: z.enum(["province", "district", "commune"]).transform((level) => levels[level]),
  kind: z.enum(kinds),
  name: z.string().min(1).max(100),
  nameEn: absentWhenEmpty(z.string().max(100)),
  parentCode: absentWhenEmpty(code),
  validFrom: absentWhenEmpty(day),
  validTo: absentWhenEmpty(day),
});

/** A unit as the file gives it. */
export type ListedUnit = Omit<AdministrativeUnit, "id" | "version">;

/** Counts of the published lists. @see reference/SOURCES.md */
const unitCounts = {
  "2025-before PROVINCE": 63,
  "2025-before DISTRICT": 696,
  "2025-before COMMUNE": 10_035,
  "2025-07 PROVINCE": 34,
  "2025-07 COMMUNE": 3_321,
  "2026-04 PROVINCE": 34,
  "2026-04 COMMUNE": 3_321,
};

const kindCounts = {
  "2025-before COMMUNE xã": 7_692,
  "2025-before COMMUNE phường": 1_726,
  "2025-before COMMUNE thị trấn": 617,
  "2025-07 COMMUNE xã": 2_621,
  "2025-07 COMMUNE phường": 687,
  "2025-07 COMMUNE đặc khu": 13,
  "2026-04 COMMUNE xã": 2_611,
  "2026-04 COMMUNE phường": 697,
  "2026-04 COMMUNE đặc khu": 13,
};

const fail = (file: string, line: number, reason: string): never => {
  throw new DamagedFile(file, `line ${String(line)}`, reason);
};

const withoutRepetition = <Row>(
  file: string,
  rows: readonly Line<Row>[],
  keyOf: (row: Row) => string,
): Map<string, Row> => {
  const known = new Map<string, Row>();
  for (const { row, line } of rows) {
    if (known.has(keyOf(row))) fail(file, line, `${keyOf(row)} stands in the file twice`);
    known.set(keyOf(row), row);
  }
  return known;
};

/** A district lies in a province, a commune of the old list in a district, one of today's in a province. */
const parentLevel = ({ level, listVersion }: ListedUnit): AdministrativeUnit["level"] | null => {
  switch (level) {
    case "PROVINCE":
      return null;
    case "DISTRICT":
      return "PROVINCE";
    case "COMMUNE":
      return listVersion === "2025-before" ? "DISTRICT" : "PROVINCE";
  }
};

/**
 * The three lists of administrative units.
 *
 * @throws DamagedFile for a bad row, a code that stands twice, a parent that is missing or of the wrong
 *   level, or counts other than the published ones
 */
export const readUnits = (text: string): readonly ListedUnit[] => {
  const rows = parseTable(unitsFile, text, unitShape).map(({ row, line }) => ({
    row: { ...row, ...searchKeys(row.kind, row.name) },
    line,
  }));
  const known = withoutRepetition(unitsFile, rows, textOfKey);
  for (const { row, line } of rows) {
    const { listVersion, parentCode } = row;
    const parent = parentCode === null ? null : (known.get(textOfKey({ listVersion, code: parentCode })) ?? null);
    if ((parent?.level ?? null) !== parentLevel(row))
      fail(unitsFile, line, `the parent ${parentCode ?? "(none)"} is no unit that a ${row.level} lies in`);
  }
  const units = rows.map(({ row }) => row);
  checkCounts(unitsFile, tally(units.map(({ listVersion, level }) => `${listVersion} ${level}`)), unitCounts);
  const communes = units.filter(({ level }) => level === "COMMUNE");
  checkCounts(
    unitsFile,
    tally(communes.map(({ listVersion, level, kind }) => `${listVersion} ${level} ${kind}`)),
    kindCounts,
  );
  return units;
};

const lineageShape = z.strictObject({
  oldListVersion: z.enum(lists),
  oldCode: code,
  newListVersion: z.enum(lists),
  newCode: code,
  relation: z.enum(["whole", "part"]).transform((relation) => (relation === "whole" ? "WHOLE" : "PART")),
});

const linkCounts = {
  "2025-before PROVINCE WHOLE": 63,
  "2025-before DISTRICT WHOLE": 5,
  "2025-before COMMUNE WHOLE": 9_564,
  "2025-before COMMUNE PART": 1_033,
  "2025-07 PROVINCE WHOLE": 34,
  "2025-07 COMMUNE WHOLE": 3_321,
};
const splitCommunes = 471;

const oldKey = ({ oldListVersion, oldCode }: LineageLink): UnitKey => ({ listVersion: oldListVersion, code: oldCode });
const newKey = ({ newListVersion, newCode }: LineageLink): UnitKey => ({ listVersion: newListVersion, code: newCode });
const textOfLink = (link: LineageLink): string => `${textOfKey(oldKey(link))} → ${textOfKey(newKey(link))}`;

/** The province of a unit, through its district where it has one. */
const provinceOf = (units: ReadonlyMap<string, ListedUnit>, unit: ListedUnit): string => {
  const { listVersion, parentCode } = unit;
  const parent = parentCode === null ? undefined : units.get(textOfKey({ listVersion, code: parentCode }));
  return parent === undefined ? unit.code : provinceOf(units, parent);
};

/**
 * The successors of units in the next list.
 *
 * @param units those of the lists, already checked
 * @throws DamagedFile for a bad row, a link that stands twice or names an unknown unit, a whole unit with
 *   two successors, a commune that leaves its province's successor, or counts other than the published ones
 */
export const readLineage = (text: string, units: readonly ListedUnit[]): readonly LineageLink[] => {
  const rows: readonly Line<LineageLink>[] = parseTable(lineageFile, text, lineageShape);
  withoutRepetition(lineageFile, rows, textOfLink);
  const known = new Map(units.map((unit) => [textOfKey(unit), unit]));
  const starts = tally(rows.map(({ row }) => textOfKey(oldKey(row))));
  const provinces = new Map<string, string>();
  for (const { row } of rows)
    if (known.get(textOfKey(oldKey(row)))?.level === "PROVINCE") provinces.set(textOfKey(oldKey(row)), row.newCode);
  const seen: string[] = [];
  for (const { row, line } of rows) {
    const [from, to] = [known.get(textOfKey(oldKey(row))), known.get(textOfKey(newKey(row)))];
    if (from === undefined || to === undefined)
      return fail(lineageFile, line, `${textOfLink(row)} names an unknown unit`);
    const isWhole = starts[textOfKey(oldKey(row))] === 1;
    if (isWhole !== (row.relation === "WHOLE")) fail(lineageFile, line, `${textOfLink(row)} is not ${row.relation}`);
    const province = textOfKey({ listVersion: from.listVersion, code: provinceOf(known, from) });
    if (provinceOf(known, to) !== provinces.get(province))
      fail(lineageFile, line, `${textOfLink(row)} leaves its province`);
    seen.push(`${from.listVersion} ${from.level} ${row.relation}`);
  }
  checkCounts(lineageFile, tally(seen), linkCounts);
  const split = new Set(rows.filter(({ row }) => row.relation === "PART").map(({ row }) => row.oldCode));
  checkCounts(lineageFile, { "split communes": split.size }, { "split communes": splitCommunes });
  const ends = new Set(rows.map(({ row }) => textOfKey(newKey(row))));
  const orphan = units.find((unit) => unit.listVersion !== "2025-before" && !ends.has(textOfKey(unit)));
  if (orphan !== undefined) throw new DamagedFile(lineageFile, "its rows", `${textOfKey(orphan)} has no predecessor`);
  return rows.map(({ row }) => row);
};
