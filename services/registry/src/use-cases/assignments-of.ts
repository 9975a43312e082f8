import { dayOf } from "@ocop/contracts";
import { textOfKey } from "../domain/administrative-unit";
import { isLive, type Assignment } from "../domain/assignment";
import type { Queries } from "../domain/ports";
import { resolveUnits } from "./resolve-units";

/** The rights of one person that hold today. */
export const liveAssignmentsOf = async (
  queries: Pick<Queries, "assignmentsOf">,
  subject: string,
  now: Date,
): Promise<readonly Assignment[]> => {
  const today = dayOf(now);
  return (await queries.assignmentsOf(subject)).filter((assignment) => isLive(assignment, today));
};

/**
 * The units of today in which each of some units lies, by id: three statements at most. A unit that was
 * merged gives the one that took it in; one that was split gives none until somebody says which part is meant.
 */
export const regionsOf = async (
  queries: Pick<Queries, "units" | "lineage" | "unitsOfKeys">,
  unitIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const units = unitIds.length === 0 ? [] : await queries.units(unitIds);
  const resolved = await resolveUnits(queries, units, now);
  return new Map(
    units.map((unit) => {
      const found = resolved.get(textOfKey(unit));
      return [unit.id, found?.outcome === "RESOLVED" ? found.successors.map(({ id }) => id) : []];
    }),
  );
};
