import { eitherOf, type Scope } from "@ocop/contracts";
import { textOfKey, type AdministrativeUnit } from "../domain/administrative-unit";
import type { Queries } from "../domain/ports";
import { scopeOf, type RegistryViewer } from "../domain/rights";
import { oldKeyOf } from "../domain/unit-way";
import { resolveUnits } from "./resolve-units";

const communesOf = (scope: Scope): readonly string[] =>
  scope === "everything" ? [] : scope.flatMap(({ communeRegionId = [] }) => communeRegionId);

/**
 * The rows of split communes that somebody may place: a province's officers those of the province, a commune's those
 * of every old commune of which it took in a share. Three statements at most.
 */
export const placingScope = async (
  queries: Pick<Queries, "units" | "lineageBack" | "unitsOfKeys">,
  viewer: RegistryViewer,
): Promise<Scope> => {
  const ids = communesOf(scopeOf(viewer, ["commune.own"]));
  const units = ids.length === 0 ? [] : await queries.units(ids);
  const back = await queries.lineageBack(units);
  const keys = new Map(back.map(oldKeyOf).map((key) => [textOfKey(key), key]));
  const old = (await queries.unitsOfKeys([...keys.values()])).map(({ id }) => id);
  return eitherOf([scopeOf(viewer, ["province.own", "auditor"]), old.length === 0 ? [] : [{ communeRegionId: old }]]);
};

/** The units of today to choose from for rows of some communes, by id; none for a commune that was not split. */
export const choicesOf = async (
  queries: Pick<Queries, "units" | "lineage" | "unitsOfKeys">,
  communeIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, readonly AdministrativeUnit[]>> => {
  const units = await queries.units(communeIds);
  const resolved = await resolveUnits(queries, units, now);
  return new Map(
    units.map((unit) => {
      const found = resolved.get(textOfKey(unit));
      return [unit.id, found?.outcome === "SPLIT" ? found.successors : []];
    }),
  );
};
