import { Refusal } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { newId, toBinary } from "./id";
import { enqueueJob, jobById, retryJob, startJobs, type JobHandler, type JobsOptions } from "./jobs";
import type { Running } from "./process";
import { transact } from "./transaction";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { eventually } from "../testing/queue";
import { countIn, silent, ThingsMigration } from "../test/support";

const service = "registry";

/** Makes the things asked for, ten in a step. */
const make: JobHandler = async (manager, { input, cursor, done }) => {
  const { count } = input as { count: number };
  const from = (cursor as { from: number } | null)?.from ?? 0;
  const rows = Array.from({ length: Math.min(10, count - from) }, () => [toBinary(newId()), 1]);
  await manager.query("INSERT INTO thing (id, version) VALUES ?", [rows]);
  const next = done + rows.length;
  return { cursor: { from: next }, done: next, total: count, finished: next === count, result: { made: next } };
};

jest.setTimeout(30_000);

describe("a job", () => {
  let database: TestDatabase;
  let source: DataSource;
  let running: Running[] = [];

  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration, ThingsMigration] });
    source = database.dataSource;
  });
  afterAll(() => database.drop());
  beforeEach(() => source.query("DELETE FROM thing"));
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
  });

  const start = (
    handlers: JobsOptions["handlers"],
    leaseSeconds = 1,
    { processes = 1, concurrency = 2 }: { readonly processes?: number; readonly concurrency?: number } = {},
  ): void => {
    for (let nth = 0; nth < processes; nth += 1)
      running.push(startJobs({ service, dataSource: source, handlers, leaseSeconds, log: silent, concurrency }));
  };
  const ask = (kind: string, input: unknown): Promise<string> =>
    transact(source, (manager) => enqueueJob(manager, { service, kind, input, requestedBy: "tester" }));
  const ended = (id: string): Promise<void> =>
    eventually("job ended", 10, async () =>
      ["done", "failed"].includes((await jobById(source.manager, id))?.state ?? ""),
    );

  it("begins at once after the request commits, and keeps its progress and result", async () => {
    start({ make }, 5);
    const id = await ask("make", { count: 95 });
    const began = performance.now();
    await ended(id);
    expect(performance.now() - began).toBeLessThan(900);
    expect(await jobById(source.manager, id)).toMatchObject({
      id,
      kind: "make",
      input: { count: 95 },
      state: "done",
      done: 95,
      total: 95,
      cursor: { from: 95 },
      result: { made: 95 },
      requestedBy: "tester",
      error: null,
    });
    expect(await countIn(source, "thing")).toBe(95);
    expect(await jobById(source.manager, newId())).toBeNull();
  });

  it("does each step once with several processes at it", async () => {
    start({ make }, 1, { processes: 3 });
    const ids = await Promise.all([100, 50, 30, 10].map((count) => ask("make", { count })));
    for (const id of ids) await ended(id);
    expect(await countIn(source, "thing")).toBe(190);
  });

  it("loses the effect of a step that fails, tries it again, and has failed after twelve tries", async () => {
    let tries = 0;
    const fails: JobHandler = async (manager, job) => {
      const step = await make(manager, job);
      if (job.done < 20) return step;
      tries += 1;
      throw new Error("no more");
    };
    // One loop alone: with a lease this short another one would take the job over before its step began.
    start({ make: fails }, 0.005, { concurrency: 1 });
    const id = await ask("make", { count: 50 });
    await ended(id);
    expect(await jobById(source.manager, id)).toMatchObject({ state: "failed", error: "no more", done: 20 });
    expect([tries, await countIn(source, "thing")]).toEqual([12, 20]);
  });

  it("goes on where it stopped when an operator retries it", async () => {
    let broken = true;
    start({
      make: (manager, job) => {
        if (broken && job.done === 20) throw new Refusal("WRONG_STATE");
        return make(manager, job);
      },
    });
    const id = await ask("make", { count: 50 });
    await ended(id);
    expect(await jobById(source.manager, id)).toMatchObject({ state: "failed", error: "WRONG_STATE", done: 20 });
    broken = false;
    expect([await retryJob(source.manager, id), await retryJob(source.manager, id)]).toEqual([true, false]);
    await eventually("done", 10, async () => (await jobById(source.manager, id))?.state === "done");
    expect(await countIn(source, "thing")).toBe(50);
  });

  it("is handed over at once when its process stops in good order", async () => {
    start({ make }, 300);
    const id = await ask("make", { count: 3000 });
    await eventually("begun", 5, async () => ((await jobById(source.manager, id))?.done ?? 0) > 0);
    await Promise.all(running.splice(0).map((one) => one.stop()));
    const left = await jobById(source.manager, id);
    expect(left?.done).toBeLessThan(3000);
    start({ make }, 300);
    await ended(id);
    expect(await countIn(source, "thing")).toBe(3000);
  });
});
