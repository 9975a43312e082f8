import type { DataSource } from "typeorm";
import { startConsumer } from "./consumer";
import { fromBinary } from "./id";
import { jobById, startJobs } from "./jobs";
import type { Running } from "./process";
import { startRelay } from "./relay";
import { republish, republishJob, republishKind, type StatedPages } from "./republish";
import { transact } from "./transaction";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
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
  silent,
  testDeps,
  ThingsMigration,
} from "../test/support";

const pages: StatedPages<typeof producer> = {
  "evaluation.criteriaSet.stated": () => Promise.resolve([]),
  "evaluation.reading.stated": () => Promise.resolve([]),
  "evaluation.certificate.stated": async (manager, after) => {
    const rows = await manager.query<{ id: Buffer; version: number }[]>(
      "SELECT id, version FROM thing WHERE HEX(id) > ? ORDER BY id LIMIT 20",
      [after?.replaceAll("-", "") ?? ""],
    );
    return rows.map(({ id, version }) => ({ id: fromBinary(id), version, body: certificate }));
  },
};

jest.setTimeout(30_000);

describe("republishing", () => {
  let from: TestDatabase;
  let to: TestDatabase;
  let source: DataSource;
  let running: Running[] = [];

  beforeAll(async () => {
    const migrations = [PlumbingMigration, ThingsMigration];
    [from, to] = await Promise.all([testDatabase({ migrations }), testDatabase({ migrations })]);
    source = from.dataSource;
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
    await Promise.all([from.drop(), to.drop()]);
  });

  it("sends one consumer every current aggregate as it stands, and nobody else", async () => {
    const redis = await testRedis();
    const ids = await Promise.all(Array.from({ length: 45 }, () => newThing(source)));
    for (const id of ids) {
      await changeThing(source, id, null);
      await changeThing(source, id, null);
    }
    const common = { service: producer, dataSource: source, leaseSeconds: 1, log: silent };
    running = [
      startJobs({ ...common, handlers: { [republishKind]: republishJob(producer, pages) } }),
      startRelay({ ...common, redis }),
      startConsumer({
        service: consumer,
        dataSource: to.dataSource,
        redis,
        handlers: handlersWith(),
        deps: testDeps,
        clock,
        log: silent,
      }),
    ];
    const request = {
      service: producer,
      name: "evaluation.certificate.stated",
      consumer,
      requestedBy: "tester",
    } as const;
    const job = await transact(source, (manager) => republish(manager, request));
    await eventually("job done", 5, async () => (await jobById(source.manager, job))?.state === "done");
    await settled(5, source, to.dataSource);
    expect(await jobById(source.manager, job)).toMatchObject({ done: 45, total: 45 });
    expect(await effectsIn(to.dataSource)).toEqual({ count: 45, events: 45, outOfOrder: 0 });
    expect([
      await countIn(to.dataSource, "effect", "version = 2 AND late = 0"),
      await countIn(to.dataSource, "inbox_head"),
      await countIn(source, "outbox_event", "fact_ver IS NULL"),
    ]).toEqual([45, 0, 45]);
  });

  it("refuses a consumer that does not hear the name", async () => {
    const request = {
      service: producer,
      name: "evaluation.criteriaSet.stated",
      consumer,
      requestedBy: "tester",
    } as const;
    await expect(transact(source, (manager) => republish(manager, request))).rejects.toThrow("commerce does not hear");
  });
});
