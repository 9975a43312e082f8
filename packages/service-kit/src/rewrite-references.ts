import type { EntityManager } from "typeorm";
import { toBinary } from "./id";
import { noteChange } from "./record";

/** An id that takes the place of another in every row that names it. */
export type Replacement = { readonly from: string; readonly to: string };

/** A column of ids, BINARY(16). `versioned`: the row counts its changes, and one it did not know of must not be lost. */
export type ReferenceColumn = { readonly table: string; readonly column: string; readonly versioned: boolean };

/** Replacements of one statement. */
const batch = 300;

/**
 * Writes the new ids over the old ones, wherever rows name them: one statement for each column and 300
 * replacements, however many rows. Done again it finds nothing left to do.
 *
 * @returns how many rows were changed
 */
export const rewriteReferences = async (
  manager: EntityManager,
  columns: readonly ReferenceColumn[],
  replacements: readonly Replacement[],
): Promise<number> => {
  let changed = 0;
  for (let from = 0; from < replacements.length; from += batch) {
    const some = replacements.slice(from, from + batch);
    const pairs = some.map((_, nth) => (nth === 0 ? "SELECT ? AS old_id, ? AS new_id" : "SELECT ?, ?"));
    const ids = some.flatMap((one) => [toBinary(one.from), toBinary(one.to)]);
    for (const { table, column, versioned } of columns) {
      const version = versioned ? ", t.version = t.version + 1" : "";
      const { affectedRows: rows } = await manager.query<{ affectedRows: number }>(
        `UPDATE ${table} t JOIN (${pairs.join(" UNION ALL ")}) r ON r.old_id = t.${column} SET t.${column} = r.new_id${version}`,
        ids,
      );
      noteChange(manager, { objectType: table, objectId: null, objectVersion: null, rows });
      changed += rows;
    }
  }
  return changed;
};
