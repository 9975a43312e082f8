import type { Event } from "@ocop/contracts";
import { copyCriteriaSet } from "../use-cases/copy-criteria-set";
import type { Deps } from "../use-cases/deps";

type CriteriaSetEvent = Event<"evaluation.criteriaSet.published" | "evaluation.criteriaSet.stated">;

/** A criteria set that self-assessments will be checked against. */
export const onCriteriaSet = (deps: Deps, { aggregateId, version, body }: CriteriaSetEvent): Promise<void> => {
  const { code, regime, contentVersion, criteria, bands = null } = body;
  return copyCriteriaSet(deps, { id: aggregateId, version, code, regime, contentVersion, criteria, bands });
};
