import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Log, Running } from "@ocop/service-kit";
import type { FromPrimary, FromWorker } from "./process-messages";

/** Milliseconds after which a process that is not ready counts as failed. */
const startLimit = 60_000;

/** Milliseconds after which a process that was asked to retire is ended; it bounds itself to fifteen seconds. */
const retireLimit = 20_000;

/** Milliseconds before a process that ended by itself is replaced: at once, then longer as long as they go on ending. */
const firstDelay = 250;
const longestDelay = 30_000;

/** Milliseconds after which a process that still runs shows that nothing is wrong with starting. */
const settledAfter = 10_000;

/** Processes that answer by the same material. */
type Generation<Material> = { readonly material: Material; readonly workers: Set<Worker> };

export type PrimaryParts<Material> = {
  /** file of the program that answers */
  readonly program: string;
  /** processes that answer at the same time */
  readonly processes: number;
  /** reads all that they answer by; they get it from the primary, so that those of one generation answer alike */
  readonly read: () => Promise<Material>;
  readonly log: Log;
};

const tell = <Material>(worker: Worker, message: FromPrimary<Material>): void => {
  // A process that is just ending cannot be told any more: its end is heard of anyway.
  if (worker.isConnected()) worker.send(message, () => undefined);
};

const retire = (worker: Worker): void => {
  tell(worker, { kind: "retire" });
  const late = setTimeout(() => worker.process.kill("SIGKILL"), retireLimit);
  worker.once("exit", () => {
    clearTimeout(late);
  });
};

/**
 * The process that holds the port and answers nothing itself. It starts the processes that answer, replaces those
 * that end by themselves, and changes all of them at SIGHUP: the new ones begin with what is read then, and only
 * when each of them is ready do the old ones retire. When one cannot start, the old ones go on.
 *
 * When this process dies the others end at once, so that the port is free.
 *
 * @returns ends with `stop()`, which sends SIGTERM to every process and waits for them
 * @throws Error with the reason when the first processes cannot start
 */
export const startPrimary = async <Material>(parts: PrimaryParts<Material>): Promise<Running> => {
  const { program, processes, read, log } = parts;
  const alive = new Set<Worker>();
  let current: Generation<Material> | null = null;
  let isStopping = false;
  let delay = 0;

  const nextDelay = (): number => {
    const now = delay;
    delay = Math.min(Math.max(firstDelay, delay * 2), longestDelay);
    return now;
  };

  const isNeeded = (generation: Generation<Material>): boolean => !isStopping && generation === current;

  const replace = async (generation: Generation<Material>): Promise<void> => {
    while (isNeeded(generation)) {
      await pause(nextDelay());
      if (!isNeeded(generation)) return;
      try {
        const worker = await launch(generation);
        if (!isNeeded(generation)) retire(worker);
        return;
      } catch (error) {
        log.error({ err: error }, "a process cannot be replaced");
      }
    }
  };

  const admit = (generation: Generation<Material>, worker: Worker): void => {
    generation.workers.add(worker);
    const settled = setTimeout(() => (delay = 0), settledAfter);
    worker.once("exit", (code: number | null, signal: string | null) => {
      clearTimeout(settled);
      generation.workers.delete(worker);
      if (!isNeeded(generation)) return;
      log.error({ worker: worker.id, code, signal }, "a process ended by itself");
      void replace(generation);
    });
    log.info({ worker: worker.id, workerPid: worker.process.pid }, "a process is ready");
  };

  const launch = (generation: Generation<Material>): Promise<Worker> =>
    new Promise((resolve, reject) => {
      const worker = cluster.fork();
      alive.add(worker);
      let reason: string | null = null;
      const late = setTimeout(() => worker.process.kill("SIGKILL"), startLimit);
      worker.on("error", (error) => {
        log.warn({ err: error, worker: worker.id }, "a process cannot be told something");
      });
      worker.on("message", (message: FromWorker) => {
        switch (message.kind) {
          case "asks":
            tell(worker, { kind: "material", material: generation.material });
            break;
          case "leaving":
            tell(worker, { kind: "farewell" });
            break;
          case "failed":
            reason = message.reason;
            break;
          case "ready":
            clearTimeout(late);
            admit(generation, worker);
            resolve(worker);
            break;
        }
      });
      worker.once("exit", (code: number | null, signal: string | null) => {
        clearTimeout(late);
        alive.delete(worker);
        reject(new Error(reason ?? `A process ended before it was ready (${String(signal ?? code)})`));
      });
    });

  /** @throws Error when one of them cannot start; the others are ended then */
  const begin = async (): Promise<Generation<Material>> => {
    const generation: Generation<Material> = { material: await read(), workers: new Set() };
    const started = await Promise.allSettled(Array.from({ length: processes }, () => launch(generation)));
    const failed = started.find((one) => one.status === "rejected");
    if (failed === undefined) return generation;
    generation.workers.forEach(retire);
    throw failed.reason;
  };

  const change = (next: Generation<Material>): void => {
    const old = current;
    current = next;
    old?.workers.forEach(retire);
    for (let missing = processes - next.workers.size; missing > 0; missing -= 1) void replace(next);
  };

  const reload = async (): Promise<void> => {
    try {
      change(await begin());
      log.info("reloaded");
    } catch (error) {
      log.error({ err: error }, "not reloaded: the processes that run go on");
    }
  };

  let turn: Promise<void> = Promise.resolve();
  let isWaiting = false;
  /** One after the other: who asks while one is under way gets one more after it. */
  const reloadInTurn = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    turn = turn.then(() => {
      isWaiting = false;
      return isStopping ? undefined : reload();
    });
  };

  const stop = async (): Promise<void> => {
    isStopping = true;
    const ends = [...alive].map((worker) => once(worker, "exit"));
    for (const worker of alive) worker.process.kill("SIGTERM");
    await Promise.all(ends);
  };

  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: program, args: [], serialization: "advanced" });
  const first = begin().then(change);
  turn = first.catch(() => undefined);
  process.on("SIGHUP", reloadInTurn);
  await first;
  return { stop };
};
