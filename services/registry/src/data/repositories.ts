import { putCopy, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { unitsOfKeys } from "./administrative-unit.queries";
import { administrativeUnitTable } from "./administrative-unit.table";
import { assignmentTable } from "./assignment.table";
import { dossierSnapshotTable, dossierTable } from "./dossier.table";
import { producerTable } from "./producer.table";
import { certificateCopyTable, productTable } from "./product.table";
import { criteriaSetCopyTable, evidenceKindTable, formDefinitionTable, productSetTable } from "./reference.table";
import { roundTable } from "./round.table";
import { runningNumbers } from "./running-number.repository";

/** The write side, inside one transaction. */
export const repositoriesOn = (manager: EntityManager): Repositories => {
  const dossiers = store(manager, dossierTable);
  const rounds = store(manager, roundTable);
  const certificates = store(manager, certificateCopyTable);
  return {
    units: { find: store(manager, administrativeUnitTable).find, ofKeys: (keys) => unitsOfKeys(manager, keys) },
    producers: store(manager, producerTable),
    products: store(manager, productTable),
    dossiers: { ...dossiers, ofProduct: (productId, state) => dossiers.where({ productId, state }) },
    snapshots: {
      add: async (snapshot) => {
        await store(manager, dossierSnapshotTable).save(snapshot);
      },
    },
    rounds: {
      find: rounds.find,
      ofProvince: (provinceRegionId) => rounds.where({ provinceRegionId }, { limit: 1_000 }),
    },
    assignments: store(manager, assignmentTable),
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
