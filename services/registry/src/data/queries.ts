import { keylessCipher, store, type Cipher } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Queries } from "../domain/ports";
import { administrativeUnitQueries } from "./administrative-unit.queries";
import { assignmentQueries } from "./assignment.queries";
import { dossierQueries } from "./dossier.queries";
import { openFormsOf } from "./dossier.repository";
import { personalFactsOf } from "./producer-personal.repository";
import { placingQueries } from "./placing.queries";
import { producerTable } from "./producer.table";
import { productQueries } from "./product.queries";
import { programmeQueries } from "./programme.queries";
import { productSetTable } from "./reference.table";
import { roundTable } from "./round.table";
import { territoryQueries } from "./territory.queries";
import { unitSearchQueries } from "./unit-search.queries";

/** More product sets than a decision ever names. */
const many = 1_000;

/**
 * The read side. Outside a transaction it is given the data source's own manager.
 *
 * @param cipher of the keys of sealed fields; without it personal data cannot be read
 */
export const queriesOn = (manager: EntityManager, cipher: Cipher = keylessCipher): Queries => {
  const producers = store(manager, producerTable);
  const rounds = store(manager, roundTable);
  return {
    ...administrativeUnitQueries(manager),
    ...unitSearchQueries(manager),
    ...territoryQueries(manager),
    ...placingQueries(manager),
    ...productQueries(manager),
    ...programmeQueries(manager),
    ...dossierQueries(manager),
    ...assignmentQueries(manager),
    producers: (ids) => producers.where({ id: ids }, { limit: ids.length }),
    personalFacts: personalFactsOf(manager, cipher),
    openForms: openFormsOf(manager, cipher),
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
  };
};
