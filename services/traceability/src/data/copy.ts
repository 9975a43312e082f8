import { putCopy, select, toBinary, type Versioned } from "@ocop/service-kit";
import type { EntityManager, EntitySchema } from "typeorm";

/**
 * Writes a copy of another service's aggregate unless a newer one is there.
 *
 * @returns the copy that stands now; its row stays locked until the transaction ends
 */
export const keepCopy = async <T extends Versioned>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  copy: T,
): Promise<T> => {
  await putCopy(manager, schema, copy);
  const { tableName } = manager.connection.getMetadata(schema);
  const [kept] = await select(manager, schema, `FROM ${tableName} t WHERE t.id = ?`, [toBinary(copy.id)]);
  if (!kept) throw new Error(`${tableName} lost the copy it was given`);
  return kept;
};
