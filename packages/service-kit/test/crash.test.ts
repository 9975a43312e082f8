import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { enqueueJob, jobById } from "../src/jobs";
import { transact } from "../src/transaction";
import { testScale } from "../testing/config";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { eventually, settled, testRedis } from "../testing/queue";
import { startChild, type Child, type ChildOrder } from "./child-order";
import {
  certificate,
  changeThing,
  countIn,
  effectsIn,
  newThing,
  producer,
  publisher,
  ThingsMigration,
} from "./support";

jest.setTimeout(60_000 * testScale());

/** Between the committed claim and the publish: the first statement after the claim. */
const afterClaim = "JOIN outbox_event e ON e.event_id = d.event_id\\s+WHERE d.consumer";
const whileClaiming = "SET owner = \\?, next_at";

const issued = "evaluation.certificate.issued";

describe("processes that die", () => {
  let from: TestDatabase;
  let to: TestDatabase;
  let source: DataSource;
  let redis: string;
  let children: Child[] = [];

  beforeEach(async () => {
    const migrations = [PlumbingMigration, ThingsMigration];
    [from, to, redis] = await Promise.all([testDatabase({ migrations }), testDatabase({ migrations }), testRedis()]);
    source = from.dataSource;
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => child.kill("SIGKILL")));
    children = [];
    await Promise.all([from.drop(), to.drop()]);
  });

  const start = async (role: ChildOrder["role"], fault?: ChildOrder["fault"]): Promise<Child> => {
    const url = role === "consumer" ? to.url : from.url;
    const child = await startChild({ role, url, redis, leaseSeconds: 0.5, ...(fault ? { fault } : {}) });
    children.push(child);
    return child;
  };
  /** Only commerce has a consumer here; what others hear would wait for ever. */
  const forgetOthers = (): Promise<unknown> => source.query("DELETE FROM outbox_delivery WHERE consumer <> 'commerce'");
  const write = async (count: number): Promise<void> => {
    for (let nth = 0; nth < count / 4; nth += 1) {
      const id = await newThing(source);
      for (let version = 1; version <= 4; version += 1) await changeThing(source, id);
    }
    await forgetOthers();
  };

  it.each([
    ["with its claim committed and nothing published", { at: afterClaim, nth: 1, signal: "SIGKILL" }],
    ["before the receipts of what it published are drained", { at: "DELETE d FROM", nth: 1, signal: "SIGKILL" }],
  ] as const)("a relay killed %s loses nothing and doubles nothing", async (_when, fault) => {
    await start("consumer");
    const relay = await start("relay", fault);
    await write(40);
    await relay.gone;
    expect(await countIn(source, "outbox_delivery")).toBeGreaterThan(0);
    await start("relay");
    await settled(15, source, to.dataSource);
    expect(await effectsIn(to.dataSource)).toEqual({ count: 40, events: 40, outOfOrder: 0 });
  });

  it.each([
    ["after an effect and before its receipt", { at: "committed", nth: 7, signal: "SIGKILL" }],
    ["in the midst of a transaction", { at: "INSERT INTO effect", nth: 7, signal: "SIGKILL" }],
  ] as const)("a consumer killed %s loses nothing and doubles nothing", async (_when, fault) => {
    await write(40);
    await start("relay");
    const consumer = await start("consumer", fault);
    await consumer.gone;
    const { count } = await effectsIn(to.dataSource);
    expect(count).toBeLessThan(40);
    await start("consumer");
    await settled(20, source, to.dataSource);
    expect(await effectsIn(to.dataSource)).toEqual({ count: 40, events: 40, outOfOrder: 0 });
  });

  /** Writes events, in one transaction that waits for no lock longer than a second. */
  const insertImpatiently = async (count: number): Promise<void> => {
    const ids = await Promise.all(Array.from({ length: count }, () => newThing(source)));
    const runner = source.createQueryRunner();
    try {
      await runner.query("SET SESSION innodb_lock_wait_timeout = 1");
      await runner.startTransaction("READ COMMITTED");
      for (const id of ids) await publisher(runner.manager)(issued, { id, version: 1 }, certificate);
      await runner.commitTransaction();
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.query("SET SESSION innodb_lock_wait_timeout = DEFAULT");
      await runner.release();
    }
  };

  it("an insert would wait for a claim that keeps its transaction open, so that the next test means something", async () => {
    await write(8);
    const claim = source.createQueryRunner();
    await claim.startTransaction("REPEATABLE READ");
    await claim.query(
      "SELECT event_id FROM outbox_delivery WHERE next_at <= NOW(3) ORDER BY next_at LIMIT 200 FOR UPDATE SKIP LOCKED",
    );
    await expect(insertImpatiently(1)).rejects.toMatchObject({ errno: 1205 });
    await claim.rollbackTransaction();
    await claim.release();
  });

  it.each([
    ["with its claim committed", { at: afterClaim, nth: 1, signal: "SIGSTOP" }],
    ["on its way to claim", { at: whileClaiming, nth: 1, signal: "SIGSTOP" }],
  ] as const)("a relay stopped %s lets every insert into the outbox pass", async (_when, fault) => {
    await write(8);
    const relay = await start("relay", fault);
    await eventually("stopped", 5, () => relay.lines.includes("struck"));
    await insertImpatiently(20);
    expect(await countIn(source, "outbox_event")).toBe(28);
    await forgetOthers();
    await relay.kill("SIGCONT");
    await start("consumer");
    await settled(10, source, to.dataSource);
    expect(await effectsIn(to.dataSource)).toEqual({ count: 28, events: 28, outOfOrder: 0 });
  });

  it("a storm of kills and stops of relays, consumers and a writer loses no acknowledged change", async () => {
    const roles = ["relay", "relay", "consumer", "consumer", "writer"] as const;
    const storm = await Promise.all(roles.map((role) => start(role)));
    const acknowledged: string[] = [];
    const end = performance.now() + 3000 * testScale();
    while (performance.now() < end) {
      await pause(150);
      const nth = randomInt(storm.length);
      const victim = storm[nth];
      const role = roles[nth];
      if (!victim || !role) continue;
      if (role !== "writer" && randomInt(3) === 0) {
        await victim.kill("SIGSTOP");
        await pause(200);
        await victim.kill("SIGCONT");
        continue;
      }
      await victim.kill("SIGKILL");
      acknowledged.push(...victim.lines);
      storm[nth] = await start(role);
    }
    await storm[4]?.kill("SIGKILL");
    acknowledged.push(...(storm[4]?.lines ?? []));
    await forgetOthers();
    await settled(30, source, to.dataSource);
    const published = await countIn(source, "outbox_event");
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(published).toBeGreaterThanOrEqual(acknowledged.length);
    expect(await countIn(source, "outbox_delivery")).toBe(0);
    expect(await effectsIn(to.dataSource)).toEqual({ count: published, events: published, outOfOrder: 0 });
  });

  it.each([
    ["after a step and its cursor are committed", { at: "committed", nth: 11, signal: "SIGKILL" }],
    ["with a step done and not committed", { at: "UPDATE job SET step_cursor", nth: 11, signal: "SIGKILL" }],
  ] as const)("a job whose process is killed %s resumes without doubling", async (_when, fault) => {
    const worker = await start("jobs", fault);
    const id = await transact(source, (manager) =>
      enqueueJob(manager, { service: producer, kind: "make", input: null, requestedBy: "tester" }),
    );
    await worker.gone;
    const halfway = (await jobById(source.manager, id))?.done ?? 0;
    expect(halfway).toBeGreaterThanOrEqual(10);
    expect(halfway).toBeLessThan(50);
    await start("jobs");
    await eventually("done", 10, async () => (await jobById(source.manager, id))?.state === "done");
    const [made] = await source.query<unknown[]>(
      "SELECT CAST(COUNT(*) AS CHAR) AS n, CAST(COUNT(DISTINCT version) AS CHAR) AS steps FROM thing",
    );
    expect(made).toEqual({ n: "50", steps: "50" });
  });
});
