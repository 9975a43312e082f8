import type { DataSource } from "typeorm";
import { plumbing, plumbingTables } from "../src/plumbing";

const definitionOf = async (dataSource: DataSource, table: string): Promise<readonly string[]> => {
  const [row] = await dataSource.query<Record<string, string>[]>(`SHOW CREATE TABLE ${table}`);
  const [, ...lines] = (row?.["Create Table"] ?? "").split("\n");
  return lines.map((line) => line.trim().replace(/,$/, ""));
};

/**
 * Where the migrated plumbing tables of a service differ from those of the kit, as the database itself
 * describes both: the kit's are made beside the service's and dropped again.
 *
 * @returns one line for each difference; none when they are the same
 */
export const plumbingDrift = async (dataSource: DataSource): Promise<readonly string[]> => {
  const known = new Set((await dataSource.query<object[]>("SHOW TABLES")).map((row) => String(Object.values(row)[0])));
  const drift: string[] = [];
  for (const [nth, table] of plumbingTables().entries()) {
    if (!known.has(table)) {
      drift.push(`${table} is missing`);
      continue;
    }
    const own = `kit_${table}`;
    await dataSource.query((plumbing[nth] ?? "").replace(`CREATE TABLE ${table}`, `CREATE TABLE ${own}`));
    const [found, wanted] = [await definitionOf(dataSource, table), await definitionOf(dataSource, own)];
    await dataSource.query(`DROP TABLE ${own}`);
    const lines = [
      ...wanted.filter((line) => !found.includes(line)).map((line) => `${table} lacks ${line}`),
      ...found.filter((line) => !wanted.includes(line)).map((line) => `${table} has ${line}`),
    ];
    const isReordered = lines.length === 0 && found.join() !== wanted.join();
    drift.push(...(isReordered ? [`${table} has its columns in another order`] : lines));
  }
  return drift;
};
