import { startConsumer } from "../src/consumer";
import { createDataSource } from "../src/database";
import { newId, toBinary } from "../src/id";
import { startJobs, type JobHandler } from "../src/jobs";
import { startRelay } from "../src/relay";
import type { ChildOrder } from "./child-order";
import { clock, changeThing, consumer, handlersWith, newThing, producer, silent, testDeps } from "./support";

/**
 * One process of a crash test, ordered by JSON in its first argument. It prints `ready` and runs until it
 * is killed, or kills itself at the moment it was ordered to: it never stops in good order.
 */
const order = JSON.parse(process.argv[2] ?? "") as ChildOrder;
const { role, url, redis, leaseSeconds, fault } = order;

let left = fault?.nth ?? 0;
const strike = (): void => {
  left -= 1;
  if (!fault || left !== 0) return;
  process.stdout.write("struck\n");
  process.kill(process.pid, fault.signal);
};

/** Sees each statement before it is sent, so that a fault strikes between two of them. */
const statements = fault && fault.at !== "committed" ? new RegExp(fault.at) : null;
const ignore = (): void => undefined;
const logger = {
  logQuery: (sql: string): void => {
    if (statements?.test(sql)) strike();
  },
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

/** A job that makes fifty things, one in a step, each slowly enough to be killed in the midst of it. */
const make: JobHandler = async (manager, { done }) => {
  await manager.query("INSERT INTO thing (id, version) VALUES (?, ?)", [toBinary(newId()), done + 1]);
  await manager.query("DO SLEEP(0.005)");
  return { cursor: done + 1, done: done + 1, total: 50, finished: done + 1 === 50 };
};

const main = async (): Promise<void> => {
  const dataSource = await createDataSource({ url, entities: [], migrations: [], logger }).initialize();
  if (fault?.at === "committed") dataSource.subscribers.push({ afterTransactionCommit: strike });
  const common = { dataSource, redis, log: silent };
  const roles: Record<ChildOrder["role"], () => void | Promise<void>> = {
    relay: () => void startRelay({ ...common, service: producer, leaseSeconds }),
    consumer: () =>
      void startConsumer({ ...common, service: consumer, handlers: handlersWith(), deps: testDeps, clock }),
    jobs: () => void startJobs({ ...common, service: producer, handlers: { make }, leaseSeconds, concurrency: 1 }),
    writer: async () => {
      for (;;) {
        const id = await newThing(dataSource);
        for (let nth = 0; nth < 5; nth += 1) {
          const version = await changeThing(dataSource, id);
          process.stdout.write(`${id} ${String(version)}\n`);
        }
      }
    },
  };
  process.stdout.write("ready\n");
  await roles[role]();
};

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
