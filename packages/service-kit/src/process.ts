import { machineTime } from "./clock";
import type { Log } from "./log";

export type Running = { stop(): Promise<void> };

/** Milliseconds after which a process that does not come to its end is ended. */
const stopLimit = 15_000;

/** Milliseconds within which signals are one and the same wish: a parent that dies may send its own several times. */
const sameWish = 1_000;

/**
 * Runs one process from start to end: SIGTERM and SIGINT stop it in order, one more a second later at once. An
 * error at the start or one that nobody caught is logged, and the process exits with 1.
 *
 * @param start makes everything and answers with the way to end it
 */
export const runProcess = async ({
  log,
  start,
}: {
  readonly log: Log;
  readonly start: () => Promise<Running>;
}): Promise<void> => {
  let running: Running | null = null;
  let endedAt: number | null = null;

  const end = (code: number): void => {
    if (endedAt !== null) {
      if (code !== 0 || machineTime() - endedAt > sameWish) process.exit(code === 0 ? 130 : code);
      return;
    }
    endedAt = machineTime();
    setTimeout(() => process.exit(code === 0 ? 1 : code), stopLimit).unref();
    void Promise.resolve(running?.stop())
      .catch((error: unknown) => {
        log.error({ err: error }, "could not stop in order");
        return undefined;
      })
      .then(() => process.exit(code));
  };
  const fail = (error: unknown): void => {
    log.fatal({ err: error }, error instanceof Error ? error.message : "failed");
    end(1);
  };

  process.on("SIGTERM", () => {
    end(0);
  });
  process.on("SIGINT", () => {
    end(0);
  });
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);

  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
};
