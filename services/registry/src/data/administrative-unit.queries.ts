import { asCode, type PageRequest, select, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { AdministrativeList } from "../domain/administrative-list";
import type { AdministrativeUnit, LineageLink, UnitKey } from "../domain/administrative-unit";
import type { Queries, UnitFilter } from "../domain/ports";
import { administrativeListTable, administrativeUnitTable } from "./administrative-unit.table";

const places = (keys: readonly UnitKey[]): string => keys.map(() => "(?, ?)").join(", ");
const texts = (keys: readonly UnitKey[]): string[] =>
  keys.flatMap(({ listVersion, code }) => [asCode(listVersion), asCode(code)]);

export const unitsOfKeys = (manager: EntityManager, keys: readonly UnitKey[]): Promise<AdministrativeUnit[]> =>
  keys.length === 0
    ? Promise.resolve([])
    : select(
        manager,
        administrativeUnitTable,
        `FROM administrative_unit t WHERE (t.list_version, t.code) IN (${places(keys)})`,
        texts(keys),
      );

/** Every link that leads on from the keys, through all lists, in one statement. */
export const lineageFrom = (manager: EntityManager, keys: readonly UnitKey[]): Promise<LineageLink[]> =>
  keys.length === 0
    ? Promise.resolve([])
    : manager.query<LineageLink[]>(
        `WITH RECURSIVE way AS (
           SELECT * FROM administrative_lineage WHERE (old_list_version, old_code) IN (${places(keys)})
           UNION
           SELECT next.* FROM administrative_lineage next
             JOIN way ON next.old_list_version = way.new_list_version AND next.old_code = way.new_code
         )
         SELECT old_list_version AS oldListVersion, old_code AS oldCode,
                new_list_version AS newListVersion, new_code AS newCode, relation FROM way`,
        texts(keys),
      );

/** Every link that leads to the keys, through all lists, in one statement. */
const lineageTo = (manager: EntityManager, keys: readonly UnitKey[]): Promise<LineageLink[]> =>
  keys.length === 0
    ? Promise.resolve([])
    : manager.query<LineageLink[]>(
        `WITH RECURSIVE way AS (
           SELECT * FROM administrative_lineage WHERE (new_list_version, new_code) IN (${places(keys)})
           UNION
           SELECT before_it.* FROM administrative_lineage before_it
             JOIN way ON before_it.new_list_version = way.old_list_version AND before_it.new_code = way.old_code
         )
         SELECT old_list_version AS oldListVersion, old_code AS oldCode,
                new_list_version AS newListVersion, new_code AS newCode, relation FROM way`,
        texts(keys),
      );

/** Published lists, the oldest first. */
export const publishedLists = (manager: EntityManager): Promise<AdministrativeList[]> =>
  select(manager, administrativeListTable, "FROM administrative_list t ORDER BY t.valid_from, t.list_version", []);

const requestFor = ({
  listVersion,
  level,
  parentCode,
  search,
}: UnitFilter): Pick<PageRequest<AdministrativeUnit>, "filter" | "where"> => ({
  filter: {
    listVersion,
    ...(level === null ? {} : { level }),
    ...(parentCode === null ? {} : { parentCode }),
  },
  ...(search === null ? {} : { where: { sql: "LOCATE(:search, t.search_name) > 0", params: { search } } }),
});

export const administrativeUnitQueries = (
  manager: EntityManager,
): Pick<Queries, "units" | "unitsOfKeys" | "unitPage" | "unitCount" | "lineage" | "lineageBack" | "lists"> => {
  const units = store(manager, administrativeUnitTable);
  return {
    units: (ids) => units.where({ id: ids }, { limit: ids.length }),
    unitsOfKeys: (keys) => unitsOfKeys(manager, keys),
    unitPage: (filter, wish) => units.page({ ...requestFor(filter), ...wish, sort: ["code"] }),
    unitCount: (filter) => units.count(requestFor(filter)),
    lineage: (keys) => lineageFrom(manager, keys),
    lineageBack: (keys) => lineageTo(manager, keys),
    lists: () => publishedLists(manager),
  };
};
