import { Refusal, subscriptions as platformSubscriptions, type EventName, type ServiceName } from "@ocop/contracts";
import type { Redis } from "ioredis";
import type { DataSource } from "typeorm";
import { systemAuthor } from "./audit";
import { producerOf, type Delivery } from "./delivery";
import { fromBinary, toBinary } from "./id";
import { lockHead, raiseHead } from "./inbox";
import { databaseNow, nextCountSql } from "./leases";
import { insertDeliveries, previousVersions, type Subscriptions } from "./outbox";
import { sendReceipts } from "./receipts";
import { answeredBy, record } from "./record";
import { transact } from "./transaction";

/** Names an event of the producer's log. */
export type EventKey = {
  readonly id: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly version: number;
};

/** A delivery that got no receipt in twelve tries. */
export type DeadLetter = {
  readonly event: EventKey & { readonly name: string };
  readonly consumer: ServiceName;
  readonly lastError: string | null;
  readonly deadAt: Date;
};

type EventRow = {
  readonly event_id: Buffer;
  readonly agg_type: string;
  readonly agg_id: Buffer;
  readonly agg_ver: number;
  readonly type: EventName;
};
type DeadRow = EventRow & {
  readonly consumer: ServiceName;
  readonly last_error: string | null;
  readonly dead_at: Date;
};

/** The dead deliveries of a producer, oldest first, at most 100. */
export const deadLetters = async (dataSource: DataSource): Promise<readonly DeadLetter[]> => {
  const rows = await dataSource.query<DeadRow[]>(
    `SELECT d.event_id, d.consumer, d.last_error, d.dead_at, e.agg_type, e.agg_id, e.agg_ver, e.type
     FROM outbox_delivery d JOIN outbox_event e ON e.event_id = d.event_id
     WHERE d.dead_at IS NOT NULL ORDER BY d.dead_at LIMIT 100`,
  );
  return rows.map((row) => ({
    event: {
      id: fromBinary(row.event_id),
      name: row.type,
      aggregateType: row.agg_type,
      aggregateId: fromBinary(row.agg_id),
      version: row.agg_ver,
    },
    consumer: row.consumer,
    lastError: row.last_error,
    deadAt: row.dead_at,
  }));
};

/**
 * Delivers an event of the last 30 days again, to one consumer or to all that hear its name. Safe at any
 * time: a consumer that has seen it answers with a receipt and does nothing.
 *
 * @returns the consumers it goes to
 * @throws Refusal `NOT_FOUND` when this service's log holds no such event
 */
export const replayEvent = (
  dataSource: DataSource,
  eventId: string,
  consumer?: ServiceName,
  subscriptions: Subscriptions = platformSubscriptions,
): Promise<readonly ServiceName[]> =>
  transact(dataSource, async (manager) => {
    const event = toBinary(eventId);
    const [row] = await manager.query<EventRow[]>(
      "SELECT event_id, agg_type, agg_id, agg_ver, type FROM outbox_event WHERE event_id = ?",
      [event],
    );
    if (!row) throw new Refusal("NOT_FOUND");
    const consumers = consumer ? [consumer] : (subscriptions[row.type] ?? []);
    const aggregate = { type: row.agg_type, id: fromBinary(row.agg_id), version: row.agg_ver };
    const previous = await previousVersions(manager, aggregate, consumers, subscriptions);
    const deliveries = consumers.map((name) => ({ event, consumer: name, previous: previous.get(name) ?? 0 }));
    await insertDeliveries(manager, producerOf(row.type), deliveries);
    await manager.query(
      `UPDATE outbox_delivery FORCE INDEX (PRIMARY)
       SET attempts = ${nextCountSql}, next_at = ${databaseNow}, owner = NULL, last_error = NULL, dead_at = NULL
       WHERE event_id = ? AND consumer IN (?)`,
      [event, consumers],
    );
    answeredBy(manager, systemAuthor("operator", "replay"));
    record(manager, { objectType: row.type, objectId: eventId, reason: `to ${consumers.join(", ")}` });
    return consumers;
  });

/** An event that waits in a consumer for its predecessor, or for an operator after eight failures. */
export type ParkedEvent = {
  readonly event: EventKey & { readonly name: string };
  readonly consumer: ServiceName;
  /** version of the event it waits for */
  readonly previous: number;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly since: Date;
};

type ParkedRow = {
  readonly consumer: ServiceName;
  readonly payload: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly at: Date;
};

/** The parked events of a consumer, oldest first, at most 100. */
export const parkedEvents = async (dataSource: DataSource): Promise<readonly ParkedEvent[]> => {
  const rows = await dataSource.query<ParkedRow[]>(
    "SELECT consumer, payload, attempts, last_error, at FROM inbox_parked ORDER BY at, ver LIMIT 100",
  );
  return rows.map(({ consumer, payload, attempts, last_error, at }) => {
    const { id, name, aggregateType, aggregateId, version, previous } = JSON.parse(payload) as Delivery;
    const event = { id, name, aggregateType, aggregateId, version };
    return { event, consumer, previous, attempts, lastError: last_error, since: at };
  });
};

/**
 * Gives a parked event that failed eight times its tries back; the consumer's sweep runs it within a second.
 *
 * @returns whether such an event is parked
 */
export const retryParked = async (dataSource: DataSource, eventId: string): Promise<boolean> => {
  const [key] = await dataSource.query<Record<"consumer" | "agg_type" | "agg_id" | "ver", unknown>[]>(
    "SELECT consumer, agg_type, agg_id, ver FROM inbox_parked WHERE event_id = ?",
    [toBinary(eventId)],
  );
  if (!key) return false;
  await dataSource.query(
    `UPDATE inbox_parked SET attempts = 0, next_at = ${databaseNow}, last_error = NULL
     WHERE consumer = ? AND agg_type = ? AND agg_id = ? AND ver = ?`,
    [key.consumer, key.agg_type, key.agg_id, key.ver],
  );
  return true;
};

/**
 * Passes over an event in one consumer for good: it counts as seen and the aggregate's order goes on
 * behind it, its parked successors within a second. The receipt ends its dead delivery at the producer.
 */
export const skipEvent = async (
  dataSource: DataSource,
  receipts: Redis,
  consumer: ServiceName,
  event: EventKey,
): Promise<void> => {
  await transact(dataSource, async (manager) => {
    const aggregate = { type: event.aggregateType, id: event.aggregateId };
    await manager.query("INSERT IGNORE INTO inbox (consumer, event_id) VALUES (?, ?)", [consumer, toBinary(event.id)]);
    const head = await lockHead(manager, consumer, aggregate);
    if (event.version > head) await raiseHead(manager, consumer, aggregate, event.version);
    await manager.query("DELETE FROM inbox_parked WHERE consumer = ? AND agg_type = ? AND agg_id = ? AND ver = ?", [
      consumer,
      aggregate.type,
      toBinary(aggregate.id),
      event.version,
    ]);
    answeredBy(manager, systemAuthor("operator", "skip"));
    const { aggregateType: objectType, aggregateId: objectId, version: objectVersion } = event;
    record(manager, { objectType, objectId, objectVersion, reason: `event ${event.id}` });
  });
  await sendReceipts(receipts, consumer, [{ producer: producerOf(event.aggregateType), eventId: event.id }]);
};
