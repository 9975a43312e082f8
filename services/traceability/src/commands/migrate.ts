import { createLog } from "@ocop/service-kit";
import { commandConfig } from "../config";
import { openDataSource } from "../main";

/** Brings the schema to the newest migration. Run again, it changes nothing. */
const migrate = async (): Promise<void> => {
  const log = createLog("traceability");
  const dataSource = await openDataSource(commandConfig().databaseUrl).initialize();
  try {
    const done = await dataSource.runMigrations({ transaction: "none" });
    log.info({ migrations: done.map(({ name }) => name) }, "migrated");
  } finally {
    await dataSource.destroy();
  }
};

migrate().catch((error: unknown) => {
  createLog("traceability").fatal({ err: error }, error instanceof Error ? error.message : "could not migrate");
  process.exitCode = 1;
});
