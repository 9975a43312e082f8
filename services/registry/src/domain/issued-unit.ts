import { isWithin, type Day } from "@ocop/contracts";
import { textOfKey, type AdministrativeUnit } from "./administrative-unit";
import type { AdministrativeList } from "./administrative-list";
import { needlesOf, toned } from "./unit-search";

/** The place of a publication in its own words; absent is null. */
export type PublishedPlace = {
  readonly commune: string | null;
  readonly district: string | null;
  readonly province: string;
  /** day of the decision */
  readonly issuedOn: Day | null;
  /** year of the round */
  readonly year: number | null;
};

type Listed = Pick<AdministrativeUnit, "id" | "listVersion" | "code" | "level" | "kind" | "name" | "parentCode">;

/** Lists that could have been in use: those of the day, else of any day of the year, else all. */
const inUse = (
  lists: readonly AdministrativeList[],
  { issuedOn, year }: PublishedPlace,
): readonly AdministrativeList[] => {
  if (issuedOn !== null) return lists.filter(({ validFrom, validTo }) => isWithin(issuedOn, validFrom, validTo));
  if (year === null) return lists;
  const [first, next] = [`${String(year)}-01-01`, `${String(year + 1)}-01-01`];
  return lists.filter(
    ({ validFrom, validTo }) => (validFrom === null || validFrom < next) && (validTo === null || validTo > first),
  );
};

/** Does the unit bear the name as it was written, with its kind or without? */
const isNamed = (unit: Listed, words: string): boolean => {
  const name = toned(unit.name);
  return needlesOf(words).some(
    (needle) => needle.toned === name && (needle.kind === null || needle.kind === unit.kind),
  );
};

/**
 * Finds the units that publications name, by their words and their lists.
 *
 * @param units of the official lists
 */
export const placesNamed = (units: readonly Listed[], lists: readonly AdministrativeList[]) => {
  const children = new Map<string, Listed[]>();
  for (const unit of units) {
    const key = textOfKey({ listVersion: unit.listVersion, code: unit.parentCode ?? "" });
    const known = children.get(key);
    if (known) known.push(unit);
    else children.set(key, [unit]);
  }
  const below = (listVersion: string, code: string): readonly Listed[] =>
    children.get(textOfKey({ listVersion, code })) ?? [];
  const only = (found: readonly Listed[]): Listed | null => (found.length === 1 ? (found[0] ?? null) : null);

  const inList = (listVersion: string, { commune, district, province }: PublishedPlace): Listed | null => {
    const top = only(below(listVersion, "").filter((unit) => isNamed(unit, province)));
    if (top === null) return null;
    const under = below(listVersion, top.code);
    const middle =
      district === null ? null : only(under.filter((unit) => unit.level === "DISTRICT" && isNamed(unit, district)));
    // A district is named: the list has it, or it is not the list of the publication.
    if (district !== null && middle === null) return null;
    if (commune === null) return middle ?? top;
    const communes =
      middle === null
        ? [...under, ...under.flatMap(({ code }) => below(listVersion, code))]
        : below(listVersion, middle.code);
    return only(communes.filter((unit) => unit.level === "COMMUNE" && isNamed(unit, commune))) ?? middle ?? top;
  };

  /**
   * The finest unit that the words name beyond doubt. Null when they fit units of several lists, since it is not
   * known which list they are of, or of none.
   */
  return (place: PublishedPlace): Listed | null =>
    only(inUse(lists, place).flatMap(({ listVersion }) => inList(listVersion, place) ?? []));
};
