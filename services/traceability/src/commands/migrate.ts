import { migrateCommand } from "@ocop/service-kit";
import { commandConfig } from "../config";
import { openDataSource } from "../main";

/** `node dist/src/commands/migrate.js`: brings the schema of traceability to its newest migration. */
void migrateCommand("traceability", () => openDataSource(commandConfig().databaseUrl));
