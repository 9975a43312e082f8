import { createDataSource, type DatabaseOptions } from "@ocop/service-kit";
import type { DataSource, EntitySchema } from "typeorm";
import {
  certificateCopyTable,
  listingCopyTable,
  producerCopyTable,
  productCopyTable,
  registerWordTable,
} from "./copies.table";
import { lotTable } from "./lot.table";
import { itemPictureTable, tradeItemTable } from "./trade-item.table";
import { unitTable } from "./unit.table";

/** Every table of this service's schema beside those of the event path. */
export const tables = [
  producerCopyTable,
  productCopyTable,
  certificateCopyTable,
  listingCopyTable,
  registerWordTable,
  tradeItemTable,
  itemPictureTable,
  lotTable,
  unitTable,
] as unknown as readonly EntitySchema[];

/** The service's own schema, by its own user. */
export const traceabilityDataSource = (url: string, migrations: DatabaseOptions["migrations"]): DataSource =>
  createDataSource({ url, entities: tables, migrations });
