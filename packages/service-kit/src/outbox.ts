import {
  events,
  subscriptions as platformSubscriptions,
  type EventBody,
  type EventMeta,
  type EventName,
  type ServiceName,
} from "@ocop/contracts";
import type { DataSource, EntityManager } from "typeorm";
import { deleteByKey } from "./delete-by-key";
import { aggregateTypeOf, isStated, producerOf } from "./delivery";
import { newId, toBinary } from "./id";
import { nudge } from "./nudge";
import { afterCommit, provenBy } from "./transaction";

/** Which services hear which names. */
export type Subscriptions = Readonly<Partial<Record<EventName, readonly ServiceName[]>>>;

export type Aggregate = { readonly id: string; readonly version: number };

/**
 * Writes one event and its deliveries in the transaction of the change it tells of. `aggregate` is the
 * row as saved: its new version is the version of the event, and one version has at most one event.
 */
export type Publish = <Name extends EventName>(
  name: Name,
  aggregate: Aggregate,
  body: EventBody<Name>,
  options?: { readonly regionId?: string | null },
) => Promise<void>;

export type PublishOptions = {
  readonly service: ServiceName;
  /** of the transaction that saved the aggregate, its row still locked */
  readonly manager: EntityManager;
  readonly meta: Omit<EventMeta, "regionId">;
  /** those of the platform unless a test has its own */
  readonly subscriptions?: Subscriptions;
};

/** 64 KiB: ids and the facts that consumers copy, never a document. */
const largestBody = 65_536;

export type OutgoingEvent = {
  readonly name: EventName;
  readonly aggregate: Aggregate;
  readonly body: unknown;
  readonly meta: EventMeta;
};

/** One row of `outbox_event`, with the id it was given. */
const rowOf = (service: ServiceName, { name, aggregate, body, meta }: OutgoingEvent) => {
  if (producerOf(name) !== service) throw new Error(`${service} does not publish ${name}`);
  if (aggregate.version < 1) throw new Error(`${name} tells of an aggregate that was never saved`);
  const payload = JSON.stringify(events[name].parse(body));
  if (Buffer.byteLength(payload) > largestBody) throw new Error(`the body of ${name} is larger than 64 KiB`);
  const id = toBinary(newId());
  const fact = isStated(name) ? null : aggregate.version;
  const owner = [aggregateTypeOf(name), toBinary(aggregate.id), aggregate.version, fact];
  return { id, values: [id, ...owner, name, payload, JSON.stringify(meta)] };
};

/** @returns the ids of the events, in their order */
export const insertEvents = async (
  manager: EntityManager,
  service: ServiceName,
  outgoing: readonly OutgoingEvent[],
): Promise<readonly Buffer[]> => {
  const rows = outgoing.map((event) => rowOf(service, event));
  await manager.query(
    "INSERT INTO outbox_event (event_id, agg_type, agg_id, agg_ver, fact_ver, type, payload, meta) VALUES ?",
    [rows.map(({ values }) => values)],
  );
  return rows.map(({ id }) => id);
};

export type NewDelivery = { readonly event: Buffer; readonly consumer: ServiceName; readonly previous: number };

/** Deliveries that exist already are left as they are. */
export const insertDeliveries = async (
  manager: EntityManager,
  service: ServiceName,
  deliveries: readonly NewDelivery[],
): Promise<void> => {
  if (deliveries.length === 0) return;
  await manager.query(
    `INSERT INTO outbox_delivery (event_id, consumer, prev_ver) VALUES ?
     ON DUPLICATE KEY UPDATE prev_ver = outbox_delivery.prev_ver`,
    [deliveries.map(({ event, consumer, previous }) => [event, consumer, previous])],
  );
  afterCommit(manager, () => {
    nudge(service);
  });
};

/** Names of this aggregate type, full-state events apart, that the consumer hears. */
const namesOf = (subscriptions: Subscriptions, aggregateType: string, consumer: ServiceName): readonly EventName[] =>
  (Object.keys(subscriptions) as EventName[]).filter(
    (name) =>
      aggregateTypeOf(name) === aggregateType && !isStated(name) && subscriptions[name]?.includes(consumer) === true,
  );

/**
 * For each consumer the version of the aggregate's last event before `version` that was meant for it, 0
 * when there is none. Consumers hear only some names and not every version has an event, so the version
 * before would be waited for in vain. One read by the index `agg_name`.
 */
export const previousVersions = async (
  manager: EntityManager,
  aggregate: { readonly type: string; readonly id: string; readonly version: number },
  consumers: readonly ServiceName[],
  subscriptions: Subscriptions = platformSubscriptions,
): Promise<ReadonlyMap<ServiceName, number>> => {
  const heard = new Map(consumers.map((consumer) => [consumer, namesOf(subscriptions, aggregate.type, consumer)]));
  const names = [...new Set([...heard.values()].flat())];
  const rows =
    names.length === 0
      ? []
      : await manager.query<{ type: EventName; ver: number }[]>(
          `SELECT type, MAX(agg_ver) AS ver FROM outbox_event
           WHERE agg_type = ? AND agg_id = ? AND type IN (?) AND agg_ver < ? GROUP BY type`,
          [aggregate.type, toBinary(aggregate.id), names, aggregate.version],
        );
  const last = new Map(rows.map(({ type, ver }) => [type, Number(ver)]));
  return new Map(
    [...heard].map(([consumer, own]) => [consumer, Math.max(0, ...own.map((name) => last.get(name) ?? 0))]),
  );
};

/**
 * The publisher of one transaction. After the commit the relay is nudged by itself; nothing else is to
 * be called.
 *
 * @throws Error for a name of another service, a `.stated` name (see `republish`), a body that breaks its
 *   schema or is larger than 64 KiB: mistakes of the program, never of a user
 * @example
 * const publish = createPublish({ service: "registry", manager, meta: { actor, traceparent, causationId: null } });
 * await publish("registry.product.changed", saved, body, { regionId: saved.provinceRegionId });
 */
export const createPublish =
  ({ service, manager, meta, subscriptions = platformSubscriptions }: PublishOptions): Publish =>
  async (name, aggregate, body, { regionId = null } = {}) => {
    if (isStated(name)) throw new Error(`${name} is sent by republish only`);
    const [event] = await insertEvents(manager, service, [{ name, aggregate, body, meta: { ...meta, regionId } }]);
    if (!event) return;
    provenBy(manager, "SELECT event_id FROM outbox_event WHERE event_id = ? FOR UPDATE", [event]);
    const consumers = subscriptions[name] ?? [];
    const previous = await previousVersions(
      manager,
      { ...aggregate, type: aggregateTypeOf(name) },
      consumers,
      subscriptions,
    );
    await insertDeliveries(
      manager,
      service,
      consumers.map((consumer) => ({ event, consumer, previous: previous.get(consumer) ?? 0 })),
    );
  };

/**
 * Deletes events older than 30 days that every consumer has received, at most 1,000.
 *
 * @returns how many
 */
export const forgetEvents = async (dataSource: DataSource): Promise<number> => {
  const old = await dataSource.query<{ event_id: Buffer }[]>(
    `SELECT event_id FROM outbox_event e
     WHERE created_at < NOW(6) - INTERVAL 30 DAY
       AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.event_id = e.event_id)
     ORDER BY created_at LIMIT 1000`,
  );
  await deleteByKey(
    dataSource,
    "outbox_event",
    "event_id",
    old.map(({ event_id }) => event_id),
  );
  return old.length;
};
