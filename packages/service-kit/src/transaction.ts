import { setTimeout as pause } from "node:timers/promises";
import type { DataSource, EntityManager, QueryRunner } from "typeorm";
import { type Author, auditSchemaOf, createNotes, insertEntries, type Notes } from "./audit";
import { machineTime } from "./clock";
import { toBinary } from "./id";

type Witness = { readonly sql: string; readonly params: readonly unknown[] };
type Open = { readonly after: (() => void)[]; readonly notes: Notes; witness: Witness | null };

/** What the open transactions of {@link transact} have collected, by their connection. */
const open = new WeakMap<QueryRunner, Open>();
const openOf = (manager: EntityManager): Open | undefined =>
  manager.queryRunner ? open.get(manager.queryRunner) : undefined;

/** Calls `act` once this transaction has committed; never after a roll back, never for a transaction of one's own. */
export const afterCommit = (manager: EntityManager, act: () => void): void => {
  openOf(manager)?.after.push(act);
};

/** What this transaction will write into the audit log; null for a transaction of one's own. */
export const notesOf = (manager: EntityManager): Notes | null => openOf(manager)?.notes ?? null;

/**
 * Names a row that stands in the database only if this transaction committed, by a locking read of its
 * key. When the answer to COMMIT is lost, the row decides between done and again.
 */
export const provenBy = (manager: EntityManager, sql: string, params: readonly unknown[]): void => {
  const transaction = openOf(manager);
  if (transaction) transaction.witness ??= { sql, params };
};

type DriverError = { readonly errno?: number; readonly code?: string; readonly message?: string };

const lockErrors = new Set([1213, 1205]);
const lossErrors = new Set([1047, 1053, 1927, 2006, 2013]);
const lossCodes = new Set(["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"]);

const isLock = ({ errno }: DriverError): boolean => errno !== undefined && lockErrors.has(errno);
const isLoss = ({ errno, code, message }: DriverError): boolean =>
  (errno !== undefined && lossErrors.has(errno)) ||
  (code !== undefined && lossCodes.has(code)) ||
  (message?.includes("closed state") ?? false);

/**
 * Did the database refuse for a reason that passes: a deadlock (1213), a lock that took too long (1205),
 * a node without quorum (1047), a connection that was lost? The transaction is gone, its work may be repeated.
 */
export const isTransient = (error: unknown): boolean => error instanceof Error && (isLock(error) || isLoss(error));

const retries = 5;

/** Locks are waited for from 5 ms on, a lost server from 100 ms; doubled with each try and spread by half. */
const wait = (error: unknown, attempt: number): Promise<void> =>
  pause((isLock(error as DriverError) ? 5 : 100) * 2 ** attempt * (0.5 + Math.random()));

/** Repeats single statements that are safe to repeat while the database refuses for a passing reason. */
export const retrying = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === retries || !isTransient(error)) throw error;
      await wait(error, attempt);
    }
  }
};

/** A closure that ran to its end but whose COMMIT was never answered. */
class CommitUnanswered<T> extends Error {
  constructor(
    readonly value: T,
    readonly witness: Witness | null,
    cause: unknown,
  ) {
    super("The connection was lost while the transaction was committed", { cause });
  }
}

/** Writes what was noted. The time is the machine's, not the platform's clock: the log says when things really happened. */
const writeNotes = async (manager: EntityManager, { notes }: Open): Promise<void> => {
  const entries = notes.entries(new Date(machineTime()));
  const [first] = entries;
  if (!first) return;
  await insertEntries(manager, entries);
  const entry = `${auditSchemaOf(manager.connection)}.audit_entry`;
  provenBy(manager, `SELECT id FROM ${entry} WHERE id = ? LOCK IN SHARE MODE`, [toBinary(first.id)]);
};

const once = async <T>(
  dataSource: DataSource,
  run: (manager: EntityManager) => Promise<T>,
  author: Author | null,
): Promise<T> => {
  const runner = dataSource.createQueryRunner();
  const transaction: Open = { after: [], notes: createNotes(author), witness: null };
  open.set(runner, transaction);
  try {
    await runner.startTransaction();
    const value = await run(runner.manager);
    await writeNotes(runner.manager, transaction);
    try {
      await runner.commitTransaction();
    } catch (error) {
      throw isLoss(error as DriverError) ? new CommitUnanswered(value, transaction.witness, error) : error;
    }
    for (const act of transaction.after) act();
    return value;
  } catch (error) {
    if (runner.isTransactionActive) await rollBack(runner);
    throw error;
  } finally {
    await runner.release();
  }
};

/** A connection that cannot roll back is lost, and the server rolls back what it held. */
const rollBack = async (runner: QueryRunner): Promise<void> => {
  try {
    await runner.rollbackTransaction();
  } catch (error) {
    if (!isTransient(error)) throw error;
  }
};

const isOwnRow = (error: unknown): boolean =>
  error instanceof Error &&
  (error as DriverError).errno === 1062 &&
  /for key '(\w+\.)?PRIMARY'/.test((error as DriverError).message ?? "");

/**
 * Runs the closure in one READ COMMITTED transaction and commits; rolls back when it throws. The whole
 * closure is repeated, at most five times, when the database refuses for a passing reason. It holds no
 * effect outside the transaction, and ids are made before it.
 *
 * When the answer to COMMIT is lost, a row of the transaction tells whether it had committed
 * ({@link provenBy}; every published event and every audit entry is one), and so does a repeat that meets its own primary key
 * (1062): the first result is returned and nothing happens twice.
 *
 * What is saved in it is noted, and written into the audit log of the service right before COMMIT.
 *
 * @param author who answers for the changes
 * @throws Error when something is saved and there is no author
 */
export const transact = async <T>(
  dataSource: DataSource,
  run: (manager: EntityManager) => Promise<T>,
  author: Author | null = null,
): Promise<T> => {
  let unanswered: CommitUnanswered<T> | null = null;
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (unanswered?.witness) {
        const { sql, params } = unanswered.witness;
        const rows = await dataSource.query<unknown[]>(sql, [...params]);
        if (rows.length > 0) return unanswered.value;
        unanswered = null;
      }
      return await once(dataSource, run, author);
    } catch (error) {
      if (unanswered && isOwnRow(error)) return unanswered.value;
      if (error instanceof CommitUnanswered) unanswered = error as CommitUnanswered<T>;
      const reason = error instanceof CommitUnanswered ? error.cause : error;
      if (attempt === retries || !isTransient(reason)) throw reason;
      await wait(reason, attempt);
    }
  }
};
