import { createDataSource, type DatabaseOptions } from "@ocop/service-kit";
import type { DataSource, EntitySchema } from "typeorm";
import { administrativeLineageTable, administrativeUnitTable } from "./administrative-unit.table";
import { assignmentTable } from "./assignment.table";
import { dossierSnapshotTable, dossierTable } from "./dossier.table";
import { producerTable } from "./producer.table";
import { certificateCopyTable, productTable } from "./product.table";
import { criteriaSetCopyTable, evidenceKindTable, formDefinitionTable, productSetTable } from "./reference.table";
import { roundTable } from "./round.table";

/** Every table of this service's schema that holds domain rows. */
export const tables = [
  administrativeUnitTable,
  administrativeLineageTable,
  producerTable,
  productTable,
  certificateCopyTable,
  dossierTable,
  dossierSnapshotTable,
  roundTable,
  assignmentTable,
  productSetTable,
  formDefinitionTable,
  evidenceKindTable,
  criteriaSetCopyTable,
] as unknown as readonly EntitySchema[];

/** The service's own schema, by its own user. */
export const registryDataSource = (url: string, migrations: DatabaseOptions["migrations"]): DataSource =>
  createDataSource({ url, entities: tables, migrations });
