import { migrateCommand } from "@ocop/service-kit";
import { commandConfig } from "../config";
import { openDataSource } from "../main";

/** `node dist/src/commands/migrate.js`: brings the schema of registry to its newest migration. */
void migrateCommand("registry", () => openDataSource(commandConfig().databaseUrl));
