import { revoke, type Assignment } from "../domain/assignment";
import { unchangedSince } from "../domain/dossier";
import { refuse } from "../domain/refusals";
import { assignmentEnders, assignmentReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { saveAssignment } from "./save-assignment";

/**
 * Takes a right back at once: whoever could grant it, or the person who lays it down.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state},
 *   `BAD_USER_INPUT` {field} without a reason
 */
export const revokeAssignment = async (
  deps: Deps,
  id: string,
  expectedVersion: number,
  reason: string,
): Promise<Assignment> => {
  const { repositories, viewer, now } = deps;
  const granted = await repositories.assignments.lock(id);
  permit(assignmentEnders, viewer, granted, now(), assignmentReaders);
  unchangedSince(granted, expectedVersion);
  return saveAssignment(deps, revoke(granted, viewer.subject ?? refuse("FORBIDDEN"), reason, now()));
};
