import { dayOf, type Day, type ScopeType } from "@ocop/contracts";
import { territoryOf, type AdministrativeUnit } from "../domain/administrative-unit";
import { nowhere, type ScopeTerritory } from "../domain/assignment";
import type { Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";
import type { Deps } from "./deps";

const unknown = (): never => refuse("BAD_USER_INPUT", { field: "scopeId" });

const territoryOfUnit = async (
  units: Repositories["units"],
  unit: AdministrativeUnit,
  today: Day,
): Promise<ScopeTerritory> => {
  if (unit.level === "PROVINCE") return territoryOf(unit, null, today);
  const { listVersion, parentCode } = unit;
  const [province = unknown()] = await units.ofKeys(parentCode === null ? [] : [{ listVersion, code: parentCode }]);
  return territoryOf(province, unit, today);
};

/**
 * Where the scope of a new right lies: its unit must be one of today's list, since a code or a unit of the
 * past could mean another place; a producer gives where it lies itself.
 *
 * @throws Refusal `BAD_USER_INPUT` {field: scopeId} when there is no such unit or producer; `UNIT_NOT_CURRENT`
 */
export const scopeTerritory = async (
  { repositories: { units, producers }, now }: Pick<Deps, "repositories" | "now">,
  scopeType: ScopeType,
  scopeId: string | null,
): Promise<ScopeTerritory> => {
  if (scopeType === "NATIONAL") return nowhere;
  if (scopeId === null) return unknown();
  if (scopeType === "PRODUCER") {
    const { provinceRegionId, communeRegionId } = (await producers.find(scopeId)) ?? unknown();
    return { provinceRegionId, communeRegionId };
  }
  const unit = (await units.find(scopeId)) ?? unknown();
  return unit.level === scopeType ? territoryOfUnit(units, unit, dayOf(now())) : unknown();
};
