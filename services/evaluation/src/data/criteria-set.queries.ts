import { store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { CriteriaSetFilter, Queries } from "../domain/ports";
import { criteriaSetTable, criteriaTreeTable } from "./criteria-set.table";

type Reads = "criteriaSets" | "criteriaSet" | "criteriaSetPage" | "criteriaSetCount" | "criteriaTrees";

const wanted = ({ regime }: CriteriaSetFilter) => ({
  filter: { current: true, ...(regime !== null && { regime }) },
});

export const criteriaSetQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const sets = store(manager, criteriaSetTable);
  const trees = store(manager, criteriaTreeTable);
  return {
    criteriaSets: (ids) => sets.where({ id: ids }, { limit: ids.length }),
    criteriaSet: async (regime, code) => (await sets.where({ regime, code, current: true }))[0] ?? null,
    criteriaSetPage: (filter, wish) => sets.page({ ...wanted(filter), sort: ["code"], ...wish }),
    criteriaSetCount: (filter) => sets.count(wanted(filter)),
    criteriaTrees: (ids) => trees.where({ id: ids }, { limit: ids.length }),
  };
};
