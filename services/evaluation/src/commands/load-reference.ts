import { systemClock } from "@ocop/service-kit";
import { readCommandConfig } from "../config";
import { evaluationDataSource } from "../data/data-source";
import { loadReference, type Progress } from "./load-files";
import { committedFile } from "./reference-file";

/** One line for each file: rewritten as it grows on a terminal, printed once elsewhere. */
const show = ({ file, done, total, changed }: Progress): void => {
  const line = `evaluation: ${file} ${String(done)}/${String(total)}, ${String(changed)} new or corrected`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === total ? "\n" : ""}`);
  else if (done === total) process.stdout.write(`${line}\n`);
};

/** `node dist/src/commands/load-reference.js [--demonstration]`: loads `reference/`; again, it changes nothing. */
const load = async (options: readonly string[]): Promise<void> => {
  const unknown = options.find((option) => option !== "--demonstration");
  if (unknown !== undefined) throw new Error(`unknown option ${unknown}`);
  const { database, clockOffsetSeconds } = readCommandConfig();
  const dataSource = await evaluationDataSource(database).initialize();
  try {
    await loadReference({
      dataSource,
      clock: systemClock(clockOffsetSeconds * 1_000),
      readFile: committedFile,
      demonstration: options.includes("--demonstration"),
      report: show,
    });
  } finally {
    await dataSource.destroy();
  }
};

void load(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`evaluation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
