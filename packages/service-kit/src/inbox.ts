import type { Event, EventName, HeardBy, ServiceName } from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import { systemAuthor } from "./audit";
import { deleteByKey } from "./delete-by-key";
import { aggregateTypeOf, eventOf, isStated, traceIdOf, UnreadableEvent, type Delivery } from "./delivery";
import { fromBinary, toBinary } from "./id";
import { errorText } from "./leases";
import { createPublish, type Publish } from "./outbox";
import { answeredBy, markNotes } from "./record";
import { isTransient, transact } from "./transaction";

/** What a handler may ask of its turn. */
export type Turn = {
  /** The aggregate's later events ran before this one: a replay for a name that was not heard at the time. */
  readonly late: boolean;
};

/**
 * What a service does with one event, in a transaction of the kit's, three lines into a use case.
 *
 * - `copy` is an upsert guarded by the version (`… WHERE version < :new`); it runs whenever it comes.
 * - `act` runs in the order of its aggregate: an event whose predecessor is missing waits parked.
 *
 * Where a service acts on one name of an aggregate type, its copies of that type keep the order too.
 * A handler may run again after a failure and has no effect outside the transaction.
 */
export type Handler<Kind extends "copy" | "act", Name extends EventName, D> = {
  readonly kind: Kind;
  handle(deps: D, event: Event<Name>, turn: Turn): Promise<void>;
};

/** One handler for every name the service hears; a promised but missing one does not compile. */
export type Handlers<Service extends ServiceName, D> = {
  readonly [Name in HeardBy<Service>]: Name extends `${string}.stated`
    ? Handler<"copy", Name, D>
    : Handler<"copy" | "act", Name, D>;
};

/**
 * What a handler works with, made for each event. `publish` writes into the handler's transaction;
 * what it writes names the event as its cause and goes on with its trace.
 */
export type MakeDeps<D> = (manager: EntityManager, event: Event, publish: Publish) => D;

export type InboxOptions<Service extends ServiceName, D> = {
  readonly service: Service;
  readonly dataSource: DataSource;
  readonly handlers: Handlers<Service, D>;
  readonly deps: MakeDeps<D>;
};

/** What is left to do for an aggregate: milliseconds until a parked event may be tried, null when none waits. */
export type ParkedRest = number | null;

export type AggregateKey = { readonly type: string; readonly id: string };

/** A parked event is tried this often; then it waits for an operator. */
const parkedTries = 8;
const drainedAtOnce = 25;

type ParkedRow = {
  readonly ver: number;
  readonly prev_ver: number;
  readonly payload: string;
  readonly attempts: number;
  /** microseconds until its next try */
  readonly wait: number | string;
};

const seenBefore = async (manager: EntityManager, consumer: string, eventId: string): Promise<boolean> => {
  const { affectedRows } = await manager.query<{ affectedRows: number }>(
    "INSERT IGNORE INTO inbox (consumer, event_id) VALUES (?, ?)",
    [consumer, toBinary(eventId)],
  );
  return affectedRows === 0;
};

const keyOf = (consumer: string, { type, id }: AggregateKey) => [consumer, type, toBinary(id)];
const whereKey = "consumer = ? AND agg_type = ? AND agg_id = ?";

/** Locks how far an aggregate has come, 0 before its first event. The insert comes first: without a row there is nothing to lock, and two first events could park each other. */
export const lockHead = async (manager: EntityManager, consumer: string, aggregate: AggregateKey): Promise<number> => {
  const key = keyOf(consumer, aggregate);
  await manager.query(
    "INSERT INTO inbox_head (consumer, agg_type, agg_id, ver) VALUES (?, ?, ?, 0) ON DUPLICATE KEY UPDATE ver = ver",
    key,
  );
  const [head] = await manager.query<{ ver: number }[]>(`SELECT ver FROM inbox_head WHERE ${whereKey} FOR UPDATE`, key);
  return Number(head?.ver ?? 0);
};

/** The aggregate has come this far; its head is locked. */
export const raiseHead = (
  manager: EntityManager,
  consumer: string,
  aggregate: AggregateKey,
  version: number,
): Promise<unknown> =>
  manager.query(`UPDATE inbox_head SET ver = ? WHERE ${whereKey}`, [version, ...keyOf(consumer, aggregate)]);

const park = (manager: EntityManager, consumer: string, delivery: Delivery): Promise<unknown> =>
  manager.query(
    `INSERT INTO inbox_parked (consumer, agg_type, agg_id, ver, prev_ver, event_id, payload)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      ...keyOf(consumer, { type: delivery.aggregateType, id: delivery.aggregateId }),
      delivery.version,
      delivery.previous,
      toBinary(delivery.id),
      JSON.stringify(delivery),
    ],
  );

/**
 * Takes events into one service: each has its effect once, and those of an aggregate in their order.
 * One transaction holds the mark in `inbox`, the handler's work and what it publishes.
 */
export const createInbox = <Service extends ServiceName, D>(options: InboxOptions<Service, D>) => {
  const { service: consumer, dataSource, deps } = options;
  const handlers = new Map(
    Object.entries<Handler<"copy" | "act", EventName, D>>(
      options.handlers as Readonly<Record<string, Handler<"copy" | "act", EventName, D>>>,
    ),
  );
  const ordered = new Set(
    [...handlers].filter(([, { kind }]) => kind === "act").map(([name]) => aggregateTypeOf(name)),
  );

  const handlerOf = (name: string): Handler<"copy" | "act", EventName, D> => {
    const handler = handlers.get(name);
    if (!handler) throw new UnreadableEvent(`${consumer} does not hear ${name}`);
    return handler;
  };

  const handle = async (manager: EntityManager, event: Event, late: boolean): Promise<void> => {
    const { traceparent } = event.meta;
    const meta = { actor: "event", traceparent, causationId: event.id };
    const publish = createPublish({ service: consumer, manager, meta });
    answeredBy(manager, systemAuthor("event", event.name, traceIdOf(event.meta) ?? null));
    await handlerOf(event.name).handle(deps(manager, event, publish), event, { late });
  };

  /** Runs one parked event under a savepoint: alone it fails, alone it is rolled back. */
  const tryParked = async (manager: EntityManager, aggregate: AggregateKey, row: ParkedRow, head: number) => {
    const key = [...keyOf(consumer, aggregate), row.ver];
    await manager.query("SAVEPOINT parked");
    const forget = markNotes(manager);
    try {
      await handle(manager, eventOf(JSON.parse(row.payload) as Delivery), row.ver <= head);
      await manager.query(`DELETE FROM inbox_parked WHERE ${whereKey} AND ver = ?`, key);
      await manager.query("RELEASE SAVEPOINT parked");
      return true;
    } catch (error) {
      if (isTransient(error)) throw error;
      await manager.query("ROLLBACK TO SAVEPOINT parked");
      forget();
      await manager.query(
        `UPDATE inbox_parked SET next_at = NOW(3) + INTERVAL 50000 * POW(2, attempts) MICROSECOND,
           attempts = attempts + 1, last_error = ? WHERE ${whereKey} AND ver = ?`,
        [errorText(error), ...key],
      );
      return false;
    }
  };

  /** Runs the parked successors of an event that has just run, in order of version, at most 25. */
  const drainFrom = async (manager: EntityManager, aggregate: AggregateKey, from: number): Promise<ParkedRest> => {
    const rows = await manager.query<ParkedRow[]>(
      `SELECT ver, prev_ver, payload, attempts, TIMESTAMPDIFF(MICROSECOND, NOW(3), next_at) AS wait FROM inbox_parked
       WHERE ${whereKey} ORDER BY ver LIMIT ${String(drainedAtOnce)}`,
      keyOf(consumer, aggregate),
    );
    let head = from;
    let done = 0;
    const waits: number[] = [];
    for (const row of rows) {
      if (row.prev_ver > head || row.attempts >= parkedTries) continue;
      const wait = Number(row.wait);
      if (wait > 0) waits.push(Math.ceil(wait / 1000));
      else if (await tryParked(manager, aggregate, row, head)) {
        head = Math.max(head, row.ver);
        done += 1;
      } else waits.push(50 * 2 ** row.attempts);
    }
    if (head > from) await raiseHead(manager, consumer, aggregate, head);
    if (done === drainedAtOnce) return 0;
    return waits.length === 0 ? null : Math.min(...waits);
  };

  /** Tries what is parked for an aggregate, in a transaction of its own. */
  const drain = (aggregate: AggregateKey): Promise<ParkedRest> =>
    transact(dataSource, async (manager) =>
      drainFrom(manager, aggregate, await lockHead(manager, consumer, aggregate)),
    );

  /**
   * Takes one event in. When this returns, the event is durable here and its receipt may be sent, be it
   * handled, seen before, or parked until its predecessor comes.
   *
   * @throws UnreadableEvent for an unknown name or a body that breaks its schema; whatever the handler throws
   */
  const receive = async (delivery: Delivery): Promise<ParkedRest> => {
    const event = eventOf(delivery);
    handlerOf(event.name);
    const aggregate = { type: event.aggregateType, id: event.aggregateId };
    return transact(dataSource, async (manager) => {
      if (await seenBefore(manager, consumer, event.id)) return null;
      if (isStated(event.name) || !ordered.has(event.aggregateType)) {
        await handle(manager, event, false);
        return null;
      }
      const head = await lockHead(manager, consumer, aggregate);
      if (event.version > head && delivery.previous > head) {
        await park(manager, consumer, delivery);
        return null;
      }
      await handle(manager, event, event.version <= head);
      if (event.version <= head) return null;
      await raiseHead(manager, consumer, aggregate, event.version);
      return drainFrom(manager, aggregate, event.version);
    });
  };

  /** Aggregates with parked events whose turn has come, at most 100. */
  const waiting = async (): Promise<readonly AggregateKey[]> => {
    const rows = await dataSource.query<{ agg_type: string; agg_id: Buffer }[]>(
      `SELECT DISTINCT p.agg_type, p.agg_id FROM inbox_parked p
       JOIN inbox_head h ON h.consumer = p.consumer AND h.agg_type = p.agg_type AND h.agg_id = p.agg_id
       WHERE p.consumer = ? AND p.prev_ver <= h.ver AND p.next_at <= NOW(3) AND p.attempts < ? LIMIT 100`,
      [consumer, parkedTries],
    );
    return rows.map(({ agg_type, agg_id }) => ({ type: agg_type, id: fromBinary(agg_id) }));
  };

  /** Aggregates whose events have waited so long for a predecessor that it must be asked for, at most 100. */
  const overdue = async (seconds: number): Promise<readonly (AggregateKey & { readonly after: number })[]> => {
    const rows = await dataSource.query<{ agg_type: string; agg_id: Buffer; ver: number }[]>(
      `SELECT p.agg_type, p.agg_id, h.ver FROM inbox_parked p
       JOIN inbox_head h ON h.consumer = p.consumer AND h.agg_type = p.agg_type AND h.agg_id = p.agg_id
       WHERE p.consumer = ? AND p.at < NOW(3) - INTERVAL ? SECOND
       GROUP BY p.agg_type, p.agg_id, h.ver LIMIT 100`,
      [consumer, seconds],
    );
    return rows.map(({ agg_type, agg_id, ver }) => ({ type: agg_type, id: fromBinary(agg_id), after: Number(ver) }));
  };

  return { receive, drain, waiting, overdue };
};

/**
 * Deletes what the inbox has known for more than 35 days, at most 1,000 rows: five days longer than any
 * producer keeps the event.
 */
export const forgetInbox = async (dataSource: DataSource, consumer: ServiceName): Promise<void> => {
  const old = await dataSource.query<{ event_id: Buffer }[]>(
    "SELECT event_id FROM inbox WHERE consumer = ? AND at < NOW(3) - INTERVAL 35 DAY LIMIT 1000",
    [consumer],
  );
  const ids = old.map(({ event_id }) => event_id);
  await deleteByKey(dataSource, "inbox", "event_id", ids, ["consumer", consumer]);
};
