import { canonicalJson, newId, store } from "@ocop/service-kit";
import type { EntityManager, EntitySchema } from "typeorm";

type Row = { readonly id: string; readonly version: number };

/** What a file changed in its table. */
export type Outcome = { readonly added: number; readonly changed: number; readonly same: number };

const factsOf = ({ id: _id, version: _version, ...facts }: Row): string => canonicalJson(facts);

/**
 * Brings the rows of a table to what a file says: new ones are added, others changed, equal ones left
 * alone, and none is removed. The same file a second time changes nothing.
 */
export const sync = async <T extends Row>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  wanted: readonly Omit<T, "id" | "version">[],
  keyOf: (row: Omit<T, "id" | "version">) => string,
): Promise<Outcome> => {
  const table = store(manager, schema);
  const known = new Map((await table.where({}, { limit: 1_000_000 })).map((row) => [keyOf(row), row]));
  const added: T[] = [];
  let changed = 0;
  for (const facts of wanted) {
    const row = known.get(keyOf(facts));
    if (row === undefined) added.push({ ...facts, id: newId(), version: 1 } as T);
    else if (factsOf({ ...facts, id: "", version: 0 }) !== factsOf(row)) {
      await table.save({ ...row, ...facts });
      changed += 1;
    }
  }
  await table.insert(added);
  return { added: added.length, changed, same: wanted.length - added.length - changed };
};
