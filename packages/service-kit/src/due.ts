import type { DataSource, EntityManager } from "typeorm";
import { systemAuthor } from "./audit";
import type { Clock } from "./clock";
import { fromBinary, toBinary } from "./id";
import { databaseNow, errorText, leaseParameters, leaseSql, newToken, restFor, startLoop, tries } from "./leases";
import type { Log } from "./log";
import type { Running } from "./process";
import { retrying, transact } from "./transaction";

/** Something the clock must do: at `at` on the platform's clock, once for each kind and key. */
export type DueWork<Payload = unknown> = {
  readonly kind: string;
  /** id of what it is about */
  readonly key: string;
  readonly at: Date;
  readonly payload: Payload;
};

/** Runs in the transaction that also removes the row; it may schedule the same key again. */
export type DueHandler = (manager: EntityManager, work: DueWork) => Promise<void>;

export type DueOptions = {
  readonly dataSource: DataSource;
  /** decides what is due; leases stand on the database's own clock */
  readonly clock: Clock;
  readonly handlers: Readonly<Record<string, DueHandler>>;
  readonly leaseSeconds: number;
  readonly log: Log;
};

/**
 * Schedules work in the transaction that makes it necessary. Once scheduled, the same kind and key is
 * moved to the new time, its tries begin anew, and it lives again if it was dead.
 */
export const scheduleDue = async (manager: EntityManager, { kind, key, at, payload }: DueWork): Promise<void> => {
  await manager.query(
    `INSERT INTO due (kind, due_key, due_at, payload) VALUES (?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), payload = VALUES(payload), attempts = 0,
       next_at = ${databaseNow}, owner = NULL, last_error = NULL, dead_at = NULL`,
    [kind, toBinary(key), at, JSON.stringify(payload)],
  );
};

/** @returns whether such work was scheduled */
export const cancelDue = async (manager: EntityManager, kind: string, key: string): Promise<boolean> => {
  const { affectedRows } = await manager.query<{ affectedRows: number }>(
    "DELETE FROM due WHERE kind = ? AND due_key = ?",
    [kind, toBinary(key)],
  );
  return affectedRows > 0;
};

type DeadDue = DueWork & { readonly lastError: string | null; readonly deadAt: Date };

/** Work that failed twelve times and waits for a person, at most 100; `scheduleDue` gives it a new life. */
export const deadDue = async (dataSource: DataSource): Promise<readonly DeadDue[]> => {
  const rows = await dataSource.query<(Row & { last_error: string | null; dead_at: Date })[]>(
    `SELECT kind, due_key, due_at, payload, attempts, last_error, dead_at FROM due
     WHERE dead_at IS NOT NULL ORDER BY dead_at LIMIT 100`,
  );
  return rows.map((row) => ({ ...workOf(row), lastError: row.last_error, deadAt: row.dead_at }));
};

type Row = {
  readonly kind: string;
  readonly due_key: Buffer;
  readonly due_at: Date;
  readonly payload: string;
  readonly attempts: number;
};

const workOf = ({ kind, due_key, due_at, payload }: Row): DueWork => ({
  kind,
  key: fromBinary(due_key),
  at: due_at,
  payload: JSON.parse(payload) as unknown,
});

/** The work claimed under a new mark, in order of its time. */
const claim = async ({ dataSource, clock, handlers, leaseSeconds }: DueOptions) => {
  const token = newToken();
  const now = clock.now();
  const keys = await dataSource.query<{ kind: string; due_key: Buffer }[]>(
    `SELECT kind, due_key FROM due
     WHERE dead_at IS NULL AND due_at <= ? AND next_at <= NOW(3) AND kind IN (?) ORDER BY due_at LIMIT 100`,
    [now, Object.keys(handlers)],
  );
  if (keys.length === 0) return { token, rows: [] };
  const sorted = keys
    .map(({ kind, due_key }) => [kind, due_key] as const)
    .sort(([kind, key], [other, otherKey]) => (kind === other ? key.compare(otherKey) : kind < other ? -1 : 1));
  await retrying(() =>
    dataSource.query(
      `UPDATE due FORCE INDEX (PRIMARY) SET owner = ?, next_at = ${leaseSql}, attempts = attempts + 1
       WHERE (kind, due_key) IN (?) AND dead_at IS NULL AND due_at <= ? AND next_at <= NOW(3)`,
      [token, ...leaseParameters(leaseSeconds), sorted, now],
    ),
  );
  const rows = await dataSource.query<Row[]>(
    `SELECT kind, due_key, due_at, payload, attempts FROM due FORCE INDEX (PRIMARY)
     WHERE (kind, due_key) IN (?) AND owner = ? ORDER BY due_at`,
    [sorted, token],
  );
  return { token, rows };
};

const mine = "kind = ? AND due_key = ? AND owner = ?";

/** Handles one row and removes it in the same transaction, unless it was moved or cancelled meanwhile. */
const fire = (dataSource: DataSource, handler: DueHandler, row: Row, token: Buffer): Promise<void> =>
  transact(
    dataSource,
    async (manager) => {
      const key = [row.kind, row.due_key, token];
      const [held] = await manager.query<unknown[]>(`SELECT kind FROM due WHERE ${mine} FOR UPDATE`, key);
      if (!held) return;
      await handler(manager, workOf(row));
      await manager.query(`DELETE FROM due WHERE ${mine}`, key);
    },
    systemAuthor("clock", row.kind),
  );

/**
 * Does what the clock says, once: each row is leased, then handled and removed in one transaction. A
 * failure is tried again after the lease, doubled each time; after twelve tries the row is dead. Several
 * processes are safe.
 */
export const startDue = (options: DueOptions): Running => {
  const { dataSource, handlers, leaseSeconds, log } = options;

  const settle = async (row: Row, token: Buffer): Promise<void> => {
    const handler = handlers[row.kind];
    if (!handler) return;
    try {
      if (row.attempts > tries) throw new Error("its process died each time it was tried");
      await fire(dataSource, handler, row, token);
    } catch (error) {
      const dead = row.attempts >= tries;
      const facts = { err: error, kind: row.kind, key: fromBinary(row.due_key), attempt: row.attempts };
      if (dead) log.error(facts, "due: work is dead");
      else log.warn(facts, "due: work failed");
      await dataSource.query(`UPDATE due SET last_error = ?, dead_at = ${dead ? "NOW(3)" : "NULL"} WHERE ${mine}`, [
        errorText(error),
        row.kind,
        row.due_key,
        token,
      ]);
    }
  };

  const turn = async (): Promise<number> => {
    const { token, rows } = await claim(options);
    for (const row of rows) await settle(row, token);
    return rows.length > 0 ? 0 : restFor(leaseSeconds);
  };
  return startLoop("due work", log, restFor(leaseSeconds), turn);
};
