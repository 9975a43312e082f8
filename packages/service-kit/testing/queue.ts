import { setTimeout as pause } from "node:timers/promises";
import type { EventBody, EventMeta, EventName, ServiceName } from "@ocop/contracts";
import { Redis } from "ioredis";
import type { DataSource } from "typeorm";
import { machineTime } from "../src/clock";
import { aggregateTypeOf, type Delivery } from "../src/delivery";
import { newId } from "../src/id";
import { createInbox, type InboxOptions } from "../src/inbox";
import { newTrace, printTrace } from "../src/trace";
import { testConfig } from "./config";

/**
 * The address of this worker's own logical database of the private Redis, emptied. Workers of one run
 * never share one; test files of a worker run one after the other.
 */
export const testRedis = async (): Promise<string> => {
  const { redis, worker } = testConfig();
  const address = new URL(redis);
  address.pathname = `/${String(((worker - 1) % 15) + 1)}`;
  const connection = new Redis(address.href);
  await connection.flushdb();
  connection.disconnect();
  return address.href;
};

/** One event as the queue would bring it, for tests of handlers. */
export const deliveryOf = <Name extends EventName>(
  name: Name,
  aggregate: { readonly id: string; readonly version: number },
  body: EventBody<Name>,
  rest: { readonly previous?: number; readonly occurredAt?: string; readonly meta?: Partial<EventMeta> } = {},
): Delivery => ({
  id: newId(),
  name,
  aggregateType: aggregateTypeOf(name),
  aggregateId: aggregate.id,
  version: aggregate.version,
  previous: rest.previous ?? 0,
  occurredAt: rest.occurredAt ?? "2026-11-21T03:00:00.000Z",
  body,
  meta: { actor: "test", traceparent: printTrace(newTrace()), causationId: null, regionId: null, ...rest.meta },
});

/** Gives deliveries to a service's handlers one after the other, through its inbox, without a queue. */
export const deliver = async <Service extends ServiceName, D>(
  options: InboxOptions<Service, D>,
  ...deliveries: readonly Delivery[]
): Promise<void> => {
  const inbox = createInbox(options);
  for (const delivery of deliveries) await inbox.receive(delivery);
};

/**
 * Waits until a condition holds.
 *
 * @throws Error naming what was waited for when `seconds` have passed
 */
export const eventually = async (
  what: string,
  seconds: number,
  holds: () => boolean | Promise<boolean>,
): Promise<void> => {
  const end = machineTime() + seconds * 1000;
  while (!(await holds())) {
    if (machineTime() > end) throw new Error(`not within ${String(seconds)} s: ${what}`);
    await pause(20);
  }
};

/** Waits until every event of these services is delivered and none is parked. Dead deliveries do not count. */
export const settled = (seconds: number, ...dataSources: readonly DataSource[]): Promise<void> =>
  eventually("all events delivered, none parked", seconds, async () => {
    for (const dataSource of dataSources) {
      const [left] = await dataSource.query<{ n: string | number }[]>(
        `SELECT (SELECT COUNT(*) FROM outbox_delivery WHERE dead_at IS NULL) + (SELECT COUNT(*) FROM inbox_parked) AS n`,
      );
      if (Number(left?.n) > 0) return false;
    }
    return true;
  });
