import { migrateCommand } from "@ocop/service-kit";
import { migrations } from "../../migrations/all";
import { readCommandConfig } from "../config";
import { evaluationDataSource } from "../data/data-source";

/** `node dist/src/commands/migrate.js`: brings the schema of evaluation to its newest migration. */
void migrateCommand("evaluation", () => evaluationDataSource(readCommandConfig().database, { migrations }));
