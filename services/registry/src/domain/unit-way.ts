import type { Day } from "@ocop/contracts";
import { isCurrent, textOfKey, type AdministrativeUnit, type LineageLink, type UnitKey } from "./administrative-unit";

/**
 * Where a unit lies on a day: in one unit (`RESOLVED`), shared out among several of which a person must choose
 * (`SPLIT`), in several that were later merged into it (`MERGED`), or nowhere (`ENDED`: nothing followed, or
 * nothing came before). `UNKNOWN`: no list has the code.
 */
export const wayOutcomes = ["RESOLVED", "SPLIT", "MERGED", "ENDED", "UNKNOWN"] as const;
export type WayOutcome = (typeof wayOutcomes)[number];

/** On the day itself, forwards to successors, or backwards to what the unit was made of. */
export type WayDirection = "SAME" | "FORWARD" | "BACKWARD";

/** A unit of the day, and whether all of the older of the two lies in the newer, or a share. */
export type UnitOnDay = { readonly key: UnitKey; readonly relation: LineageLink["relation"] };

export type UnitWay = {
  readonly outcome: Exclude<WayOutcome, "UNKNOWN">;
  readonly direction: WayDirection;
  readonly found: readonly UnitOnDay[];
  /** the links that were followed, in the order in which they were */
  readonly links: readonly LineageLink[];
};

export const oldKeyOf = ({ oldListVersion, oldCode }: LineageLink): UnitKey => ({
  listVersion: oldListVersion,
  code: oldCode,
});
export const newKeyOf = ({ newListVersion, newCode }: LineageLink): UnitKey => ({
  listVersion: newListVersion,
  code: newCode,
});

/** In which direction from a unit is its place on a day? */
export const directionTo = (unit: AdministrativeUnit, day: Day): WayDirection => {
  if (isCurrent(unit, day)) return "SAME";
  return unit.validFrom !== null && day < unit.validFrom ? "BACKWARD" : "FORWARD";
};

type Walked = { readonly ends: readonly UnitKey[]; readonly links: readonly LineageLink[] };

/** Follows links breadth first until units that satisfy `isEnd`; whatever the links, it comes to an end. */
const follow = (
  start: UnitKey,
  isEnd: (key: UnitKey) => boolean,
  linksOf: (key: UnitKey) => readonly LineageLink[],
  farEnd: (link: LineageLink) => UnitKey,
): Walked => {
  const seen = new Set([textOfKey(start)]);
  const ends: UnitKey[] = isEnd(start) ? [start] : [];
  const links: LineageLink[] = [];
  for (let front: readonly UnitKey[] = isEnd(start) ? [] : [start]; front.length > 0;) {
    const next: UnitKey[] = [];
    for (const link of front.flatMap(linksOf)) {
      links.push(link);
      const key = farEnd(link);
      if (seen.has(textOfKey(key))) continue;
      seen.add(textOfKey(key));
      (isEnd(key) ? ends : next).push(key);
    }
    front = next;
  }
  return { ends, links };
};

export type Lineage = {
  readonly linksFrom: (key: UnitKey) => readonly LineageLink[];
  readonly linksTo: (key: UnitKey) => readonly LineageLink[];
};

/** Links by the unit they start at and by the one they lead to. */
export const lineageOf = (links: readonly LineageLink[]): Lineage => {
  const by = (keyOf: (link: LineageLink) => UnitKey): ReadonlyMap<string, readonly LineageLink[]> => {
    const found = new Map<string, LineageLink[]>();
    for (const link of links) {
      const key = textOfKey(keyOf(link));
      const known = found.get(key);
      if (known) known.push(link);
      else found.set(key, [link]);
    }
    return found;
  };
  const [from, to] = [by(oldKeyOf), by(newKeyOf)];
  return { linksFrom: (key) => from.get(textOfKey(key)) ?? [], linksTo: (key) => to.get(textOfKey(key)) ?? [] };
};

/**
 * The unit or units that a unit is on a day. Forwards a split names all successors and guesses none; backwards
 * each predecessor says whether all of it went into the unit.
 *
 * @param holdsOn is the unit one of the list that holds on the day? false for a unit that is not known
 * @param lineage for a way backwards it holds the links onwards from the predecessors, too
 */
export const wayTo = (
  unit: AdministrativeUnit,
  day: Day,
  holdsOn: (key: UnitKey) => boolean,
  { linksFrom, linksTo }: Lineage,
): UnitWay => {
  const direction = directionTo(unit, day);
  if (direction === "SAME")
    return { outcome: "RESOLVED", direction, found: [{ key: unit, relation: "WHOLE" }], links: [] };
  if (direction === "FORWARD") {
    const { ends, links } = follow(unit, holdsOn, linksFrom, newKeyOf);
    const relation = ends.length > 1 ? "PART" : "WHOLE";
    const outcome = ends.length === 0 ? "ENDED" : ends.length === 1 ? "RESOLVED" : "SPLIT";
    return { outcome, direction, found: ends.map((key) => ({ key, relation })), links };
  }
  const { ends, links } = follow(unit, holdsOn, linksTo, oldKeyOf);
  const inList = ({ listVersion }: UnitKey): boolean => listVersion === unit.listVersion;
  const found = ends.map((key): UnitOnDay => {
    const onwards = follow(key, inList, linksFrom, newKeyOf).ends;
    return { key, relation: onwards.length === 1 ? "WHOLE" : "PART" };
  });
  return { outcome: ends.length === 0 ? "ENDED" : ends.length === 1 ? "RESOLVED" : "MERGED", direction, found, links };
};
