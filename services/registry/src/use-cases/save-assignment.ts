import type { EventBody } from "@ocop/contracts";
import { demandNew, type Assignment } from "../domain/assignment";
import type { Deps } from "./deps";

const factsOf = ({
  subject,
  role,
  scopeType,
  scopeId,
  validFrom,
  validUntil,
}: Assignment): EventBody<"registry.assignment.granted"> => ({
  subject,
  role,
  scopeType,
  scopeId,
  validFrom,
  validUntil,
});

/** Saves a right in its new state; the platform is told of those that begin or end, never of a proposal. */
export const saveAssignment = async (
  { repositories, publish }: Pick<Deps, "repositories" | "publish">,
  assignment: Assignment,
): Promise<Assignment> => {
  const saved = await repositories.assignments.save(assignment);
  const { state, provinceRegionId: regionId } = saved;
  if (state === "ACTIVE") await publish("registry.assignment.granted", saved, factsOf(saved), { regionId });
  if (state === "REVOKED") await publish("registry.assignment.revoked", saved, factsOf(saved), { regionId });
  return saved;
};

/**
 * A new right.
 *
 * @throws Refusal `RIGHT_HELD` {assignmentId} when the person holds the same one already
 */
export const enterAssignment = async (
  deps: Pick<Deps, "repositories" | "publish">,
  given: Assignment,
): Promise<Assignment> => {
  demandNew(given, await deps.repositories.assignments.ofHolder(given.subject));
  return saveAssignment(deps, given);
};
