import { startConsumer } from "../src/consumer";
import type { Subscriptions } from "../src/outbox";
import { startRelay } from "../src/relay";
import { testScale } from "../testing/config";
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
} from "./support";

const things = 5;
const versions = 400 * testScale();

/** Revocations are heard by nobody, and every sixth version has no event: commerce misses every third. */
const subscriptions: Subscriptions = { "evaluation.certificate.issued": [consumer] };
const nameOf = (version: number) =>
  version % 3 !== 0 ? "evaluation.certificate.issued" : version % 6 !== 0 ? "evaluation.certificate.revoked" : null;

jest.setTimeout(120_000 * testScale());

describe("the order of an aggregate's events", () => {
  let from: TestDatabase;
  let to: TestDatabase;
  let redis: string;
  let parked = 0;

  beforeAll(async () => {
    const migrations = [PlumbingMigration, ThingsMigration];
    const ignore = (): void => undefined;
    const logger = {
      logQuery: (sql: string) => {
        if (sql.startsWith("INSERT INTO inbox_parked")) parked += 1;
      },
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
    [from, to, redis] = await Promise.all([
      testDatabase({ migrations }),
      testDatabase({ migrations, logger }),
      testRedis(),
    ]);
  });
  afterAll(() => Promise.all([from.drop(), to.drop()]));

  it("holds with two relays, ten events at a time, failing handlers and names that are not heard", async () => {
    const relay = {
      service: producer,
      dataSource: from.dataSource,
      redis,
      leaseSeconds: 5,
      log: silent,
      subscriptions,
    };
    const running = [startRelay(relay), startRelay(relay)];
    try {
      const ids = await Promise.all(Array.from({ length: things }, () => newThing(from.dataSource)));
      const changes = ids.map(async (id) => {
        for (let version = 1; version <= versions; version += 1)
          await changeThing(from.dataSource, id, nameOf(version), subscriptions);
      });
      await eventually("a backlog", 30, async () => (await countIn(from.dataSource, "outbox_delivery")) > 300);
      running.push(
        startConsumer({
          service: consumer,
          dataSource: to.dataSource,
          redis,
          handlers: handlersWith({}, 50),
          deps: testDeps,
          clock,
          concurrency: 10,
          log: silent,
        }),
      );
      await Promise.all(changes);
      await settled(60 * testScale(), from.dataSource, to.dataSource);
      const published = await countIn(from.dataSource, "outbox_event", "type = 'evaluation.certificate.issued'");
      expect(published).toBe(things * (versions - Math.floor(versions / 3)));
      expect(await effectsIn(to.dataSource)).toEqual({ count: published, events: published, outOfOrder: 0 });
      expect(parked).toBeGreaterThan(100);
    } finally {
      await Promise.all(running.map((one) => one.stop()));
    }
  });
});
