import type { FastifyInstance } from "fastify";
import type { Log } from "./log";
import type { Metrics } from "./metrics";

/** What must work before the process takes work: each check by its name, rejecting when it fails. */
export type ReadyChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** Asked every few seconds by machines, so their answers are logged for debugging alone. */
export const operatorRoutes: readonly string[] = ["/health/live", "/health/ready", "/metrics"];

/** Milliseconds after which a check that has not answered counts as failed. */
const checkLimit = 2_000;

const answersInTime = async (run: () => Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(checkLimit)} ms`));
    }, checkLimit);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
};

const passes = async (name: string, run: () => Promise<unknown>, log: Log): Promise<boolean> => {
  try {
    await answersInTime(run);
    return true;
  } catch (error) {
    log.warn({ err: error, check: name }, "not ready");
    return false;
  }
};

/** `/health/live`: the process runs. The one health route that anybody may ask. */
export const liveRoute = (app: FastifyInstance): void => {
  app.get("/health/live", () => ({ status: "ok" }));
};

/**
 * The routes an operator asks: `/health/live` (the process runs), `/health/ready` (every check by its
 * name, 503 when one fails or the process is stopping) and `/metrics`.
 */
export const healthRoutes = (
  app: FastifyInstance,
  parts: {
    readonly ready: ReadyChecks;
    readonly log: Log;
    readonly metrics: Metrics;
    readonly isStopping: () => boolean;
  },
): void => {
  const { ready, log, metrics, isStopping } = parts;
  liveRoute(app);
  app.get("/health/ready", async (_request, reply) => {
    const checks = await Promise.all(
      Object.entries(ready).map(async ([name, run]) => [name, await passes(name, run, log)] as const),
    );
    const isReady = !isStopping() && checks.every(([, passed]) => passed);
    void reply.code(isReady ? 200 : 503);
    return {
      status: isReady ? "ok" : isStopping() ? "stopping" : "failed",
      checks: Object.fromEntries(checks.map(([name, passed]) => [name, passed ? "ok" : "failed"])),
    };
  });
  app.get("/metrics", async (_request, reply) => {
    void reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
};
