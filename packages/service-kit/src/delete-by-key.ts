import type { DataSource, EntityManager } from "typeorm";
import { retrying } from "./transaction";

type Rest = readonly [column: string, value: string];

/** {@link deleteByKey} within a transaction: one statement, which is repeated with the transaction or not at all. */
export const deleteKeys = async (
  manager: EntityManager | DataSource,
  table: string,
  key: string,
  ids: readonly Buffer[],
  rest?: Rest,
): Promise<void> => {
  if (ids.length === 0) return;
  const sorted = ids.map((id) => id.toString("hex")).sort();
  await manager.query(
    `DELETE d FROM JSON_TABLE(?, '$[*]' COLUMNS (hex CHAR(64) PATH '$')) k
     STRAIGHT_JOIN ${table} d FORCE INDEX (PRIMARY) ON d.${key} = UNHEX(k.hex)${rest ? ` AND d.${rest[0]} = ?` : ""}`,
    [JSON.stringify(sorted), ...(rest ? [rest[1]] : [])],
  );
};

/**
 * Deletes rows by their keys and looks at no other row. On a small table `DELETE … WHERE id IN (…)` reads
 * the whole table instead, even with an index hint, and then waits for every row that an open business
 * transaction has just inserted; from a list of keys joined in this order the primary key is always used.
 *
 * @param key the key column that differs from row to row, BINARY
 * @param rest the other column of the primary key and its value
 */
export const deleteByKey = (
  dataSource: DataSource,
  table: string,
  key: string,
  ids: readonly Buffer[],
  rest?: Rest,
): Promise<void> => retrying(() => deleteKeys(dataSource, table, key, ids, rest));
