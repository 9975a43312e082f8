import type { DataSource } from "typeorm";
import { checkDatabase } from "./database";

/** Words on the command line that the command does not understand. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, " ");

/**
 * Runs one command of a service from start to end and prints what it returns. Whatever stops it goes to
 * the standard error in one line, with exit code 2 for a command line that is not understood, else 1.
 */
export const runCommand = async (service: string, run: () => Promise<string>): Promise<void> => {
  try {
    const text = await run();
    if (text !== "") process.stdout.write(`${text}\n`);
  } catch (error) {
    process.stderr.write(`${service}: ${oneLine(error)}\n`);
    process.exitCode = error instanceof WrongUsage ? 2 : 1;
  }
};

/** Opens a database for one piece of work and closes it whatever happens. */
export const withDatabase = async <T>(dataSource: DataSource, run: (opened: DataSource) => Promise<T>): Promise<T> => {
  await dataSource.initialize();
  try {
    return await run(dataSource);
  } finally {
    await dataSource.destroy();
  }
};

/**
 * The command `migrate`: brings the schema of a service to its newest migration. Run again, it changes
 * nothing.
 *
 * @param open the service's schema with every migration, read from the environment
 */
export const migrateCommand = (service: string, open: () => DataSource): Promise<void> =>
  runCommand(service, () =>
    withDatabase(open(), async (dataSource) => {
      await checkDatabase(dataSource);
      const done = await dataSource.runMigrations({ transaction: "none" });
      return `${service}: ${String(done.length)} migrations run`;
    }),
  );

/**
 * The command `load-reference [--demonstration]`: loads the reference data of a service, and the
 * demonstration's only when it is asked for. Run again, it changes nothing.
 *
 * @param open the service's schema, read from the environment
 * @param load says itself how far it is
 * @param args of the command line
 */
export const loadCommand = (
  service: string,
  open: () => DataSource,
  load: (dataSource: DataSource, options: { readonly demonstration: boolean }) => Promise<void>,
  args: readonly string[],
): Promise<void> =>
  runCommand(service, async () => {
    const unknown = args.find((arg) => arg !== "--demonstration");
    if (unknown !== undefined) throw new WrongUsage(`unknown option ${unknown}`);
    await withDatabase(open(), (dataSource) => load(dataSource, { demonstration: args.length > 0 }));
    return "";
  });
