import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  answeredBy,
  committedFiles,
  loadCommand,
  newId,
  noteChange,
  packageRoot,
  systemAuthor,
  toBinary,
  transact,
} from "@ocop/service-kit";
import type { DataSource } from "typeorm";
import { readDatabaseUrl } from "../config";
import { commerceDataSource } from "../data/data-source";
import { readSalePointKinds } from "./sale-point-kinds-file";

/**
 * Loads the kinds of site in one transaction: new ones are added, known ones brought to the text of the
 * file, none removed. Loading again changes nothing.
 *
 * @returns how many kinds the file holds and how many rows were new or changed
 * @throws DamagedFile before anything is written
 */
export const loadSalePointKinds = async (
  dataSource: DataSource,
  file: string,
  text: string,
): Promise<{ readonly kinds: number; readonly added: number; readonly changed: number }> => {
  const kinds = readSalePointKinds(file, text);
  return transact(dataSource, async (manager) => {
    const counts = { kinds: kinds.length, added: 0, changed: 0 };
    answeredBy(manager, systemAuthor("loader", "load-reference"));
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
    const rows = counts.added + counts.changed;
    noteChange(manager, { objectType: "sale_point_kind", objectId: null, objectVersion: null, rows });
    return counts;
  });
};

const committedFile = committedFiles(__dirname);

/** One file for each decision, oldest name first. */
const filesOfKinds = (): readonly string[] =>
  readdirSync(join(packageRoot(__dirname), "reference"))
    .filter((name) => /^sale-point-kinds.*\.json$/.test(name))
    .sort();

/**
 * `node dist/src/commands/load-reference.js [--demonstration]`. The demonstration territory has no sale
 * points of its own: its story makes them through the graph.
 */
if (require.main === module)
  void loadCommand(
    "commerce",
    () => commerceDataSource(readDatabaseUrl()),
    async (dataSource, { demonstration }) => {
      for (const file of filesOfKinds()) {
        const { kinds, added, changed } = await loadSalePointKinds(dataSource, file, committedFile(file));
        const [all, news, others] = [kinds, added, changed].map(String);
        process.stdout.write(`commerce: ${file} ${all}/${all}, ${news} new, ${others} changed\n`);
      }
      if (demonstration) process.stdout.write("commerce: nothing to load for the demonstration\n");
    },
    process.argv.slice(2),
  );
