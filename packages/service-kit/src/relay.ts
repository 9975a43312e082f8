import { subscriptions as platformSubscriptions, type ServiceName } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { bury, change, claim, deliveryOf, dueDeliveries, pullBack, type Claim, type Leased } from "./claims";
import { machineTime } from "./clock";
import { traceIdOf } from "./delivery";
import { restFor, startLoop } from "./leases";
import type { Log } from "./log";
import { gaugeOf, type Metrics } from "./metrics";
import { hearNudges } from "./nudge";
import { forgetEvents, type Subscriptions } from "./outbox";
import type { Running } from "./process";
import { createQueues } from "./queues";
import { applyMessages, receiptBatch, takeMessages } from "./receipts";
import { producerConnection, whenReady } from "./redis";

export type RelayOptions = {
  readonly service: ServiceName;
  readonly dataSource: DataSource;
  /** address of the queues' Redis */
  readonly redis: string;
  /** first lease; doubled with each delivery up to sixty times as long. 5 outside tests. */
  readonly leaseSeconds: number;
  readonly log: Log;
  readonly metrics?: Pick<Metrics, "registry">;
  /** those of the platform unless a test has its own */
  readonly subscriptions?: Subscriptions;
};

const batch = 200;

/** Milliseconds after which the receipts of what was just sent are looked for. */
const receiptsAfter = 100;

/** After a failed publish nothing is sent for 0.2 s, doubled up to 2 s; then one row goes ahead. */
const createCircuit = () => {
  let failures = 0;
  let until = 0;
  return {
    isProbing: () => failures > 0,
    remaining: () => Math.max(0, until - machineTime()),
    close: () => {
      failures = 0;
    },
    open: () => {
      until = machineTime() + Math.min(200 * 2 ** failures, 2000);
      failures += 1;
    },
  };
};

/** Relay lag, the age of the first live delivery, drives alerts and scaling. */
const createObserver = ({ dataSource, metrics }: RelayOptions) => {
  if (!metrics) return () => Promise.resolve();
  const lag = gaugeOf(metrics, "ocop_relay_lag_seconds", "Age of the first delivery without a receipt");
  const dead = gaugeOf(metrics, "ocop_dead_deliveries", "Deliveries that wait for an operator");
  return async (): Promise<void> => {
    const [first] = await dataSource.query<{ age: string | number }[]>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, e.created_at, NOW(6)) / 1000000 AS age
       FROM outbox_delivery d FORCE INDEX (PRIMARY) JOIN outbox_event e ON e.event_id = d.event_id
       WHERE d.dead_at IS NULL ORDER BY d.event_id LIMIT 1`,
    );
    const [counted] = await dataSource.query<{ n: string | number }[]>(
      "SELECT COUNT(*) AS n FROM outbox_delivery WHERE dead_at IS NOT NULL",
    );
    lag.set(Number(first?.age ?? 0));
    dead.set(Number(counted?.n ?? 0));
  };
};

/** Something done at most once in so many milliseconds. */
const every = (milliseconds: number, act: () => Promise<unknown>) => {
  let next = 0;
  return async (): Promise<void> => {
    if (machineTime() < next) return;
    next = machineTime() + milliseconds;
    await act();
  };
};

/**
 * Sends the events of one service to the queues of their consumers until each has sent its receipt.
 *
 * Claims a lease on due deliveries, commits it, and publishes outside any transaction; a delivery without
 * receipt comes due again when its lease runs out. Several relays of one service are safe. While Redis is
 * away nothing is lost and nothing counted; after twelve deliveries without receipt a row is dead and
 * waits for `replayEvent`.
 */
export const startRelay = (options: RelayOptions): Running => {
  const { service, dataSource, leaseSeconds, log, subscriptions = platformSubscriptions } = options;
  const redis = producerConnection(options.redis, log);
  const circuit = createCircuit();
  const queues = createQueues(redis, log);
  const observe = every(Math.min(1000, leaseSeconds * 200), createObserver(options));
  const keepHouse = every(60_000, async () => {
    await pullBack(dataSource, leaseSeconds);
    await forgetEvents(dataSource);
  });

  const giveUp = async (won: Claim, row: Leased, reason: string | null): Promise<void> => {
    const { id, name, meta } = deliveryOf(row);
    const facts = { eventId: id, name, consumer: won.consumer, traceId: traceIdOf(meta), reason };
    log.error(facts, "relay: a delivery is dead");
    await bury(dataSource, won, row, reason);
  };

  /** A failed publish is no delivery: an outage of Redis must not end in dead letters. */
  const giveBack = async (won: Claim, error: unknown): Promise<null> => {
    log.warn({ err: error, consumer: won.consumer, rows: won.rows.length }, "relay: Redis is away");
    circuit.open();
    await queues.close();
    await change(dataSource, won, won.rows, "next_at = NOW(3), attempts = attempts - 1");
    return null;
  };

  /** @returns the waiting receipts, null while Redis is away */
  const receive = async (): Promise<readonly string[] | null> => {
    try {
      await whenReady(redis);
      return await takeMessages(redis, service);
    } catch (error) {
      if (!circuit.isProbing()) log.warn({ err: error }, "relay: Redis is away");
      circuit.open();
      return null;
    }
  };

  const turn = async (): Promise<number> => {
    await observe();
    if (circuit.remaining() > 0) return circuit.remaining();
    const messages = await receive();
    if (!messages) return circuit.remaining();
    await applyMessages(dataSource, service, messages, subscriptions);
    await keepHouse();
    const limit = circuit.isProbing() ? 1 : batch;
    const due = await dueDeliveries(dataSource, limit);
    let rest = restFor(leaseSeconds);
    for (const [consumer, keys] of due.byConsumer) {
      const won = await claim(dataSource, consumer, keys, leaseSeconds);
      if (won.rows.length === 0) continue;
      const sent = await queues.send(won).catch((error: unknown) => giveBack(won, error));
      if (!sent) return circuit.remaining();
      circuit.close();
      rest = Math.min(rest, receiptsAfter);
      await change(dataSource, won, sent.queued, "attempts = attempts - 1");
      for (const { row, reason } of sent.dead) await giveUp(won, row, reason);
    }
    return messages.length === receiptBatch || due.count === limit ? 0 : rest;
  };

  const loop = startLoop(`relay of ${service}`, log, restFor(leaseSeconds), turn);
  const forget = hearNudges(service, options.redis, log, loop.wake);
  return {
    stop: async () => {
      forget();
      await loop.stop();
      await queues.close();
      redis.disconnect();
    },
  };
};
