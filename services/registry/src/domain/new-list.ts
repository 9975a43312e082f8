import type { Day } from "@ocop/contracts";
import { textOfKey, type AdministrativeUnit, type LineageLink } from "./administrative-unit";
import type { AdministrativeList } from "./administrative-list";
import { toned } from "./unit-search";
import { lineageOf, newKeyOf, oldKeyOf } from "./unit-way";

/** A list that takes the place of another (thay đổi đơn vị hành chính), as its files give it. */
export type NewList = {
  readonly list: {
    readonly listVersion: string;
    readonly replaces: string;
    readonly validFrom: Day;
    readonly legalBasis: string;
    /** how many units of each level the act names, so that a lost row is noticed */
    readonly counts: Readonly<Partial<Record<AdministrativeUnit["level"], number>>>;
  };
  readonly units: readonly ListedUnit[];
  readonly links: readonly LineageLink[];
};

export type ListedUnit = Pick<
  AdministrativeUnit,
  "code" | "level" | "kind" | "name" | "nameEn" | "parentCode" | "listVersion"
>;

/** What may be wrong with a new list. */
export const problemCodes = [
  "LIST_KNOWN",
  "REPLACED_LIST_UNKNOWN",
  "REPLACED_LIST_NOT_IN_FORCE",
  "VALIDITY_OVERLAPS",
  "WRONG_LIST",
  "WRONG_COUNT",
  "DUPLICATE_CODE",
  "WRONG_PARENT",
  "DUPLICATE_LINK",
  "CYCLE",
  "UNKNOWN_CODE",
  "WRONG_RELATION",
  "MISSING_SUCCESSOR",
  "MISSING_PREDECESSOR",
  "LEAVES_PROVINCE",
] as const;
export type Problem = { readonly code: (typeof problemCodes)[number]; readonly where: string };

/** A code that named one unit and now names another: no error, and the reason why a code needs its list. */
export type ReusedCode = { readonly code: string; readonly was: string; readonly is: string };

export type Known = {
  readonly lists: readonly AdministrativeList[];
  /** of the list that is replaced */
  readonly units: readonly AdministrativeUnit[];
};

const nameOf = ({ kind, name }: Pick<AdministrativeUnit, "kind" | "name">): string => `${kind} ${name}`;

const repeated = (texts: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return [...new Set(texts.filter((text) => seen.size === seen.add(text).size))];
};

const listProblems = ({ list, units }: NewList, { lists }: Known): readonly Problem[] => {
  const problems: Problem[] = [];
  const report = (code: Problem["code"], where: string) => problems.push({ code, where });
  const replaced = lists.find(({ listVersion }) => listVersion === list.replaces);
  if (lists.some(({ listVersion, replaces }) => listVersion === list.listVersion && replaces !== list.replaces))
    report("LIST_KNOWN", list.listVersion);
  if (replaced === undefined) report("REPLACED_LIST_UNKNOWN", list.replaces);
  else {
    const next = lists.find(({ replaces }) => replaces === list.replaces);
    if (next !== undefined && next.listVersion !== list.listVersion)
      report("REPLACED_LIST_NOT_IN_FORCE", `${list.replaces}, replaced by ${next.listVersion}`);
    if (replaced.validFrom !== null && replaced.validFrom >= list.validFrom)
      report(
        "VALIDITY_OVERLAPS",
        `${list.listVersion} from ${list.validFrom}, ${list.replaces} from ${replaced.validFrom}`,
      );
  }
  for (const level of ["PROVINCE", "DISTRICT", "COMMUNE"] as const) {
    const [found, wanted] = [units.filter((unit) => unit.level === level).length, list.counts[level] ?? 0];
    if (found !== wanted) report("WRONG_COUNT", `${level}: ${String(found)} found, ${String(wanted)} expected`);
  }
  return problems;
};

const unitProblems = ({ list, units }: NewList): readonly Problem[] => {
  const problems: Problem[] = repeated(units.map(({ code }) => code)).map((where) => ({
    code: "DUPLICATE_CODE",
    where,
  }));
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  for (const unit of units) {
    if (unit.listVersion !== list.listVersion) problems.push({ code: "WRONG_LIST", where: textOfKey(unit) });
    const parent = unit.parentCode === null ? null : (byCode.get(unit.parentCode) ?? null);
    const isRight = unit.level === "PROVINCE" ? unit.parentCode === null : parent?.level === "PROVINCE";
    if (!isRight) problems.push({ code: "WRONG_PARENT", where: textOfKey(unit) });
  }
  return problems;
};

const textOfLink = (link: LineageLink): string => `${textOfKey(oldKeyOf(link))} → ${textOfKey(newKeyOf(link))}`;

type Placed = Pick<AdministrativeUnit, "listVersion" | "code" | "parentCode" | "level">;

const provinceOf = (units: ReadonlyMap<string, Placed>, unit: Placed): string | null => {
  if (unit.level === "PROVINCE") return unit.code;
  const parent = unit.parentCode === null ? undefined : units.get(textOfKey({ ...unit, code: unit.parentCode }));
  // A parent that is itself, or below, is reported as such and leads no further.
  return parent === undefined || parent.level === "COMMUNE" ? null : provinceOf(units, parent);
};

const linkProblems = ({ list, units, links }: NewList, known: Known): readonly Problem[] => {
  const problems: Problem[] = repeated(links.map(textOfLink)).map((where) => ({ code: "DUPLICATE_LINK", where }));
  const report = (code: Problem["code"], where: string) => problems.push({ code, where });
  const all = new Map<string, Placed>([...known.units, ...units].map((unit) => [textOfKey(unit), unit]));
  const { linksFrom, linksTo } = lineageOf(links);
  const provinceLinks = new Map(
    links
      .filter((link) => all.get(textOfKey(oldKeyOf(link)))?.level === "PROVINCE")
      .map((link) => [link.oldCode, link.newCode]),
  );
  for (const link of links) {
    const text = textOfLink(link);
    if (link.oldListVersion === link.newListVersion || link.newListVersion === list.replaces) {
      report("CYCLE", text);
      continue;
    }
    const [from, to] = [all.get(textOfKey(oldKeyOf(link))), all.get(textOfKey(newKeyOf(link)))];
    if (from === undefined || to === undefined || link.oldListVersion !== list.replaces) {
      report("UNKNOWN_CODE", text);
      continue;
    }
    if ((linksFrom(from).length === 1) !== (link.relation === "WHOLE")) report("WRONG_RELATION", text);
    const [oldProvince, newProvince] = [provinceOf(all, from), provinceOf(all, to)];
    if (oldProvince === null || newProvince === null || provinceLinks.get(oldProvince) !== newProvince)
      report("LEAVES_PROVINCE", text);
  }
  for (const unit of known.units) if (linksFrom(unit).length === 0) report("MISSING_SUCCESSOR", textOfKey(unit));
  for (const unit of units) if (linksTo(unit).length === 0) report("MISSING_PREDECESSOR", textOfKey(unit));
  return problems;
};

/**
 * Everything that is wrong with a new list and its lineage, so that one reading of the report is enough. A province
 * always went whole into one: no rule of the platform could say where the rows of a split province lie.
 */
export const problemsOf = (given: NewList, known: Known): readonly Problem[] => [
  ...listProblems(given, known),
  ...unitProblems(given),
  ...linkProblems(given, known),
];

/** Codes that go on with another meaning: they name a unit of another name or level than before. */
export const reusedCodes = ({ units }: NewList, known: Known): readonly ReusedCode[] => {
  const old = new Map(known.units.map((unit) => [unit.code, unit]));
  return units.flatMap((unit): readonly ReusedCode[] => {
    const before = old.get(unit.code);
    if (before === undefined || (before.level === unit.level && toned(before.name) === toned(unit.name))) return [];
    return [{ code: unit.code, was: nameOf(before), is: nameOf(unit) }];
  });
};
