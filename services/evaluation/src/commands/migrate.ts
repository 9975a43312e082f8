import { checkDatabase } from "@ocop/service-kit";
import { Initial1795219200000 } from "../../migrations/1795219200000-initial";
import { readCommandConfig } from "../config";
import { evaluationDataSource } from "../data/data-source";

/** `node dist/src/commands/migrate.js`: brings the schema of evaluation to its newest migration. */
const migrate = async (): Promise<void> => {
  const { database } = readCommandConfig();
  const dataSource = await evaluationDataSource(database, { migrations: [Initial1795219200000] }).initialize();
  try {
    await checkDatabase(dataSource);
    const done = await dataSource.runMigrations({ transaction: "none" });
    process.stdout.write(`evaluation: ${String(done.length)} migrations run\n`);
  } finally {
    await dataSource.destroy();
  }
};

void migrate().catch((error: unknown) => {
  process.stderr.write(`evaluation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
