import { createCipher, runCommand, systemClock, textOf, withDatabase, WrongUsage } from "@ocop/service-kit";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loaderConfig } from "../config";
import { openDataSource } from "../main";
import { applyNewList, dryRun, printDryRun } from "./load-new-list";

const usage = "load-units <folder with list.json, units.tsv and lineage.tsv> [--dry-run]";

const folderOf = (args: readonly string[]): string => {
  const [folder, ...more] = args.filter((arg) => arg !== "--dry-run");
  if (folder === undefined || folder.startsWith("-") || more.length > 0) throw new WrongUsage(usage);
  return folder;
};

/**
 * Loads a list of administrative units that takes the place of another, and lets the register follow it; with
 * `--dry-run` says what it would move and what is wrong with it, and writes nothing.
 */
const loadUnits = (args: readonly string[]): Promise<string> => {
  const folder = folderOf(args);
  const readFile = (name: string): string => textOf(name, readFileSync(join(folder, name)));
  const config = loaderConfig();
  return withDatabase(openDataSource(config.databaseUrl), async (dataSource) => {
    if (args.includes("--dry-run")) {
      const report = await dryRun({ dataSource, readFile });
      if (report.problems.length > 0) process.exitCode = 1;
      return printDryRun(report);
    }
    const clock = systemClock(config.clockOffsetSeconds * 1_000);
    const { validFrom, batches } = await applyNewList({
      dataSource,
      clock,
      cipher: createCipher(config.fieldKeys),
      readFile,
    });
    return batches === null
      ? `loaded; in force on ${validFrom}: run it again then, and the rows follow`
      : `loaded, and every row followed in ${String(batches)} batches`;
  });
};

void runCommand("registry", () => loadUnits(process.argv.slice(2)));
