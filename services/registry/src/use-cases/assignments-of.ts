import { dayOf, type ViewerAssignment } from "@ocop/contracts";
import { textOfKey } from "../domain/administrative-unit";
import { asCarried, isLive, type Assignment } from "../domain/assignment";
import type { Queries } from "../domain/ports";
import { resolveUnits } from "./resolve-units";

const isTerritorial = ({ scopeType }: Assignment): boolean => scopeType === "PROVINCE" || scopeType === "COMMUNE";

/** A live assignment and the units of today in which its scope lies. */
export type LiveAssignment = Assignment & Pick<ViewerAssignment, "regionIds">;

/**
 * The rights of one person today. A unit that was merged gives the one that took it in; one that was
 * split gives none until somebody says which part is meant.
 */
export const liveAssignmentsOf = async (
  queries: Pick<Queries, "assignmentsOf" | "units" | "lineage" | "unitsOfKeys">,
  subject: string,
  now: Date,
): Promise<readonly LiveAssignment[]> => {
  const live = (await queries.assignmentsOf(subject)).filter((assignment) => isLive(assignment, dayOf(now)));
  const ids = [...new Set(live.filter(isTerritorial).flatMap(({ scopeId }) => scopeId ?? []))];
  const units = ids.length === 0 ? [] : await queries.units(ids);
  const resolved = await resolveUnits(queries, units, now);
  const regionsOf = ({ scopeId }: Assignment): readonly string[] => {
    const unit = units.find(({ id }) => id === scopeId);
    const found = unit === undefined ? undefined : resolved.get(textOfKey(unit));
    return found?.outcome === "RESOLVED" ? found.successors.map(({ id }) => id) : [];
  };
  return live.map((assignment) => ({ ...assignment, ...asCarried(assignment, regionsOf(assignment)) }));
};
