import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { Refusal } from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import { canonicalJson } from "./canonical";
import type { Cipher } from "./cipher";
import { machineTime } from "./clock";
import { deleteByKey } from "./delete-by-key";

/** One mutation as it was asked for. */
export type MutationCall = {
  /** name of the field */
  readonly operation: string;
  /** arguments by name; the key is the member `idempotencyKey` of `input` */
  readonly args: Readonly<Record<string, unknown>>;
};

/** One request that may be repeated: whose, by which key, and what it asked for. */
export type Repeatable = {
  /** subject of the caller; the anonymous public shares one */
  readonly subject: string | null;
  readonly operation: string;
  readonly key: string;
  /** anything with a JSON form; other arguments under the same key are refused */
  readonly args: unknown;
};

/** Hours for which a result is kept. */
const kept = 72;

/** Seconds for which a duplicate waits for the first request to end. */
const patience = 2;

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();

const errnoOf = (error: unknown): unknown => (error instanceof Error && "errno" in error ? error.errno : null);

const isInput = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Instants in their printed form: what a client can send has a JSON form, what scalars made of it has too. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/**
 * The repeatable request in a mutation's arguments; null when the client gave no key.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for a key that is not 1 to 100 visible ASCII characters
 */
export const repeatableOf = (subject: string | null, { operation, args }: MutationCall): Repeatable | null => {
  const { input } = args;
  if (!isInput(input)) return null;
  const { idempotencyKey: key = null, ...rest } = input;
  if (key === null) return null;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,100}$/.test(key))
    throw new Refusal("BAD_USER_INPUT", { field: "idempotencyKey" });
  return { subject, operation, key, args: plain({ ...args, input: rest }) };
};

type Row = { readonly sealed: Buffer; readonly at: Date };

/** What is kept of a request. Sealed whole: even a hash of the arguments would let a telephone number be guessed. */
type Kept = { readonly digest: Buffer; readonly result: unknown };

export type OnceParts = {
  /** of the transaction in which the request takes effect */
  readonly manager: EntityManager;
  /** seals what is kept: it may hold personal data */
  readonly cipher: Cipher;
  /** by the platform's clock */
  readonly now: Date;
};

/**
 * Does the request once. The same key with the same arguments gives the object that the first one returned,
 * for 72 hours; a request that was refused left nothing behind and may be tried again.
 *
 * The row is the lock: a duplicate waits for the transaction of the first, at most two seconds.
 *
 * @throws Refusal `IDEMPOTENCY_MISMATCH` for other arguments under the same key, `IN_PROGRESS` while the first
 *   request is still running
 */
export const once = async <Result>(
  { manager, cipher, now }: OnceParts,
  { subject, operation, key, args }: Repeatable,
  run: () => Promise<Result>,
): Promise<Result> => {
  const scope = hash(canonicalJson([subject, operation, key]));
  const digest = hash(canonicalJson(args));
  const place = `idempotency/${scope.toString("hex")}`;

  const claim = async (): Promise<boolean> => {
    try {
      await manager.query(
        `SET STATEMENT innodb_lock_wait_timeout=${String(patience)} FOR
         INSERT INTO idempotency (scope, at) VALUES (?, ?)`,
        [scope, now],
      );
      return true;
    } catch (error) {
      if (errnoOf(error) === 1062) return false;
      throw errnoOf(error) === 1205 ? new Refusal("IN_PROGRESS") : error;
    }
  };

  const known = async (): Promise<Row | null> => {
    // Without a lock: every duplicate holds a shared one since its INSERT failed, and asking for more would deadlock.
    const [row] = await manager.query<Row[]>("SELECT sealed, at FROM idempotency WHERE scope = ?", [scope]);
    if (row && now.getTime() - row.at.getTime() < kept * 3_600_000) return row;
    await manager.query("DELETE FROM idempotency WHERE scope = ?", [scope]);
    return null;
  };

  if (!(await claim())) {
    const row = await known();
    if (row) {
      const first = deserialize(cipher.open(row.sealed, place)) as Kept;
      if (!digest.equals(first.digest)) throw new Refusal("IDEMPOTENCY_MISMATCH");
      return first.result as Result;
    }
    if (!(await claim())) throw new Refusal("IN_PROGRESS");
  }
  const result = await run();
  const sealed = cipher.seal(serialize({ digest, result } satisfies Kept), place);
  await manager.query("UPDATE idempotency SET sealed = ? WHERE scope = ?", [sealed, scope]);
  return result;
};

/**
 * Deletes results that nobody can ask for any more, at most 1,000, a day late. The platform's clock, by which they were
 * kept, may be moved in development: they have to be old by the machine's, too.
 *
 * @param now by the platform's clock
 */
export const forgetRequests = async (dataSource: DataSource, now: Date): Promise<void> => {
  const latest = Math.min(machineTime(), now.getTime());
  const old = await dataSource.query<{ scope: Buffer }[]>("SELECT scope FROM idempotency WHERE at < ? LIMIT 1000", [
    new Date(latest - (kept + 24) * 3_600_000),
  ]);
  await deleteByKey(
    dataSource,
    "idempotency",
    "scope",
    old.map(({ scope }) => scope),
  );
};
