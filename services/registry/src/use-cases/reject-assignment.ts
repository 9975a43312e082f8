import { reject, type Assignment } from "../domain/assignment";
import { unchangedSince } from "../domain/dossier";
import { refuse } from "../domain/refusals";
import { assignmentReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { saveAssignment } from "./save-assignment";

/**
 * Turns a proposed right down; who proposed it takes it back.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state},
 *   `BAD_USER_INPUT` {field} without a reason
 */
export const rejectAssignment = async (
  deps: Deps,
  id: string,
  expectedVersion: number,
  reason: string,
): Promise<Assignment> => {
  const { repositories, viewer, now } = deps;
  const proposal = await repositories.assignments.lock(id);
  permit(["assignment.grantable"], viewer, proposal, now(), assignmentReaders);
  unchangedSince(proposal, expectedVersion);
  return saveAssignment(deps, reject(proposal, viewer.subject ?? refuse("FORBIDDEN"), reason, now()));
};
