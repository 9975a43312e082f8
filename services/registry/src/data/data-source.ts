import { createDataSource, type DatabaseOptions } from "@ocop/service-kit";
import type { DataSource, EntitySchema } from "typeorm";
import {
  administrativeLineageTable,
  administrativeListTable,
  administrativeUnitTable,
} from "./administrative-unit.table";
import { assignmentTable } from "./assignment.table";
import { breakGlassTable } from "./break-glass.table";
import { dossierSnapshotTable, dossierTable } from "./dossier.table";
import { producerPersonalTable } from "./producer-personal.table";
import { producerTable } from "./producer.table";
import { productSearchTable, productTallyTable, productWordTable } from "./product-search.table";
import { certificateCopyTable, productTable } from "./product.table";
import { programmePlanTable, programmeTable } from "./programme.table";
import { dossierReaderTable, dossierReadingTable } from "./reading.table";
import { criteriaSetCopyTable, evidenceKindTable, formDefinitionTable, productSetTable } from "./reference.table";
import { roundTable } from "./round.table";
import { territoryMoveTable } from "./territory-move.table";

/** Every table of this service's schema that holds domain rows. */
export const tables = [
  administrativeUnitTable,
  administrativeLineageTable,
  administrativeListTable,
  producerTable,
  producerPersonalTable,
  productTable,
  certificateCopyTable,
  dossierTable,
  dossierSnapshotTable,
  roundTable,
  programmeTable,
  programmePlanTable,
  territoryMoveTable,
  assignmentTable,
  breakGlassTable,
  dossierReadingTable,
  dossierReaderTable,
  productSetTable,
  formDefinitionTable,
  evidenceKindTable,
  criteriaSetCopyTable,
  productSearchTable,
  productWordTable,
  productTallyTable,
] as unknown as readonly EntitySchema[];

/** The service's own schema, by its own user. */
export const registryDataSource = (url: string, migrations: DatabaseOptions["migrations"]): DataSource =>
  createDataSource({ url, entities: tables, migrations });
