import { dayOf } from "@ocop/contracts";
import { propose, type Assignment, type Grant } from "../domain/assignment";
import { refuse } from "../domain/refusals";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";
import { enterAssignment } from "./save-assignment";
import { scopeTerritory } from "./scope-territory";

export type GrantAssignment = Pick<
  Grant,
  "subject" | "role" | "scopeType" | "scopeId" | "validFrom" | "validUntil" | "legalBasis"
>;

/**
 * Grants a right within the own scope; a right of an officer or operator is only proposed, and waits for a
 * second officer.
 *
 * @throws Refusal `FORBIDDEN` for a role or scope beyond the own right, and to oneself; `RIGHT_HELD`
 *   {assignmentId}; `UNIT_NOT_CURRENT` {listVersion, code}; `BAD_USER_INPUT` {field}
 */
export const grantAssignment = async (deps: Deps, given: GrantAssignment): Promise<Assignment> => {
  const { newId, now, viewer } = deps;
  const at = now();
  const territory = await scopeTerritory(deps, given.scopeType, given.scopeId);
  permit(["assignment.grantable"], viewer, { ...given, ...territory }, at);
  const grantedBy = viewer.subject ?? refuse("FORBIDDEN");
  const proposed = propose({ ...given, ...territory, id: newId(), grantedBy, proposedAt: at }, dayOf(at));
  return enterAssignment(deps, proposed);
};
