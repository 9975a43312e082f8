import { createDataSource } from "@ocop/service-kit";
import type { DataSource, Logger, MigrationInterface } from "typeorm";
import { tables } from "./tables";

/**
 * The schema of commerce. Not connected yet.
 *
 * @param migrations given by the command that runs them; a serving process never changes the schema
 * @param logger sees every statement before it is sent
 */
export const commerceDataSource = (
  url: string,
  {
    migrations = [],
    logger,
  }: { readonly migrations?: readonly (new () => MigrationInterface)[]; readonly logger?: Logger } = {},
): DataSource => createDataSource({ url, entities: tables, migrations, ...(logger && { logger }) });
