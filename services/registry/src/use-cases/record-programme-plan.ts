import { dayOf } from "@ocop/contracts";
import type { AdministrativeUnit, Territory } from "../domain/administrative-unit";
import { decidePlan, type PlanFacts, type ProgrammePlan } from "../domain/programme";
import { refuse } from "../domain/refusals";
import { permit, planners } from "../domain/rights";
import type { Deps } from "./deps";

/** Where a plan of the unit lies: what its rules are asked about. */
const territoryOf = async (
  { units }: Deps["repositories"],
  { id, level, listVersion, parentCode }: AdministrativeUnit,
): Promise<Territory> => {
  if (level === "PROVINCE" || parentCode === null) return { provinceRegionId: id, communeRegionId: null };
  const [above] = await units.ofKeys([{ listVersion, code: parentCode }]);
  return { provinceRegionId: above?.id ?? id, communeRegionId: id };
};

/**
 * A province records the plan of a year that its authority decided, a commune the products that it registered for it.
 * The unit's row is locked, so that of two equal requests at once one finds the other's plan.
 *
 * @throws Refusal `FORBIDDEN`, `UNIT_NOT_CURRENT` {listVersion, code}, `PLAN_RECORDED` {planId}, `BAD_USER_INPUT` {field}
 */
export const recordProgrammePlan = async (deps: Deps, unitId: string, given: PlanFacts): Promise<ProgrammePlan> => {
  const { repositories, viewer, now, newId } = deps;
  const known = (await repositories.units.find(unitId)) ?? refuse("BAD_USER_INPUT", { field: "unitId" });
  permit(planners, viewer, await territoryOf(repositories, known), now());
  const unit = await repositories.units.lock(unitId);
  const plans = await repositories.plans.ofUnit(unit.id, given.year);
  return repositories.plans.save(decidePlan(newId(), unit, given, plans, dayOf(now())));
};
