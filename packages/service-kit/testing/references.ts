import type { DataSource } from "typeorm";
import { newId, toBinary } from "../src/id";

/** One column of ids in the schema of a service. */
export type PlantedColumn = { readonly table: string; readonly column: string };

/**
 * One row in every table that has columns with names like this, with the id in all of them: what a service must
 * rewrite when the id takes another's place, also in a table that is added later. The other columns hold whatever
 * the database puts there, so that the rows serve for nothing else.
 *
 * @param like as SQL has it, `%region_id`
 */
export const plantReferences = async (
  dataSource: DataSource,
  like: string,
  id: string,
): Promise<readonly PlantedColumn[]> => {
  const columns = await dataSource.query<PlantedColumn[]>(
    `SELECT table_name AS \`table\`, column_name AS \`column\` FROM information_schema.columns
     WHERE table_schema = DATABASE() AND column_name LIKE ? ORDER BY table_name, column_name`,
    [like],
  );
  const tables = [...new Set(columns.map(({ table }) => table))];
  const runner = dataSource.createQueryRunner();
  await runner.query("SET SESSION sql_mode = ''");
  try {
    for (const table of tables) {
      const names = columns.filter((one) => one.table === table).map(({ column }) => column);
      // A JSON column is a text that must be JSON: an empty one is none.
      const texts = (await runner.query(
        `SELECT column_name AS \`column\` FROM information_schema.columns
         WHERE table_schema = DATABASE() AND table_name = ? AND data_type = 'longtext' AND is_nullable = 'NO'`,
        [table],
      )) as { readonly column: string }[];
      const json = texts.map(({ column }) => `, ${column}`).join("");
      await runner.query(
        `INSERT INTO ${table} (id, ${names.join(", ")}${json}) VALUES (?, ${names.map(() => "?").join(", ")}${", '{}'".repeat(texts.length)})`,
        [toBinary(newId()), ...names.map(() => toBinary(id))],
      );
    }
  } finally {
    await runner.query("SET SESSION sql_mode = DEFAULT");
    await runner.release();
  }
  return columns;
};

/** How many times the id stands in the columns. */
export const countReferences = async (
  dataSource: DataSource,
  columns: readonly PlantedColumn[],
  id: string,
): Promise<number> => {
  let count = 0;
  for (const { table, column } of columns) {
    const [row] = await dataSource.query<{ n: string }[]>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${column} = ?`, [
      toBinary(id),
    ]);
    count += Number(row?.n ?? 0);
  }
  return count;
};
