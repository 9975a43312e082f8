import { confirm, type Assignment } from "../domain/assignment";
import { unchangedSince } from "../domain/dossier";
import { refuse } from "../domain/refusals";
import { assignmentReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { saveAssignment } from "./save-assignment";

/**
 * The second officer agrees: somebody who could grant the right, but neither who proposed it nor whom it is for.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state}, `SAME_OFFICER`
 */
export const confirmAssignment = async (deps: Deps, id: string, expectedVersion: number): Promise<Assignment> => {
  const { repositories, viewer, now } = deps;
  const proposal = await repositories.assignments.lock(id);
  permit(["assignment.grantable"], viewer, proposal, now(), assignmentReaders);
  unchangedSince(proposal, expectedVersion);
  return saveAssignment(deps, confirm(proposal, viewer.subject ?? refuse("FORBIDDEN"), now()));
};
