import type { ServiceName } from "@ocop/contracts";
import type { Redis } from "ioredis";
import type { DataSource } from "typeorm";
import { deleteByKey } from "./delete-by-key";
import { aggregateTypeOf, hexOf, producerOf } from "./delivery";
import { fromBinary } from "./id";
import { insertDeliveries, previousVersions, type NewDelivery, type Subscriptions } from "./outbox";
import { prefixOf, whenReady } from "./redis";

/** What a consumer tells a producer: the event is in my database, or its predecessors never came. */
export type Receipt = { readonly producer: ServiceName; readonly eventId: string };
export type MissingEvents = { readonly aggregateType: string; readonly aggregateId: string; readonly after: number };

/** Messages taken off the list at once, at most. */
export const receiptBatch = 500;
const listOf = (producer: string): string => `${prefixOf(producer)}:receipts`;

/**
 * Sent after the consumer's commit and never before. A receipt that is lost means one more delivery,
 * which the inbox answers with a new receipt.
 */
export const sendReceipts = async (
  connection: Redis,
  consumer: ServiceName,
  receipts: readonly Receipt[],
): Promise<void> => {
  if (receipts.length === 0) return;
  await whenReady(connection);
  const pipeline = connection.pipeline();
  for (const { producer, eventId } of receipts) pipeline.rpush(listOf(producer), `${consumer}/${hexOf(eventId)}`);
  await pipeline.exec();
};

/** Asks the producer's log again for the events of an aggregate after a version. */
export const askAgain = async (
  connection: Redis,
  consumer: ServiceName,
  { aggregateType, aggregateId, after }: MissingEvents,
): Promise<void> => {
  await whenReady(connection);
  const asked = [consumer, aggregateType, hexOf(aggregateId), String(after)].join("/");
  await connection.rpush(listOf(producerOf(aggregateType)), asked);
};

type Asked = { readonly event_id: Buffer; readonly type: string; readonly agg_ver: number };

/**
 * Writes deliveries of an aggregate's events, at most 500, that the consumer hears and that no longer
 * stand in the table. Those it has seen are answered by its inbox; dead ones stay dead.
 */
export const restoreDeliveries = async (
  dataSource: DataSource,
  service: ServiceName,
  consumer: ServiceName,
  { aggregateType, aggregateId, after }: MissingEvents,
  subscriptions: Subscriptions,
): Promise<void> => {
  const id = Buffer.from(hexOf(aggregateId), "hex");
  const found = await dataSource.query<Asked[]>(
    `SELECT event_id, type, agg_ver FROM outbox_event
     WHERE agg_type = ? AND agg_id = ? AND fact_ver > ? ORDER BY fact_ver LIMIT ${String(receiptBatch)}`,
    [aggregateType, id, after],
  );
  const deliveries: NewDelivery[] = [];
  for (const { event_id, type, agg_ver } of found) {
    if (subscriptions[type as keyof Subscriptions]?.includes(consumer) !== true) continue;
    const aggregate = { type: aggregateTypeOf(type), id: fromBinary(id), version: agg_ver };
    const previous = await previousVersions(dataSource.manager, aggregate, [consumer], subscriptions);
    deliveries.push({ event: event_id, consumer, previous: previous.get(consumer) ?? 0 });
  }
  await insertDeliveries(dataSource.manager, service, deliveries);
};

/** Takes up to 500 messages off the producer's list. Those lost with the relay that took them are sent again. */
export const takeMessages = async (connection: Redis, service: ServiceName): Promise<readonly string[]> =>
  (await connection.lpop(listOf(service), receiptBatch)) ?? [];

/** Deletes the deliveries that the messages acknowledge, dead ones too, and restores those they ask for. */
export const applyMessages = async (
  dataSource: DataSource,
  service: ServiceName,
  messages: readonly string[],
  subscriptions: Subscriptions,
): Promise<void> => {
  const received = new Map<string, Buffer[]>();
  for (const message of messages) {
    const [consumer = "", second = "", aggregateId, after] = message.split("/");
    if (aggregateId === undefined)
      received.set(consumer, [...(received.get(consumer) ?? []), Buffer.from(second, "hex")]);
    else {
      const missing = { aggregateType: second, aggregateId, after: Number(after) };
      await restoreDeliveries(dataSource, service, consumer as ServiceName, missing, subscriptions);
    }
  }
  for (const [consumer, ids] of received)
    await deleteByKey(dataSource, "outbox_delivery", "event_id", ids, ["consumer", consumer]);
};
