import { checkDatabase } from "@ocop/service-kit";
import { Initial1795219200000 } from "../../migrations/1795219200000-initial";
import { readDatabaseUrl } from "../config";
import { commerceDataSource } from "../data/data-source";

/** `node dist/src/commands/migrate.js`: brings the schema of commerce to its newest migration. */
const migrate = async (): Promise<void> => {
  const dataSource = await commerceDataSource(readDatabaseUrl(), { migrations: [Initial1795219200000] }).initialize();
  try {
    await checkDatabase(dataSource);
    const done = await dataSource.runMigrations({ transaction: "each" });
    process.stdout.write(`commerce: ${String(done.length)} migrations run\n`);
  } finally {
    await dataSource.destroy();
  }
};

void migrate().catch((error: unknown) => {
  process.stderr.write(`commerce: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
