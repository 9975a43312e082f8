import type { ServiceName } from "@ocop/contracts";
import { UnrecoverableError, Worker, type Job } from "bullmq";
import { producerOf, queueName, traceIdOf, UnreadableEvent, type Delivery } from "./delivery";
import { forgetRequests } from "./idempotency";
import { createInbox, forgetInbox, type AggregateKey, type InboxOptions, type ParkedRest } from "./inbox";
import { startLoop } from "./leases";
import type { Log } from "./log";
import { type Clock, machineTime } from "./clock";
import { askAgain, sendReceipts } from "./receipts";
import { prefixOf, producerConnection, withinDeadline, workerConnection } from "./redis";
import type { Running } from "./process";

export type ConsumerOptions<Service extends ServiceName, D> = InboxOptions<Service, D> & {
  /** address of the queues' Redis */
  readonly redis: string;
  readonly log: Log;
  /** the platform's clock, by which results of repeated requests are kept */
  readonly clock: Clock;
  /** events handled at a time in this process */
  readonly concurrency?: number;
  /** how long an event may wait for its predecessor before that is asked for and an alert is logged */
  readonly overdueSeconds?: number;
};

/** A dead worker's jobs return after lock and interval; a worker may die often before a job counts as failed. */
const lifetimes = { lockDuration: 3000, stalledInterval: 1500, maxStalledCount: 10, runRetryDelay: 500 };

/** Milliseconds that events in hand are given when the process stops; what is left returns to the queue. */
const stopLimit = 8000;

/**
 * Handles the events that one service hears, at most `concurrency` at a time, and sends a receipt for
 * each after its commit. Several consumers of one service are safe.
 *
 * A failed event is tried eight times by the queue and then again by the producer's relay; an event
 * nobody can read is not tried again by the queue. Without a receipt both end in the producer's dead
 * letters while later events of the aggregate wait parked and other aggregates go on.
 */
export const startConsumer = <Service extends ServiceName, D>(options: ConsumerOptions<Service, D>): Running => {
  const { service, dataSource, log, clock, concurrency = 10, overdueSeconds = 60 } = options;
  const inbox = createInbox(options);
  const receipts = producerConnection(options.redis, log);
  const connection = workerConnection(options.redis, log);
  const timers = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  const drains = new Set<Promise<void>>();
  let stopping = false;

  /** One timer for each aggregate, the soonest that was asked for: whoever drains first drains for all. */
  const drainLater = (aggregate: AggregateKey, rest: ParkedRest): void => {
    if (rest === null || stopping) return;
    const key = `${aggregate.type}/${aggregate.id}`;
    const at = machineTime() + rest;
    const waiting = timers.get(key);
    if (waiting && waiting.at <= at) return;
    clearTimeout(waiting?.timer);
    const timer = setTimeout(() => {
      timers.delete(key);
      const drain = inbox.drain(aggregate).then(
        (next) => {
          drainLater(aggregate, next);
        },
        (error: unknown) => {
          log.warn({ err: error, aggregate }, "consumer: parked events not tried");
        },
      );
      drains.add(drain);
      void drain.finally(() => drains.delete(drain));
    }, rest);
    timers.set(key, { at, timer });
  };

  const handle = async ({ data }: Job<Delivery>): Promise<void> => {
    const rest = await inbox.receive(data).catch((error: unknown) => {
      if (error instanceof UnreadableEvent) throw new UnrecoverableError(error.message);
      throw error;
    });
    log.info({ eventId: data.id, name: data.name, traceId: traceIdOf(data.meta) }, "consumer: an event is in");
    drainLater({ type: data.aggregateType, id: data.aggregateId }, rest);
    try {
      await sendReceipts(receipts, service, [{ producer: producerOf(data.name), eventId: data.id }]);
    } catch (error) {
      log.warn({ err: error, eventId: data.id }, "consumer: receipt not sent");
    }
  };

  const worker = new Worker<Delivery>(queueName, handle, {
    connection,
    prefix: prefixOf(service),
    concurrency,
    ...lifetimes,
  });
  worker.on("error", (error) => {
    log.debug({ err: error }, "consumer: worker failed");
  });
  worker.on("failed", (job, error) => {
    const event = job ? { eventId: job.data.id, name: job.data.name, traceId: traceIdOf(job.data.meta) } : {};
    log.warn({ err: error, ...event, attempt: job?.attemptsMade }, "consumer: an event failed");
  });

  let lookedAt = machineTime();
  /** Every minute: what waits too long is asked for, what is old is forgotten. */
  const keepHouse = async (): Promise<void> => {
    if (machineTime() - lookedAt < overdueSeconds * 1000) return;
    lookedAt = machineTime();
    await forgetInbox(dataSource, service);
    await forgetRequests(dataSource, clock.now());
    for (const { type, id, after } of await inbox.overdue(overdueSeconds)) {
      log.error({ aggregateType: type, aggregateId: id, after }, "consumer: events wait for a predecessor");
      await askAgain(receipts, service, { aggregateType: type, aggregateId: id, after });
    }
  };

  const sweep = startLoop(`consumer of ${service}`, log, 1000, async () => {
    for (const aggregate of await inbox.waiting()) drainLater(aggregate, 0);
    await keepHouse();
    return 1000;
  });

  return {
    stop: async () => {
      stopping = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      const closed = withinDeadline(worker.close(), stopLimit).catch((error: unknown) => {
        log.warn({ err: error }, "consumer: events in hand are left to another");
      });
      await Promise.all([sweep.stop(), closed, ...drains]);
      connection.disconnect();
      receipts.disconnect();
    },
  };
};
