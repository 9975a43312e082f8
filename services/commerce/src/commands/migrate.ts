import { migrateCommand } from "@ocop/service-kit";
import { migrations } from "../../migrations/all";
import { readDatabaseUrl } from "../config";
import { commerceDataSource } from "../data/data-source";

/** `node dist/src/commands/migrate.js`: brings the schema of commerce to its newest migration. */
void migrateCommand("commerce", () => commerceDataSource(readDatabaseUrl(), { migrations }));
