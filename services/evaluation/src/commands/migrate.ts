import { migrateCommand } from "@ocop/service-kit";
import { Initial1795219200000 } from "../../migrations/1795219200000-initial";
import { readCommandConfig } from "../config";
import { evaluationDataSource } from "../data/data-source";

/** `node dist/src/commands/migrate.js`: brings the schema of evaluation to its newest migration. */
void migrateCommand("evaluation", () =>
  evaluationDataSource(readCommandConfig().database, { migrations: [Initial1795219200000] }),
);
