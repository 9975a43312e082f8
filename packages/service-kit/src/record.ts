import type { EntityManager, ObjectLiteral } from "typeorm";
import type { Author, Change, Recorded } from "./audit";
import { isId } from "./id";
import { notesOf } from "./transaction";

/**
 * Writes one entry into the audit log when this transaction commits: a reveal, an export, the use of
 * break-glass; with the reason that was given and the law it stands on. Ids, never personal values.
 *
 * Saving through a `store` is noted by itself. Only transactions of `transact` keep a log.
 *
 * @throws Error when the manager is in no transaction: nothing would ever be written
 * @example record(manager, { objectType: "producer", objectId, operation: "revealPhone", reason })
 */
export const record = (manager: EntityManager, said: Recorded): void => {
  if (manager.queryRunner?.isTransactionActive !== true)
    throw new Error(`${said.objectType} cannot be recorded outside a transaction`);
  notesOf(manager)?.recorded(said);
};

/** Notes that rows were changed by hand-written SQL; `store` and `insert` note theirs themselves. */
export const noteChange = (manager: EntityManager, change: Change): void => {
  notesOf(manager)?.changed(change);
};

/** Notes rows that were written: one by its id and version, where it has them, several by their number. */
export const noteRows = (manager: EntityManager, table: string, rows: readonly ObjectLiteral[]): void => {
  const [row = {}] = rows;
  const { id, version }: { id?: unknown; version?: unknown } = row;
  const isOne = rows.length === 1;
  noteChange(manager, {
    objectType: table,
    objectId: isOne && typeof id === "string" && isId(id) ? id : null,
    objectVersion: isOne && typeof version === "number" ? version : null,
    rows: rows.length,
  });
};

/** Who answers for the changes that follow in this transaction. */
export const answeredBy = (manager: EntityManager, author: Author): void => {
  notesOf(manager)?.answeredBy(author);
};

/** @returns forgets what is noted from now on, for work that is rolled back to a savepoint */
export const markNotes = (manager: EntityManager): (() => void) => notesOf(manager)?.mark() ?? (() => undefined);
