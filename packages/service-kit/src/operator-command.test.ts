import type { DataSource } from "typeorm";
import { WrongUsage } from "./command";
import { startConsumer } from "./consumer";
import { createDataSource } from "./database";
import { newId, toBinary } from "./id";
import { enqueueJob, startJobs } from "./jobs";
import { CommandRefused, operatorCommand } from "./operator-command";
import type { Running } from "./process";
import { startRelay } from "./relay";
import { transact } from "./transaction";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { eventually, settled, testRedis } from "../testing/queue";
import {
  clock,
  changeThing,
  consumer,
  countIn,
  effectsIn,
  handlersWith,
  newThing,
  producer,
  silent,
  testDeps,
  ThingsMigration,
} from "../test/support";

const issued = "evaluation.certificate.issued";
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

jest.setTimeout(60_000);

describe("the operators' command", () => {
  let from: TestDatabase;
  let to: TestDatabase;
  let source: DataSource;
  let redis: string;
  let running: Running[] = [];

  beforeAll(async () => {
    const migrations = [PlumbingMigration, ThingsMigration];
    [from, to, redis] = await Promise.all([testDatabase({ migrations }), testDatabase({ migrations }), testRedis()]);
    source = from.dataSource;
  });
  afterAll(() => Promise.all([from.drop(), to.drop()]));
  beforeEach(async () => {
    redis = await testRedis();
    for (const table of ["outbox_event", "outbox_delivery", "thing", "job"]) await source.query(`DELETE FROM ${table}`);
    for (const table of ["inbox", "inbox_head", "inbox_parked", "effect"])
      await to.dataSource.query(`DELETE FROM ${table}`);
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
  });

  const open = ({ url }: TestDatabase) => createDataSource({ url, entities: [], migrations: [] });
  const atProducer = (...words: readonly string[]): Promise<string> =>
    operatorCommand({ service: producer, open: () => open(from), redis: null }, words);
  const atConsumer = (...words: readonly string[]): Promise<string> =>
    operatorCommand({ service: consumer, open: () => open(to), redis }, words);

  const relay = (leaseSeconds = 1): void => {
    running.push(startRelay({ service: producer, dataSource: source, redis, leaseSeconds, log: silent }));
  };
  const consume = (): void => {
    const all = { service: consumer, dataSource: to.dataSource, redis, deps: testDeps, log: silent, clock };
    running.push(startConsumer({ ...all, handlers: handlersWith() }));
  };
  /** The relay writes deliveries for every service that hears the name: here only commerce is there. */
  const onlyForCommerce = (): Promise<unknown> =>
    source.query("DELETE FROM outbox_delivery WHERE consumer <> ?", [consumer]);
  const change = async (id: string): Promise<void> => {
    await changeThing(source, id, issued, { [issued]: [consumer] });
  };
  const everything = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all([
        source.query("CHECKSUM TABLE outbox_event, outbox_delivery, job"),
        to.dataSource.query("CHECKSUM TABLE inbox, inbox_head, inbox_parked, effect"),
      ]),
    );

  it("lists a poisoned event as dead and replays it after a fix: it has its effect once", async () => {
    expect([await atProducer("dead"), await atConsumer("parked")]).toEqual([
      "dead deliveries: none",
      "parked events: none",
    ]);
    const id = await newThing(source);
    await change(id);
    await source.query("UPDATE outbox_event SET payload = JSON_SET(payload, '$.stars', 6)");
    relay(0.01);
    consume();
    await eventually("dead", 20, async () => (await countIn(source, "outbox_delivery", "dead_at IS NOT NULL")) === 1);
    const [count, line = "", ...more] = (await atProducer("dead")).split("\n");
    const [event = "", name, aggregate, version, ...rest] = line.split(" ");
    expect([count, name, aggregate, version, rest.join(" ").replace(instant, "then"), more]).toEqual([
      "dead deliveries: 1",
      issued,
      id,
      "1",
      "to commerce, dead since then: the body of evaluation.certificate.issued breaks its schema: stars: too_big",
      [],
    ]);

    await source.query("UPDATE outbox_event SET payload = JSON_SET(payload, '$.stars', 4)");
    expect(await atProducer("replay", event, consumer)).toBe(`${event} goes again to commerce`);
    await settled(10, source, to.dataSource);
    expect([await atProducer("dead"), await effectsIn(to.dataSource)]).toEqual([
      "dead deliveries: none",
      { count: 1, events: 1, outOfOrder: 0 },
    ]);
    expect(await atProducer("replay", event)).toBe(`${event} goes again to registry, commerce, traceability`);
    await onlyForCommerce();
    await eventually("received", 10, async () => (await countIn(source, "outbox_delivery")) === 0);
    expect((await effectsIn(to.dataSource)).count).toBe(1);
  });

  it("skips an event that never came by the words of the dead list: its successor runs", async () => {
    const id = await newThing(source);
    await change(id);
    await source.query("UPDATE outbox_delivery SET dead_at = NOW(3)");
    await change(id);
    relay();
    consume();
    await eventually("parked", 5, async () => (await countIn(to.dataSource, "inbox_parked")) === 1);
    const [, waiting = ""] = (await atConsumer("parked")).split("\n");
    expect(waiting.replace(instant, "then")).toMatch(
      new RegExp(`^[\\da-f-]{36} ${issued} ${id} 2 waits for version 1 since then$`),
    );
    const [, line = ""] = (await atProducer("dead")).split("\n");
    const words = line.split(" ").slice(0, 4);
    const said = `commerce passes over ${words[0] ?? ""}, version 1 of evaluation.certificate ${id}`;
    expect(await atConsumer("skip", ...words)).toBe(said);
    await settled(5, source, to.dataSource);
    await eventually("no dead delivery", 5, async () => (await atProducer("dead")) === "dead deliveries: none");
    expect(await atConsumer("skip", ...words)).toBe(said);
    expect(await atConsumer("skip", words[0] ?? "")).toBe(`commerce has ${words[0] ?? ""} behind it already`);
    expect(await to.dataSource.query("SELECT version FROM effect")).toEqual([{ version: 2 }]);
  });

  it("skips and retries a parked event by its id alone", async () => {
    const [event, id] = [newId(), newId()];
    const payload = { id: event, name: issued, aggregateType: "evaluation.certificate", aggregateId: id, version: 2 };
    await to.dataSource.query(
      `INSERT INTO inbox_parked (consumer, agg_type, agg_id, ver, prev_ver, event_id, payload, attempts, last_error)
       VALUES (?, 'evaluation.certificate', ?, 2, 1, ?, ?, 8, ?)`,
      [consumer, toBinary(id), toBinary(event), JSON.stringify({ ...payload, previous: 1 }), "no\n  such\u001b[2J row"],
    );
    expect((await atConsumer("parked")).replace(instant, "then")).toBe(
      `parked events: 1\n${event} ${issued} ${id} 2 waits for version 1 since then, failed 8 times: no such [2J row`,
    );
    expect(await atConsumer("retry", event)).toBe(`the parked event ${event} is tried again`);
    expect(await countIn(to.dataSource, "inbox_parked", "attempts = 0 AND last_error IS NULL")).toBe(1);
    expect(await atConsumer("skip", event)).toBe(
      `commerce passes over ${event}, version 2 of evaluation.certificate ${id}`,
    );
    expect([await atConsumer("parked"), await countIn(to.dataSource, "inbox_head", "ver = 2")]).toEqual([
      "parked events: none",
      1,
    ]);
  });

  it("queues one republish of a full state, however often it is asked for", async () => {
    expect(await atProducer("jobs")).toBe("jobs: none");
    const said = await atProducer("republish", "evaluation.certificate.stated", consumer);
    const [, job = ""] = /^the job ([\da-f-]{36}) sends evaluation\.certificate\.stated to commerce$/.exec(said) ?? [];
    expect(await atProducer("republish", "evaluation.certificate.stated", consumer)).toBe(
      `the job ${job} sends evaluation.certificate.stated to commerce already`,
    );
    expect((await atProducer("jobs")).replace(instant, "then")).toBe(
      `jobs: 1\n${job} republish queued, 0 of an unknown number, asked for by operator at then, ` +
        `{"name":"evaluation.certificate.stated","consumer":"commerce"}`,
    );
    expect(await atProducer("retry", job)).toBe(`the job ${job} is under way`);
  });

  it("lets a failed job go on where it stopped", async () => {
    const job = await transact(source, (manager) =>
      enqueueJob(manager, { service: producer, kind: "count", input: {}, requestedBy: "somebody" }),
    );
    await source.query("UPDATE job SET state = 'failed', done = 3, total = 4, step_cursor = '3', error = 'broken'");
    expect((await atProducer("jobs")).replace(instant, "then")).toBe(
      `jobs: 1\n${job} count failed, 3 of 4, asked for by somebody at then, {}: broken`,
    );
    expect(await atProducer("retry", job)).toBe(`the job ${job} goes on where it stopped`);
    const steps: unknown[] = [];
    running.push(
      startJobs({
        service: producer,
        dataSource: source,
        leaseSeconds: 1,
        log: silent,
        handlers: {
          count: (_manager, { cursor }) => {
            steps.push(cursor);
            return Promise.resolve({ cursor: 4, done: 4, total: 4, finished: true });
          },
        },
      }),
    );
    await eventually("done", 5, async () => (await atProducer("jobs")).includes(" done, 4 of 4"));
    expect(steps).toEqual([3]);
    await expect(atProducer("retry", job)).rejects.toThrow(`the job ${job} is done`);
  });

  it("shows the first hundred of a list and says so", async () => {
    for (let nth = 0; nth < 101; nth += 1) await change(await newThing(source));
    await source.query("UPDATE outbox_delivery SET dead_at = NOW(3), last_error = ?", ["x".repeat(300)]);
    const lines = (await atProducer("dead")).split("\n");
    expect([lines[0], lines.length, Math.max(...lines.map(({ length }) => length)) < 400]).toEqual([
      "dead deliveries: the first 100",
      101,
      true,
    ]);
  });

  it("refuses what cannot be done in one line and changes nothing", async () => {
    const unknown = newId();
    await change(await newThing(source));
    const [{ event } = { event: "" }] = await source.query<{ event: string }[]>(
      "SELECT LOWER(HEX(event_id)) AS event FROM outbox_event",
    );
    const known = event.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    const before = await everything();
    const refused: readonly [() => Promise<string>, string][] = [
      [
        () => atProducer("replay", unknown),
        `the log of evaluation holds no event ${unknown}; it keeps them for 30 days`,
      ],
      [() => atProducer("replay", "12"), "12 is no id"],
      [
        () => atProducer("replay", unknown, "shop"),
        "shop is no service: there are registry, evaluation, commerce, traceability",
      ],
      [() => atProducer("replay", known, "evaluation"), `evaluation does not hear ${issued}`],
      [
        () => atProducer("republish", "registry.product.stated", consumer),
        "evaluation does not send registry.product.stated: it sends evaluation.criteriaSet.stated, evaluation.certificate.stated, evaluation.reading.stated",
      ],
      [
        () => atProducer("republish", "evaluation.criteriaSet.stated", consumer),
        "commerce does not hear evaluation.criteriaSet.stated",
      ],
      [() => atProducer("retry", unknown), `evaluation has no parked event and no job ${unknown}`],
      [
        () => atConsumer("skip", unknown),
        `${unknown} is not parked in commerce: name it in full, as the list of dead deliveries of its producer prints it`,
      ],
      [
        () => atConsumer("skip", unknown, "registry.dossier.accepted", unknown, "1"),
        "commerce does not hear registry.dossier.accepted",
      ],
      [() => atConsumer("skip", unknown, issued, unknown, "1.5"), "1.5 is no version"],
      [
        () => atProducer("skip", unknown, "registry.product.changed", unknown, "1"),
        "skip tells the producer, which needs REDIS_URL_EVALUATION",
      ],
    ];
    for (const [run, message] of refused) {
      const failure = await run().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CommandRefused);
      expect((failure as Error).message).toBe(message);
    }
    expect(await everything()).toBe(before);
  });

  it.each([[], ["alive"], ["dead", "now"], ["replay"], ["skip", "a", "b"], ["republish", "a"]])(
    "answers %p %p %p with its usage, before it opens anything",
    async (...words) => {
      const parts = { service: producer, open: () => fail("opened"), redis: null };
      await expect(operatorCommand(parts, words)).rejects.toThrow(WrongUsage);
      await expect(operatorCommand(parts, words)).rejects.toThrow(/^usage: dead \| parked \| jobs \| replay <event>/);
    },
  );
});

const fail = (reason: string): never => {
  throw new Error(reason);
};
