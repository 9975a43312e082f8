import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newId, toBinary, transact } from "@ocop/service-kit";
import type { DataSource } from "typeorm";
import { readDatabaseUrl } from "../config";
import { commerceDataSource } from "../data/data-source";
import { packageRoot } from "./package-root";
import { DamagedFile, readSalePointKinds } from "./sale-point-kinds-file";

/**
 * Loads the kinds of site in one transaction: new ones are added, known ones brought to the text of the
 * file, none removed. Loading again changes nothing.
 *
 * @returns how many kinds the file holds and how many rows were new or changed
 * @throws DamagedFile before anything is written
 */
export const loadSalePointKinds = async (
  dataSource: DataSource,
  text: string,
): Promise<{ readonly kinds: number; readonly added: number; readonly changed: number }> => {
  const kinds = readSalePointKinds(text);
  return transact(dataSource, async (manager) => {
    const counts = { kinds: kinds.length, added: 0, changed: 0 };
    for (const { criteriaVersion, since, position, code, labelVi, labelEn } of kinds) {
      const update = await manager.query<{ affectedRows: number; changedRows: number }>(
        `UPDATE sale_point_kind SET since = ?, position = ?, label_vi = ?, label_en = ?
         WHERE criteria_version = ? AND code = ?`,
        [since, position, labelVi, labelEn, criteriaVersion, code],
      );
      counts.changed += update.changedRows;
      if (update.affectedRows > 0) continue;
      await manager.query(
        `INSERT INTO sale_point_kind (id, criteria_version, since, position, code, label_vi, label_en)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [toBinary(newId()), criteriaVersion, since, position, code, labelVi, labelEn],
      );
      counts.added += 1;
    }
    return counts;
  });
};

const folder = join(packageRoot(), "reference");

/** One file for each decision, oldest name first. */
const filesOfKinds = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^sale-point-kinds.*\.json$/.test(name))
    .sort();

/** Loads one file; a damaged one is named with the line. */
const loadFile = async (dataSource: DataSource, name: string): Promise<void> => {
  try {
    const { kinds, added, changed } = await loadSalePointKinds(dataSource, readFileSync(join(folder, name), "utf8"));
    const [all, news, others] = [kinds, added, changed].map(String);
    process.stdout.write(`commerce: ${name} ${all}/${all}, ${news} new, ${others} changed\n`);
  } catch (error) {
    if (error instanceof DamagedFile)
      throw new Error(`reference/${name}:${String(error.line)}: ${error.reason}`, { cause: error });
    throw error;
  }
};

/**
 * `node dist/src/commands/load-reference.js [--demonstration]`. The demonstration territory has no sale
 * points of its own: its story makes them through the graph.
 */
const load = async (options: readonly string[]): Promise<void> => {
  const unknown = options.find((option) => option !== "--demonstration");
  if (unknown !== undefined) throw new Error(`unknown option ${unknown}`);
  const dataSource = await commerceDataSource(readDatabaseUrl()).initialize();
  try {
    for (const name of filesOfKinds()) await loadFile(dataSource, name);
    if (options.includes("--demonstration")) process.stdout.write("commerce: nothing to load for the demonstration\n");
  } finally {
    await dataSource.destroy();
  }
};

if (require.main === module)
  void load(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`commerce: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
