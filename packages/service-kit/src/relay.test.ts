import { Redis } from "ioredis";
import type { DataSource } from "typeorm";
import { startConsumer } from "./consumer";
import { newId } from "./id";
import { createMetrics } from "./metrics";
import { deadLetters, replayEvent, skipEvent } from "./operators";
import type { Subscriptions } from "./outbox";
import type { Running } from "./process";
import { startRelay, type RelayOptions } from "./relay";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { startFaultProxy, type FaultProxy } from "../testing/fault-proxy";
import { eventually, settled, testRedis } from "../testing/queue";
import {
  clock,
  certificate,
  changeThing,
  consumer,
  countIn,
  effectsIn,
  handlersWith,
  newThing,
  producer,
  publisher,
  silent,
  testDeps,
  ThingsMigration,
} from "../test/support";

const issued = "evaluation.certificate.issued";
const revoked = "evaluation.certificate.revoked";
const subscriptions: Subscriptions = { [issued]: [consumer], [revoked]: [consumer] };

const ignore = (): void => undefined;

jest.setTimeout(60_000);

describe("the relay", () => {
  let from: TestDatabase;
  let to: TestDatabase;
  let source: DataSource;
  let redis: string;
  let queue: Redis;
  let proxy: FaultProxy;
  let running: Running[] = [];
  const sent: string[] = [];

  beforeAll(async () => {
    const migrations = [PlumbingMigration, ThingsMigration];
    const logger = {
      logQuery: (sql: string) => sent.push(sql),
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
    from = await testDatabase({ migrations, logger });
    to = await testDatabase({ migrations });
    source = from.dataSource;
    redis = await testRedis();
    queue = new Redis(redis);
    const { hostname, port } = new URL(redis);
    proxy = await startFaultProxy({ host: hostname, port: Number(port) });
  });
  afterAll(async () => {
    queue.disconnect();
    await proxy.close();
    await Promise.all([from.drop(), to.drop()]);
  });
  beforeEach(async () => {
    sent.length = 0;
    await queue.flushdb();
    for (const table of ["outbox_event", "outbox_delivery", "thing"]) await source.query(`DELETE FROM ${table}`);
    for (const table of ["inbox", "inbox_head", "inbox_parked", "effect"])
      await to.dataSource.query(`DELETE FROM ${table}`);
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
  });

  const relay = (options: Partial<RelayOptions> = {}): void => {
    const all = { service: producer, dataSource: source, redis, leaseSeconds: 1, log: silent, subscriptions };
    running.push(startRelay({ ...all, ...options }));
  };
  const consume = (handlers = handlersWith(), overdueSeconds = 60): void => {
    const all = { service: consumer, dataSource: to.dataSource, redis, deps: testDeps, log: silent, clock };
    running.push(startConsumer({ ...all, handlers, overdueSeconds }));
  };
  const change = (id: string, name: typeof issued | typeof revoked | null = issued): Promise<number> =>
    changeThing(source, id, name, subscriptions);
  const write = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, async () => change(await newThing(source))));
  };
  const undelivered = (where = "TRUE"): Promise<number> => countIn(source, "outbox_delivery", where);
  const waiting = (): Promise<number> => queue.llen("{ocop:commerce}:events:wait");
  const throughProxy = (): string => {
    const address = new URL(redis);
    address.port = String(proxy.port);
    return address.href;
  };

  it("delivers and forgets the delivery only on its consumer's receipt", async () => {
    relay();
    await write(3);
    await eventually("sent", 5, async () => (await waiting()) === 3);
    expect(await undelivered()).toBe(3);
    consume();
    await settled(5, source, to.dataSource);
    expect([await effectsIn(to.dataSource), await countIn(source, "outbox_event")]).toEqual([
      { count: 3, events: 3, outOfOrder: 0 },
      3,
    ]);
  });

  it("claims by keys alone, on the primary key, and finds candidates by the index of their due time", async () => {
    relay();
    await write(2);
    await eventually("claimed", 5, async () => (await undelivered("attempts = 0")) === 0);
    const claims = sent.filter((sql) => /UPDATE outbox_delivery[^]*next_at = NOW\(3\) \+/.test(sql));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.filter((sql) => /ORDER BY|LIMIT|SKIP LOCKED/.test(sql))).toEqual([]);
    expect(sent.filter((sql) => /SELECT[^]*FROM outbox_delivery[^]*FOR UPDATE/.test(sql))).toEqual([]);
    await write(300);
    await source.query("ANALYZE TABLE outbox_delivery");
    const candidates = sent.find((sql) => /^SELECT event_id, consumer FROM outbox_delivery[^]*next_at <=/.test(sql));
    const [plan] = await source.query<Record<string, unknown>[]>(`EXPLAIN ${candidates ?? ""}`);
    expect(plan).toMatchObject({ key: "due", Extra: expect.not.stringContaining("filesort") as string });
    const [claimPlan] = await source.query<Record<string, unknown>[]>(`EXPLAIN ${claims[0] ?? ""}`, [
      Buffer.alloc(8),
      5,
      300,
      consumer,
      [Buffer.alloc(16), Buffer.alloc(16, 1)],
    ]);
    expect(claimPlan).toMatchObject({ key: "PRIMARY", rows: "2" });
  });

  it("goes on with other events while a business transaction stays open", async () => {
    relay();
    const open = source.createQueryRunner();
    await open.startTransaction("READ COMMITTED");
    try {
      await publisher(open.manager, subscriptions)(issued, { id: newId(), version: 1 }, certificate);
      consume();
      await write(5);
      await eventually("the others done", 15, async () => (await effectsIn(to.dataSource)).count === 5);
      await eventually("their receipts drained", 15, async () => (await undelivered()) === 0);
      await open.commitTransaction();
    } finally {
      await open.release();
    }
    await settled(5, source, to.dataSource);
    expect((await effectsIn(to.dataSource)).count).toBe(6);
  });

  it("counts nothing while Redis is away, delays no writer, and sends all when it is back", async () => {
    relay({ redis: throughProxy() });
    await write(1);
    await eventually("sent", 5, async () => (await waiting()) === 1);
    proxy.cut();
    await write(30);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect([await undelivered("attempts > 1"), await undelivered("dead_at IS NOT NULL")]).toEqual([0, 0]);
    proxy.restore();
    consume();
    await settled(10, source, to.dataSource);
    expect(await effectsIn(to.dataSource)).toEqual({ count: 31, events: 31, outOfOrder: 0 });
  });

  it("adds no second job and counts no delivery while the first still waits in the queue", async () => {
    relay({ leaseSeconds: 0.05 });
    await write(5);
    await eventually("leased again and again", 5, () => sent.filter((sql) => sql.includes("attempts - 1")).length > 5);
    expect([await waiting(), await undelivered("attempts <= 2"), await undelivered("dead_at IS NOT NULL")]).toEqual([
      5, 5, 0,
    ]);
  });

  it("sends again what a wiped Redis forgot, and nothing has its effect twice", async () => {
    relay();
    consume();
    await write(50);
    await settled(5, source, to.dataSource);
    await Promise.all(running.splice(1).map((one) => one.stop()));
    await write(300);
    await eventually("a backlog", 5, async () => (await waiting()) === 300);
    await queue.flushdb();
    consume();
    await settled(15, source, to.dataSource);
    expect(await effectsIn(to.dataSource)).toEqual({ count: 350, events: 350, outOfOrder: 0 });
  });

  it("pulls back deliveries that a clock stepped back has left far in the future", async () => {
    await write(2);
    await source.query("UPDATE outbox_delivery SET next_at = NOW(3) + INTERVAL 1 HOUR");
    relay();
    consume();
    await settled(5, source, to.dataSource);
    expect((await effectsIn(to.dataSource)).count).toBe(2);
  });

  it("measures the age of the first live delivery and counts the dead", async () => {
    const metrics = createMetrics(producer);
    relay({ metrics });
    await write(1);
    const read = async (name: string): Promise<number> => {
      const [value] = (await metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
      return value?.value ?? -1;
    };
    await source.query("UPDATE outbox_event SET created_at = created_at - INTERVAL 100 SECOND");
    await eventually("lag", 5, async () => (await read("ocop_relay_lag_seconds")) >= 100);
    await source.query("UPDATE outbox_delivery SET dead_at = NOW(3)");
    await eventually("dead", 5, async () => (await read("ocop_dead_deliveries")) === 1);
    expect(await read("ocop_relay_lag_seconds")).toBe(0);
  });

  it("gives a poisoned event up after twelve deliveries, lets others go on, and replays it after a fix", async () => {
    const [poisoned, other] = [await newThing(source), await newThing(source)];
    await change(poisoned);
    await source.query("UPDATE outbox_event SET payload = JSON_SET(payload, '$.stars', 6)");
    relay({ leaseSeconds: 0.01 });
    consume();
    await change(poisoned, revoked);
    await eventually("dead", 20, async () => (await deadLetters(source)).length === 1);
    await change(other);
    await eventually("the other done", 15, async () => (await effectsIn(to.dataSource)).count === 1);
    const [dead] = await deadLetters(source);
    expect(dead).toMatchObject({
      event: { name: issued, aggregateId: poisoned, version: 1 },
      consumer,
      lastError: "the body of evaluation.certificate.issued breaks its schema: stars: too_big",
    });
    expect([await undelivered("attempts = 12"), await countIn(to.dataSource, "inbox_parked")]).toEqual([1, 1]);

    await source.query("UPDATE outbox_event SET payload = JSON_SET(payload, '$.stars', 4)");
    expect(await replayEvent(source, dead?.event.id ?? "", undefined, subscriptions)).toEqual([consumer]);
    await settled(10, source, to.dataSource);
    expect([await effectsIn(to.dataSource), await deadLetters(source)]).toEqual([
      { count: 3, events: 3, outOfOrder: 0 },
      [],
    ]);
    await replayEvent(source, dead?.event.id ?? "", undefined, subscriptions);
    await settled(10, source, to.dataSource);
    expect((await effectsIn(to.dataSource)).count).toBe(3);
  });

  it("stops while Redis is away, and so does the consumer", async () => {
    relay({ redis: throughProxy() });
    const all = {
      service: consumer,
      dataSource: to.dataSource,
      redis: throughProxy(),
      deps: testDeps,
      log: silent,
      clock,
    };
    running.push(startConsumer({ ...all, handlers: handlersWith() }));
    await write(1);
    await settled(5, source, to.dataSource);
    proxy.cut();
    await Promise.all(running.splice(0).map((one) => one.stop()));
    proxy.restore();
  });

  it("refuses to replay an event that is not in the log", async () => {
    await expect(replayEvent(source, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("passes over an event that an operator skips, and its successors run", async () => {
    const id = await newThing(source);
    await change(id);
    await source.query("UPDATE outbox_delivery SET dead_at = NOW(3)");
    await change(id, revoked);
    relay();
    consume();
    await eventually("parked", 5, async () => (await countIn(to.dataSource, "inbox_parked")) === 1);
    const [dead] = await deadLetters(source);
    if (dead) await skipEvent(to.dataSource, queue, consumer, dead.event);
    await settled(5, source, to.dataSource);
    await eventually("no dead delivery", 5, async () => (await undelivered()) === 0);
    const applied = await to.dataSource.query<unknown[]>("SELECT version FROM effect");
    expect(applied).toEqual([{ version: 2 }]);
  });

  it("restores deliveries that a consumer asks for because their successors wait too long", async () => {
    const id = await newThing(source);
    await change(id);
    await source.query("DELETE FROM outbox_delivery");
    await change(id);
    relay();
    consume(handlersWith(), 1);
    await eventually("all done", 10, async () => (await effectsIn(to.dataSource)).count === 2);
    await settled(5, source, to.dataSource);
    expect(await effectsIn(to.dataSource)).toEqual({ count: 2, events: 2, outOfOrder: 0 });
  });
});
