import { keylessCipher, putCopy, store, type Cipher } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { lineageFrom, publishedLists, unitsOfKeys } from "./administrative-unit.queries";
import { administrativeUnitTable } from "./administrative-unit.table";
import { assignmentRepository } from "./assignment.repository";
import { breakGlassTable } from "./break-glass.table";
import { dossierRepository, snapshotRepository } from "./dossier.repository";
import { personalRepository } from "./producer-personal.repository";
import { producerTable } from "./producer.table";
import { programmePlanTable } from "./programme.table";
import { productSearchRepository } from "./product-search.repository";
import { certificateCopyTable, productTable } from "./product.table";
import { readingRepository } from "./reading.repository";
import { criteriaSetCopyTable, evidenceKindTable, formDefinitionTable, productSetTable } from "./reference.table";
import { roundTable } from "./round.table";
import { runningNumbers } from "./running-number.repository";
import { territoryRepository } from "./territory-move.repository";

/**
 * The write side, inside one transaction.
 *
 * @param cipher of the keys of sealed fields; work that is given none reads and writes no personal data
 */
export const repositoriesOn = (manager: EntityManager, cipher: Cipher = keylessCipher): Repositories => {
  const rounds = store(manager, roundTable);
  const plans = store(manager, programmePlanTable);
  const certificates = store(manager, certificateCopyTable);
  return {
    units: {
      find: store(manager, administrativeUnitTable).find,
      lock: (id) => store(manager, administrativeUnitTable).lock(id),
      ofKeys: (keys) => unitsOfKeys(manager, keys),
      lineage: (keys) => lineageFrom(manager, keys),
      lists: () => publishedLists(manager),
    },
    territory: territoryRepository(manager),
    producers: store(manager, producerTable),
    personal: personalRepository(manager, cipher),
    products: store(manager, productTable),
    productSearch: productSearchRepository(manager),
    dossiers: dossierRepository(manager, cipher),
    snapshots: snapshotRepository(manager, cipher),
    plans: {
      save: (plan) => plans.save(plan),
      ofUnit: (unitId, year) => plans.where({ unitId, year }, { limit: 1_000 }),
    },
    rounds: {
      find: rounds.find,
      ofProvince: (provinceRegionId) => rounds.where({ provinceRegionId }, { limit: 1_000 }),
    },
    assignments: assignmentRepository(manager),
    breakGlass: store(manager, breakGlassTable),
    readings: readingRepository(manager),
    numbers: runningNumbers(manager),
    certificates: {
      put: (copy) => putCopy(manager, certificateCopyTable, copy),
      ofProduct: (productId) => certificates.where({ productId }, { limit: 1_000 }),
    },
    criteriaSets: {
      put: (copy) => putCopy(manager, criteriaSetCopyTable, copy),
      ofCode: async (regime, code) =>
        (
          await store(manager, criteriaSetCopyTable).where(
            { regime, code },
            { order: [["contentVersion", "DESC"]], limit: 1 },
          )
        )[0] ?? null,
    },
    reference: {
      forms: (regime) => store(manager, formDefinitionTable).where({ regime }),
      evidenceKinds: (regime) => store(manager, evidenceKindTable).where({ regime }),
      productSet: async (code) => (await store(manager, productSetTable).where({ code }, { limit: 1 }))[0] ?? null,
    },
  };
};
