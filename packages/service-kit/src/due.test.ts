import type { DataSource } from "typeorm";
import { manualClock } from "./clock";
import { cancelDue, deadDue, scheduleDue, startDue, type DueHandler, type DueOptions } from "./due";
import { newId, toBinary } from "./id";
import type { Running } from "./process";
import { transact } from "./transaction";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { eventually } from "../testing/queue";
import { countIn, silent, ThingsMigration } from "../test/support";

/** The eve of the day on which the work of these tests is due. */
const evening = new Date("2026-11-21T16:59:59.999Z");
const midnight = new Date("2026-11-21T17:00:00.000Z");

jest.setTimeout(30_000);

describe("due work", () => {
  let database: TestDatabase;
  let source: DataSource;
  let running: Running[] = [];

  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration, ThingsMigration] });
    source = database.dataSource;
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await source.query("DELETE FROM due");
    await source.query("DELETE FROM thing");
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
  });

  const expire: DueHandler = (manager, { key }) =>
    manager.query("INSERT INTO thing (id, version) VALUES (?, 1) ON DUPLICATE KEY UPDATE version = version + 1", [
      toBinary(key),
    ]);
  const schedule = (key: string, at = midnight): Promise<void> =>
    transact(source, (manager) => scheduleDue(manager, { kind: "expire", key, at, payload: { of: key } }));
  const start = (options: Partial<DueOptions> = {}, processes = 1): void => {
    const all = { dataSource: source, clock: manualClock(midnight), handlers: { expire }, leaseSeconds: 0.05 };
    for (let nth = 0; nth < processes; nth += 1) running.push(startDue({ ...all, log: silent, ...options }));
  };
  const nothingLeft = (): Promise<void> =>
    eventually("all done", 5, async () => (await countIn(source, "due", "dead_at IS NULL")) === 0);
  const fired = (): Promise<number> => countIn(source, "thing", "version = 1");

  it("waits for the platform's clock and then is done once, with three processes at it", async () => {
    const keys = Array.from({ length: 150 }, newId);
    for (const key of keys) await schedule(key);
    const clock = manualClock(evening);
    start({ clock }, 3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([await countIn(source, "thing"), await countIn(source, "due")]).toEqual([0, 150]);
    clock.set(midnight);
    await nothingLeft();
    expect([await fired(), await countIn(source, "thing")]).toEqual([150, 150]);
  });

  it("is moved when it is scheduled again, and gone when it is cancelled", async () => {
    const [moved, cancelled] = [newId(), newId()];
    await schedule(moved);
    await schedule(moved, new Date(midnight.getTime() + 1));
    await schedule(cancelled);
    await transact(source, async (manager) => {
      expect([await cancelDue(manager, "expire", cancelled), await cancelDue(manager, "expire", newId())]).toEqual([
        true,
        false,
      ]);
    });
    start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([await countIn(source, "thing"), await countIn(source, "due")]).toEqual([0, 1]);
  });

  it("may schedule its own key again, and that stays", async () => {
    const key = newId();
    const next = new Date(midnight.getTime() + 86_400_000);
    await schedule(key);
    start({
      handlers: {
        expire: async (manager, work) => {
          await expire(manager, work);
          await scheduleDue(manager, { ...work, at: next });
        },
      },
    });
    await eventually("done once", 5, async () => (await fired()) === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [left] = await source.query<unknown[]>("SELECT due_at, attempts FROM due");
    expect([left, await fired()]).toEqual([{ due_at: next, attempts: 0 }, 1]);
  });

  it("has no effect when it fails, is tried again, and is dead after twelve tries", async () => {
    const [failing, good] = [newId(), newId()];
    let tries = 0;
    await schedule(failing);
    start({
      leaseSeconds: 0.005,
      handlers: {
        expire: async (manager, work) => {
          await expire(manager, work);
          if (work.key === failing) {
            tries += 1;
            throw new Error("cannot expire");
          }
        },
      },
    });
    await schedule(good);
    await eventually("dead", 10, async () => (await deadDue(source)).length === 1);
    expect(await deadDue(source)).toMatchObject([{ kind: "expire", key: failing, lastError: "cannot expire" }]);
    expect([tries, await fired(), await countIn(source, "due")]).toEqual([12, 1, 1]);
    await schedule(failing, new Date(midnight.getTime() + 1));
    expect(await deadDue(source)).toEqual([]);
  });
});
