import { systemClock } from "@ocop/service-kit";
import { commandConfig } from "../config";
import { openDataSource } from "../main";
import { loadReference } from "./load-files";
import { committedFile } from "./reference-file";

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Loads `reference/`; with `--demonstration` the demonstration territory and its people too. */
const run = async (): Promise<void> => {
  const { databaseUrl, clockOffsetSeconds } = commandConfig();
  const dataSource = await openDataSource(databaseUrl).initialize();
  try {
    await loadReference({
      dataSource,
      clock: systemClock(clockOffsetSeconds * 1_000),
      readFile: committedFile,
      demonstration: process.argv.includes("--demonstration"),
      say: (file, { added, changed, same }) => {
        say(`${file}: ${String(added)} added, ${String(changed)} changed, ${String(same)} as before`);
      },
    });
  } finally {
    await dataSource.destroy();
  }
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
