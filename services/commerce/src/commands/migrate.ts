import { migrateCommand } from "@ocop/service-kit";
import { Initial1795219200000 } from "../../migrations/1795219200000-initial";
import { readDatabaseUrl } from "../config";
import { commerceDataSource } from "../data/data-source";

/** `node dist/src/commands/migrate.js`: brings the schema of commerce to its newest migration. */
void migrateCommand("commerce", () => commerceDataSource(readDatabaseUrl(), { migrations: [Initial1795219200000] }));
