import { createDataSource } from "@ocop/service-kit";
import type { DataSource, Logger, MigrationInterface } from "typeorm";
import { tables } from "./tables";

export type DataSourceParts = {
  /** every migration, oldest first; none for a process that never migrates */
  readonly migrations?: readonly (new () => MigrationInterface)[];
  /** sees every statement before it is sent */
  readonly logger?: Logger;
};

/** The schema of evaluation. Not connected yet. */
export const evaluationDataSource = (url: string, { migrations = [], logger }: DataSourceParts = {}): DataSource =>
  createDataSource({ url, entities: tables, migrations, ...(logger ? { logger } : {}) });
