import type { KeyObject } from "node:crypto";
import type { ServiceName } from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import { auditSchemaOf, entryColumns, entryOfRow, type EntryRow } from "./audit";
import { firstHash, linkHash } from "./audit-chain";
import { appendHead, headKeysOf, signHead } from "./audit-heads";
import { machineTime } from "./clock";
import { deleteKeys } from "./delete-by-key";
import { databaseNow, startLoop } from "./leases";
import type { Log } from "./log";
import { gaugeOf, type Metrics } from "./metrics";
import type { Running } from "./process";
import { transact } from "./transaction";

export type SealerOptions = {
  readonly service: ServiceName;
  readonly dataSource: DataSource;
  /** one, or two while one replaces the other; the first one signs */
  readonly signingSecrets: readonly string[];
  /** outside the database: one signed head a line, never shortened */
  readonly headsFile: string;
  readonly log: Log;
  readonly metrics?: Pick<Metrics, "registry">;
};

/** Entries sealed in one transaction. */
const batch = 500;

/** Milliseconds between two looks, ± 20 %: an entry is sealed within a second. */
const rest = 400;

/** Seconds after which an entry without a seal is an alarm. */
export const overdueSeconds = 10;

/** Milliseconds between two looks at the age of the first entry without a seal, and between two alarms. */
const [watchEvery, alarmEvery] = [2_000, 10_000];

/** Milliseconds between two signed heads, and between two looks at a chain that has not grown. */
const [headEvery, headLook] = [60_000, 2_000];

type Top = { readonly seq: number; readonly hash: Buffer };

/** The last seal of the chain. */
const topOf = async (manager: EntityManager): Promise<Top> => {
  const [top] = await manager.query<{ seq: number | string; hash: Buffer }[]>(
    `SELECT seq, hash FROM ${auditSchemaOf(manager.connection)}.audit_seal ORDER BY seq DESC LIMIT 1`,
  );
  return top ? { seq: Number(top.seq), hash: top.hash } : { seq: 0, hash: firstHash };
};

/**
 * Entries that wait for a seal, oldest first: read without locks, so that no business transaction waits for the
 * sealer, and by their marks, so that one that commits late is found like any other.
 */
const waiting = (manager: EntityManager): Promise<EntryRow[]> =>
  manager.query(
    `SELECT ${entryColumns.map((name) => `e.${name}`).join(", ")}
     FROM audit_pending p FORCE INDEX (PRIMARY)
     STRAIGHT_JOIN ${auditSchemaOf(manager.connection)}.audit_entry e ON e.id = p.entry_id
     ORDER BY p.entry_id LIMIT ${String(batch)}`,
  );

/**
 * Seals the oldest entries, at most 500, in one transaction: their seals continue the chain and their marks go.
 *
 * @returns how many
 * @throws 1062 when another sealer was faster: the number of a seal is given once
 */
export const sealEntries = (dataSource: DataSource): Promise<number> =>
  transact(dataSource, async (manager) => {
    const rows = await waiting(manager);
    if (rows.length === 0) return 0;
    let { seq, hash } = await topOf(manager);
    const seals = rows.map((row) => {
      const previous = hash;
      seq += 1;
      hash = linkHash(previous, entryOfRow(row));
      return [seq, row.id, previous, hash];
    });
    await manager.query(
      `INSERT INTO ${auditSchemaOf(dataSource)}.audit_seal (seq, entry_id, prev_hash, hash) VALUES ?`,
      [seals],
    );
    await deleteKeys(
      manager,
      "audit_pending",
      "entry_id",
      rows.map(({ id }) => id),
    );
    return rows.length;
  });

const isTaken = (error: unknown): boolean => error instanceof Error && "errno" in error && error.errno === 1062;

/** Seconds for which the first entry has waited for its seal; 0 when none waits. */
const ageOf = async (dataSource: DataSource): Promise<number> => {
  const [first] = await dataSource.query<{ age: number | string }[]>(
    `SELECT TIMESTAMPDIFF(MICROSECOND, at, ${databaseNow}) / 1000000 AS age
     FROM audit_pending FORCE INDEX (PRIMARY) ORDER BY entry_id LIMIT 1`,
  );
  return Number(first?.age ?? 0);
};

/** Signs how far the chain has come if it has come further. */
const createSigner = ({ service, dataSource, headsFile, signingSecrets }: SealerOptions) => {
  const [key] = headKeysOf(signingSecrets) as readonly [KeyObject, ...KeyObject[]];
  let signed = 0;
  return async (): Promise<boolean> => {
    const { seq, hash } = await topOf(dataSource.manager);
    if (seq === signed) return false;
    const at = new Date(machineTime()).toISOString();
    await appendHead(headsFile, signHead(key, service, { seq, hash: hash.toString("hex"), at }));
    signed = seq;
    return true;
  };
};

/** Looks now and then for an entry that has waited too long, and says so. */
const createWatch = ({ dataSource, log, metrics }: SealerOptions) => {
  const gauge =
    metrics && gaugeOf(metrics, "ocop_audit_unsealed_seconds", "Age of the first audit entry without a seal");
  let [nextLook, nextAlarm] = [0, 0];
  return async (): Promise<void> => {
    const now = machineTime();
    if (now < nextLook) return;
    nextLook = now + watchEvery;
    const seconds = await ageOf(dataSource);
    gauge?.set(seconds);
    if (seconds <= overdueSeconds || now < nextAlarm) return;
    nextAlarm = now + alarmEvery;
    log.error({ seconds }, "audit: an entry waits for its seal");
  };
};

/**
 * Chains the audit entries of a service: each is sealed within a second by a hash over itself and the hash
 * before. Several sealers of one service are safe: the number of a seal is its primary key, and whoever comes
 * second reads again. Once a minute, and at the end, the head of the chain is signed into a file.
 */
export const startSealer = (options: SealerOptions): Running => {
  const { service, dataSource, log } = options;
  const watch = createWatch(options);
  const signNow = createSigner(options);
  let nextHead = 0;

  const signSometimes = async (): Promise<void> => {
    if (machineTime() < nextHead) return;
    nextHead = machineTime() + headLook;
    try {
      if (await signNow()) nextHead = machineTime() + headEvery;
    } catch (error) {
      log.error({ err: error }, "audit: the head could not be signed");
    }
  };

  const seal = async (): Promise<number> => {
    try {
      return await sealEntries(dataSource);
    } catch (error) {
      if (isTaken(error)) return batch;
      throw error;
    }
  };

  const turn = async (): Promise<number> => {
    await watch();
    const sealed = await seal();
    await signSometimes();
    return sealed === batch ? 0 : rest;
  };
  const loop = startLoop(`audit sealer of ${service}`, log, rest, turn);

  return {
    stop: async () => {
      await loop.stop();
      try {
        await seal();
        await signNow();
      } catch (error) {
        log.error({ err: error }, "audit: the head could not be signed at the end");
      }
    },
  };
};
