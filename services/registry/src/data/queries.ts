import { store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Queries } from "../domain/ports";
import { administrativeUnitQueries } from "./administrative-unit.queries";
import { assignmentTable } from "./assignment.table";
import { dossierQueries } from "./dossier.queries";
import { producerTable } from "./producer.table";
import { productQueries } from "./product.queries";
import { productSetTable } from "./reference.table";
import { roundTable } from "./round.table";

/** More rights than one person ever holds, more product sets than a decision ever names. */
const many = 1_000;

/** The read side. Outside a transaction it is given the data source's own manager. */
export const queriesOn = (manager: EntityManager): Queries => {
  const producers = store(manager, producerTable);
  const rounds = store(manager, roundTable);
  return {
    ...administrativeUnitQueries(manager),
    ...productQueries(manager),
    ...dossierQueries(manager),
    producers: (ids) => producers.where({ id: ids }, { limit: ids.length }),
    rounds: (ids) => rounds.where({ id: ids }, { limit: ids.length }),
    roundsOf: (provinceRegionId) =>
      rounds.where(
        { provinceRegionId },
        {
          order: [
            ["year", "DESC"],
            ["no", "ASC"],
          ],
          limit: 100,
        },
      ),
    productSets: () => store(manager, productSetTable).where({}, { order: [["no", "ASC"]], limit: many }),
    assignmentsOf: (subject) =>
      store(manager, assignmentTable).where({ subject }, { order: [["id", "ASC"]], limit: many }),
  };
};
