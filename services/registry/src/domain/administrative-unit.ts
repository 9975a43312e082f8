import { isWithin, type Day, type Localized } from "@ocop/contracts";
import { refuse } from "./refusals";

/** Levels of the lists; districts (huyện, quận, thị xã) ended on 01/07/2025 and are history. */
export const unitLevels = ["PROVINCE", "DISTRICT", "COMMUNE"] as const;
export type UnitLevel = (typeof unitLevels)[number];

/** Codes were re-used with other meanings in 2025: a code names a unit only together with its list. */
export type UnitKey = { readonly listVersion: string; readonly code: string };

/**
 * One unit (đơn vị hành chính) of one published list.
 *
 * @see Nghị quyết 202/2025/QH15; Quyết định 19/2025/QĐ-TTg; 237/NQ-UBTVQH16
 */
export type AdministrativeUnit = UnitKey & {
  readonly id: string;
  readonly version: number;
  readonly level: UnitLevel;
  /** tỉnh, thành phố, quận, huyện, thị xã, xã, phường, thị trấn, đặc khu */
  readonly kind: string;
  /** without the kind */
  readonly name: string;
  readonly nameEn: string | null;
  /** of the same list; null for a province */
  readonly parentCode: string | null;
  readonly validFrom: Day | null;
  /** first day on which the list no longer holds; null while it does */
  readonly validTo: Day | null;
  /** kind and name, folded */
  readonly searchName: string;
  /** the name alone, folded */
  readonly foldedName: string;
  /** the name alone, with its tones */
  readonly tonedName: string;
};

/** The list of the demonstration territory: beside the official lists, never a part of them. */
export const demonstrationList = "demonstration";

export const isDemonstration = ({ listVersion }: UnitKey): boolean => listVersion === demonstrationList;

/** Is the unit one of the list in force on this day? */
export const isCurrent = ({ validFrom, validTo }: AdministrativeUnit, day: Day): boolean =>
  isWithin(day, validFrom, validTo);

/** The name with its kind, as addresses print it: `xã Trường Xuân`. */
export const fullName = ({ kind, name, nameEn }: Pick<AdministrativeUnit, "kind" | "name" | "nameEn">): Localized => ({
  vi: `${kind} ${name}`,
  en: nameEn,
});

/** From a unit to one that contains all (`WHOLE`) or a share (`PART`) of it in the next list. */
export type LineageLink = {
  readonly oldListVersion: string;
  readonly oldCode: string;
  readonly newListVersion: string;
  readonly newCode: string;
  readonly relation: "WHOLE" | "PART";
};

export const textOfKey = ({ listVersion, code }: UnitKey): string => `${listVersion}/${code}`;

/** Where a unit lies today: in one unit, split over several of which a person must choose, or nowhere known. */
export type Resolution =
  | { readonly outcome: "RESOLVED"; readonly keys: readonly [UnitKey] }
  | { readonly outcome: "SPLIT"; readonly keys: readonly UnitKey[] }
  | { readonly outcome: "ENDED"; readonly keys: readonly [] };

/**
 * Follows a unit through the lists to its last successors. A split is never guessed away: it names all
 * successors, however the old unit was shared out among them.
 *
 * @param isLast does the key belong to a list that no other has replaced?
 * @param linksOf the links that start at a key
 */
export const resolve = (
  start: UnitKey,
  isLast: (key: UnitKey) => boolean,
  linksOf: (key: UnitKey) => readonly LineageLink[],
): Resolution => {
  const lasts = new Map<string, UnitKey>();
  const seen = new Set<string>();
  const walk = (key: UnitKey): void => {
    if (seen.has(textOfKey(key))) return;
    seen.add(textOfKey(key));
    if (isLast(key)) lasts.set(textOfKey(key), key);
    else for (const link of linksOf(key)) walk({ listVersion: link.newListVersion, code: link.newCode });
  };
  walk(start);
  const [first, ...others] = [...lasts.values()];
  if (first === undefined) return { outcome: "ENDED", keys: [] };
  return others.length === 0 ? { outcome: "RESOLVED", keys: [first] } : { outcome: "SPLIT", keys: [first, ...others] };
};

/** Where a row lies: ids of units of today's list. The commune is null where no source names it. */
export type Territory = { readonly provinceRegionId: string; readonly communeRegionId: string | null };

/**
 * The territory that a commune, or a province alone, gives to the rows in it.
 *
 * @param province the unit that contains `commune`, or the province itself where no commune is known
 * @throws Refusal `UNIT_NOT_CURRENT` when a unit is history; `BAD_USER_INPUT` when the levels or the parent do not fit
 */
export const territoryOf = (
  province: AdministrativeUnit,
  commune: AdministrativeUnit | null,
  today: Day,
): Territory => {
  if (province.level !== "PROVINCE") refuse("BAD_USER_INPUT", { field: "provinceId" });
  if (
    commune !== null &&
    (commune.level !== "COMMUNE" ||
      commune.listVersion !== province.listVersion ||
      commune.parentCode !== province.code)
  )
    refuse("BAD_USER_INPUT", { field: "communeId" });
  for (const unit of [province, commune])
    if (unit !== null && !isCurrent(unit, today))
      refuse("UNIT_NOT_CURRENT", { listVersion: unit.listVersion, code: unit.code });
  return { provinceRegionId: province.id, communeRegionId: commune?.id ?? null };
};
