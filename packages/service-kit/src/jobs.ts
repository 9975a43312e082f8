import { Refusal, type ServiceName } from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import type { Author } from "./audit";
import { fromBinary, newId, toBinary } from "./id";
import { databaseNow, errorText, leaseParameters, leaseSql, newToken, restFor, startLoop, tries } from "./leases";
import type { Log } from "./log";
import { nudge, onNudge } from "./nudge";
import type { Running } from "./process";
import { answeredBy } from "./record";
import { afterCommit, retrying, transact } from "./transaction";

export const jobStates = ["queued", "running", "done", "failed"] as const;
export type JobState = (typeof jobStates)[number];

/** Long work in small steps, each a transaction that also stores how far it came. */
export type Job = {
  readonly id: string;
  readonly kind: string;
  readonly input: unknown;
  readonly state: JobState;
  readonly done: number;
  /** null while unknown */
  readonly total: number | null;
  /** where the next step begins, as the last one said; null before the first */
  readonly cursor: unknown;
  readonly result: unknown;
  readonly requestedBy: string;
  /** why it failed last: the code of a refusal or the text of an error */
  readonly error: string | null;
  readonly createdAt: Date;
};

/** How far a step came. `done` and `total` count in the words of the job. */
export type Step = {
  readonly cursor: unknown;
  readonly done: number;
  readonly total: number | null;
  readonly finished?: boolean;
  readonly result?: unknown;
};

/** One step, at most 1,000 rows and a moment long. Its effects and its cursor are committed together. */
export type JobHandler = (manager: EntityManager, job: Job) => Promise<Step>;

export type JobsOptions = {
  readonly service: ServiceName;
  readonly dataSource: DataSource;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly leaseSeconds: number;
  readonly log: Log;
  /** jobs worked on at a time in this process */
  readonly concurrency?: number;
};

const nudgeName = (service: string): string => `${service}.jobs`;

export type NewJob = {
  readonly service: ServiceName;
  readonly kind: string;
  readonly input: unknown;
  /** subject or name of the system actor */
  readonly requestedBy: string;
};

/**
 * Asks for a job in the transaction of the request; it begins after the commit.
 *
 * @returns its id, by which {@link jobById} tells how far it is
 */
export const enqueueJob = async (
  manager: EntityManager,
  { service, kind, input, requestedBy }: NewJob,
): Promise<string> => {
  const id = newId();
  await manager.query("INSERT INTO job (id, kind, input, requested_by) VALUES (?, ?, ?, ?)", [
    toBinary(id),
    kind,
    JSON.stringify(input),
    requestedBy,
  ]);
  afterCommit(manager, () => {
    nudge(nudgeName(service));
  });
  return id;
};

type Row = {
  readonly id: Buffer;
  readonly kind: string;
  readonly input: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number | null;
  readonly step_cursor: string | null;
  readonly result: string | null;
  readonly requested_by: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly created_at: Date;
};

const columns = "id, kind, input, state, done, total, step_cursor, result, requested_by, error, attempts, created_at";

const parsed = (json: string | null): unknown => (json === null ? null : (JSON.parse(json) as unknown));

const jobOf = (row: Row): Job => ({
  id: fromBinary(row.id),
  kind: row.kind,
  input: parsed(row.input),
  state: row.state,
  done: row.done,
  total: row.total,
  cursor: parsed(row.step_cursor),
  result: parsed(row.result),
  requestedBy: row.requested_by,
  error: row.error,
  createdAt: row.created_at,
});

export const jobById = async (manager: EntityManager, id: string): Promise<Job | null> => {
  const [row] = await manager.query<Row[]>(`SELECT ${columns} FROM job WHERE id = ?`, [toBinary(id)]);
  return row ? jobOf(row) : null;
};

/** A job that failed begins again where it stopped. @returns whether it had failed */
export const retryJob = async (manager: EntityManager, id: string): Promise<boolean> => {
  const { affectedRows } = await manager.query<{ affectedRows: number }>(
    `UPDATE job SET state = 'queued', attempts = 0, next_at = ${databaseNow}, owner = NULL
     WHERE id = ? AND state = 'failed'`,
    [toBinary(id)],
  );
  return affectedRows > 0;
};

const mine = "id = ? AND owner = ? AND state = 'running'";

/** The oldest job that is due, under a new mark. */
const claim = async ({ dataSource, handlers, leaseSeconds }: JobsOptions) => {
  const candidates = await dataSource.query<{ id: Buffer }[]>(
    `SELECT id FROM job WHERE state IN ('queued', 'running') AND next_at <= NOW(3) AND kind IN (?)
     ORDER BY next_at LIMIT 10`,
    [Object.keys(handlers)],
  );
  for (const { id } of candidates) {
    const token = newToken();
    const { affectedRows } = await retrying(() =>
      dataSource.query<{ affectedRows: number }>(
        `UPDATE job SET owner = ?, state = 'running', next_at = ${leaseSql}, attempts = attempts + 1
         WHERE id = ? AND state IN ('queued', 'running') AND next_at <= NOW(3)`,
        [token, ...leaseParameters(leaseSeconds), id],
      ),
    );
    if (affectedRows === 1) return { id, token };
  }
  return null;
};

/** Whoever asked for a job answers for what its steps change. */
const authorOfJob = ({ kind, requested_by }: Row): Author => ({
  actor: requested_by,
  actedAs: null,
  client: "job",
  operation: kind,
  requestId: null,
});

type Held = { readonly id: Buffer; readonly token: Buffer };

/** @returns whether the job goes on: false when it is finished or another process has taken it over */
const step = ({ dataSource, handlers, leaseSeconds }: JobsOptions, { id, token }: Held): Promise<boolean> =>
  transact(dataSource, async (manager) => {
    const [row] = await manager.query<Row[]>(`SELECT ${columns} FROM job WHERE ${mine} FOR UPDATE`, [id, token]);
    const handler = row && handlers[row.kind];
    if (!handler) return false;
    if (row.attempts > tries) throw new Error("its process died each time it was tried");
    answeredBy(manager, authorOfJob(row));
    const { cursor, done, total, finished = false, result = null } = await handler(manager, jobOf(row));
    await manager.query(
      `UPDATE job SET step_cursor = ?, done = ?, total = ?, result = ?, state = ?, error = NULL, attempts = 1,
         next_at = ${databaseNow} + INTERVAL ? SECOND WHERE id = ?`,
      [JSON.stringify(cursor), done, total, JSON.stringify(result), finished ? "done" : "running", leaseSeconds, id],
    );
    return !finished;
  });

/**
 * Works on jobs step by step. A process that dies loses the step in hand and nothing else: the next one
 * resumes at the stored cursor when the lease runs out. A step that fails is tried again after the lease,
 * doubled each time; after twelve tries, or at once when it throws a Refusal, the job has failed.
 */
export const startJobs = (options: JobsOptions): Running => {
  const { service, dataSource, leaseSeconds, log, concurrency = 2 } = options;
  let stopping = false;

  const fail = async ({ id, token }: Held, error: unknown): Promise<void> => {
    log.warn({ err: error, jobId: fromBinary(id) }, "jobs: a step failed");
    const final = error instanceof Refusal ? "TRUE" : `attempts >= ${String(tries)}`;
    await dataSource.query(`UPDATE job SET error = ?, state = IF(${final}, 'failed', state) WHERE ${mine}`, [
      errorText(error),
      id,
      token,
    ]);
  };

  const turn = async (): Promise<number> => {
    const held = await claim(options);
    if (!held) return restFor(leaseSeconds);
    try {
      while (!stopping && (await step(options, held)));
      if (stopping) await release(dataSource, held);
    } catch (error) {
      await fail(held, error);
    }
    return stopping ? restFor(leaseSeconds) : 0;
  };

  const loops = Array.from({ length: concurrency }, () =>
    startLoop(`jobs of ${service}`, log, restFor(leaseSeconds), turn),
  );
  const forget = onNudge(nudgeName(service), () => {
    for (const { wake } of loops) wake();
  });
  return {
    stop: async () => {
      stopping = true;
      forget();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
};

/** A process that stops in good order leaves its job to the next one at once. */
const release = (dataSource: DataSource, { id, token }: Held): Promise<unknown> =>
  dataSource.query(`UPDATE job SET next_at = ${databaseNow}, attempts = 0 WHERE ${mine}`, [id, token]);
