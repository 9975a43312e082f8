import { loadCommand, systemClock } from "@ocop/service-kit";
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
void loadCommand(
  "evaluation",
  () => evaluationDataSource(readCommandConfig().database),
  (dataSource, { demonstration }) =>
    loadReference({
      dataSource,
      clock: systemClock(readCommandConfig().clockOffsetSeconds * 1_000),
      readFile: committedFile,
      demonstration,
      report: show,
    }),
  process.argv.slice(2),
);
