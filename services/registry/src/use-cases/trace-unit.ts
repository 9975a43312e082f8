import type { Day } from "@ocop/contracts";
import {
  fullName,
  isCurrent,
  textOfKey,
  type AdministrativeUnit,
  type LineageLink,
  type UnitKey,
} from "../domain/administrative-unit";
import type { Queries } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { directionTo, lineageOf, newKeyOf, oldKeyOf, wayTo, type UnitWay, type WayOutcome } from "../domain/unit-way";

export type Predecessor = { readonly unit: AdministrativeUnit; readonly relation: LineageLink["relation"] };

/** One step of a way: from a unit to one of the next list. */
export type WayStep = {
  readonly from: AdministrativeUnit;
  readonly to: AdministrativeUnit;
  readonly relation: LineageLink["relation"];
  /** first day of the newer unit */
  readonly effectiveOn: Day | null;
  /** the acts that made its list; null where no list is published under its name */
  readonly legalBasis: string | null;
};

export type TracedUnit = {
  readonly outcome: WayOutcome;
  /** the unit that was asked for; null when no list has the code */
  readonly unit: AdministrativeUnit | null;
  readonly asOf: Day;
  readonly successors: readonly AdministrativeUnit[];
  readonly predecessors: readonly Predecessor[];
  readonly way: readonly WayStep[];
};

type Reads = Pick<Queries, "unitsOfKeys" | "unitsOfCode" | "lineage" | "lineageBack" | "lists">;

const listsAndNames = (units: readonly AdministrativeUnit[]) => ({
  lists: units.map(({ listVersion }) => listVersion),
  names: units.map((unit) => fullName(unit).vi),
});

/**
 * The unit that is meant, or null when no list has its code.
 *
 * @throws Refusal `LIST_VERSION_MISSING` {code, lists, names}, `UNIT_NOT_IN_LIST` {code, listVersion, lists, names}:
 *   what the code names in which list
 */
const unitMeant = async (
  queries: Reads,
  code: string,
  listVersion: string | null,
): Promise<AdministrativeUnit | null> => {
  const elsewhere = await queries.unitsOfCode(code);
  if (listVersion === null || listVersion.trim() === "")
    return refuse("LIST_VERSION_MISSING", { code, ...listsAndNames(elsewhere) });
  const unit = elsewhere.find((one) => one.listVersion === listVersion);
  if (unit !== undefined) return unit;
  return elsewhere.length === 0 ? null : refuse("UNIT_NOT_IN_LIST", { code, listVersion, ...listsAndNames(elsewhere) });
};

const linksFor = async (queries: Reads, unit: AdministrativeUnit, asOf: Day): Promise<readonly LineageLink[]> => {
  switch (directionTo(unit, asOf)) {
    case "SAME":
      return [];
    case "FORWARD":
      return queries.lineage([unit]);
    case "BACKWARD": {
      const back = await queries.lineageBack([unit]);
      // What else became of the predecessors tells a whole one from a share.
      const onwards = await queries.lineage(back.map(oldKeyOf));
      const all = new Map([...back, ...onwards].map((link) => [JSON.stringify(link), link]));
      return [...all.values()];
    }
  }
};

/**
 * What a unit is on a day, by code and list, with the way that leads there: at most five statements.
 *
 * @throws Refusal `LIST_VERSION_MISSING` {code, lists, names}, `UNIT_NOT_IN_LIST` {code, listVersion, lists, names}
 */
export const traceUnit = async (
  queries: Reads,
  code: string,
  listVersion: string | null,
  asOf: Day,
): Promise<TracedUnit> => {
  const unit = await unitMeant(queries, code, listVersion);
  if (unit === null) return { outcome: "UNKNOWN", unit, asOf, successors: [], predecessors: [], way: [] };
  const links = await linksFor(queries, unit, asOf);
  const keys = new Map(links.flatMap((link) => [oldKeyOf(link), newKeyOf(link)]).map((key) => [textOfKey(key), key]));
  const known = new Map([unit, ...(await queries.unitsOfKeys([...keys.values()]))].map((one) => [textOfKey(one), one]));
  const unitOf = (key: UnitKey): AdministrativeUnit | undefined => known.get(textOfKey(key));
  const holdsOn = (key: UnitKey): boolean => {
    const found = unitOf(key);
    return found !== undefined && isCurrent(found, asOf);
  };
  const way: UnitWay = wayTo(unit, asOf, holdsOn, lineageOf(links));
  const found = way.found.flatMap(({ key, relation }) => {
    const on = unitOf(key);
    return on === undefined ? [] : [{ unit: on, relation }];
  });
  const lists = way.links.length === 0 ? [] : await queries.lists();
  return {
    outcome: way.outcome,
    unit,
    asOf,
    successors: way.direction === "BACKWARD" ? [] : found.map((one) => one.unit),
    predecessors: way.direction === "BACKWARD" ? found : [],
    way: way.links.flatMap((link): readonly WayStep[] => {
      const [from, to] = [unitOf(oldKeyOf(link)), unitOf(newKeyOf(link))];
      if (from === undefined || to === undefined) return [];
      const list = lists.find((one) => one.listVersion === to.listVersion);
      const { relation } = link;
      return [{ from, to, relation, effectiveOn: to.validFrom, legalBasis: list?.legalBasis ?? null }];
    }),
  };
};
