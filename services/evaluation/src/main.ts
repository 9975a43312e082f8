import { dayOf, systemViewer } from "@ocop/contracts";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  type Clock,
  createLog,
  createMetrics,
  createPublish,
  type DueHandler,
  type GraphContext,
  type JobHandler,
  type Log,
  type MakeDeps,
  newId,
  newTrace,
  printTrace,
  producerConnection,
  publicCode,
  type Publish,
  repeatable,
  republishJob,
  republishKind,
  type Running,
  runProcess,
  scheduleDue,
  startConsumer,
  startDue,
  startJobs,
  startRelay,
  startServer,
  systemClock,
  transact,
} from "@ocop/service-kit";
import type { DataSource, EntityManager, Logger } from "typeorm";
import { type EvaluationConfig, readEvaluationConfig } from "./config";
import { evaluationDataSource } from "./data/data-source";
import { queriesOf } from "./data/queries";
import { repositoriesOf } from "./data/repositories";
import { statedPages } from "./data/stated.queries";
import { type EvaluationViewer, withoutSeats } from "./domain/rights";
import { handlers } from "./events/subscriptions";
import type { EvaluationContext } from "./graph/context";
import { createLoaders } from "./graph/loaders";
import { buildSchema } from "./graph/schema";
import { certificateBody } from "./use-cases/certificate-events";
import type { Deps, Due } from "./use-cases/deps";
import { expireCertificate } from "./use-cases/expire-certificate";
import { criteriaSetBody } from "./use-cases/publish-criteria-set";

const service = "evaluation";

type Made = Pick<Deps, "publish" | "now" | "newId" | "newCode" | "viewer">;

/** What a use case is given on one transaction. */
const depsOn = (manager: EntityManager, made: Made): Deps => ({
  ...made,
  repositories: repositoriesOf(manager),
  schedule: (due) => scheduleDue(manager, { ...due, payload: null }),
});

/** Acts of one actor, each in a transaction of its own. */
export const actsOf =
  (dataSource: DataSource, now: () => Date, viewer: EvaluationViewer, traceparent: string): EvaluationContext["act"] =>
  (run) => {
    const [ids, codes] = [repeatable(newId), repeatable(publicCode)];
    const meta = { actor: viewer.subject ?? viewer.system ?? "anonymous", traceparent, causationId: null };
    return transact(dataSource, (manager) => {
      const publish = createPublish({ service, manager, meta });
      return run(depsOn(manager, { publish, now, newId: ids(), newCode: codes(), viewer }));
    });
  };

/** The viewer's seats are loaded before any resolver runs, in one statement, and only for somebody who signed in. */
const contextOf =
  (dataSource: DataSource, cursorKeys: readonly string[]) =>
  async (base: GraphContext): Promise<EvaluationContext> => {
    const queries = queriesOf(dataSource.manager);
    const { subject } = base.viewer;
    const seats = subject === null ? [] : await queries.heldSeats(subject, dayOf(base.now));
    const viewer = { ...base.viewer, seats };
    const act = actsOf(dataSource, () => base.now, viewer, printTrace(base.trace));
    return { ...base, viewer, queries, act, cursorKeys, loaders: createLoaders(queries, viewer) };
  };

/** What the worker does for events, for the clock and in jobs: always as a named actor of the platform. */
export const workerOf = (clock: Clock) => {
  const depsFor = (manager: EntityManager, actor: string, publish: Publish): Deps =>
    depsOn(manager, {
      publish,
      now: () => clock.now(),
      newId,
      newCode: publicCode,
      viewer: withoutSeats(systemViewer(actor)),
    });
  const deps: MakeDeps<Deps> = (manager, _event, publish) => depsFor(manager, "event", publish);
  const due: Record<Due["kind"], DueHandler> = {
    "certificate.expire": (manager, { key }) => {
      const meta = { actor: "clock", traceparent: printTrace(newTrace()), causationId: null };
      return expireCertificate(depsFor(manager, "clock", createPublish({ service, manager, meta })), key);
    },
  };
  const jobs: Record<typeof republishKind, JobHandler> = {
    [republishKind]: republishJob(
      service,
      statedPages({
        criteriaSet: (set, { parts }) => criteriaSetBody(set, parts),
        certificate: certificateBody,
      }),
    ),
  };
  return { deps, due, jobs };
};

/**
 * Starts evaluation with the roles it is given: the graph, the worker, the relay.
 *
 * @param parts.logger sees every statement before it is sent
 * @throws Error when database or Redis cannot be used, `PortInUse` when the port is taken
 */
export const startEvaluation = async (
  config: EvaluationConfig,
  { clock, log, logger }: { readonly clock: Clock; readonly log: Log; readonly logger?: Logger },
): Promise<Running & { readonly url: string }> => {
  const { mode, host, roles, leaseSeconds, viewerKeys, cursorKeys, redis } = config;
  const dataSource = await evaluationDataSource(config.database, logger && { logger }).initialize();
  await checkDatabase(dataSource);
  await checkRedis(redis, log);
  const metrics = createMetrics(service);
  const connection = producerConnection(redis, log);
  const ready = { database: () => dataSource.query("SELECT 1"), redis: () => connection.ping() };
  const running: Running[] = [];

  const subgraph = roles.includes("graph")
    ? { schema: buildSchema().schema, viewerKeys, context: contextOf(dataSource, cursorKeys) }
    : null;
  const server = await startServer({
    name: service,
    mode,
    host,
    port: config.port,
    log,
    clock,
    metrics,
    ready,
    ...(subgraph && { subgraph }),
  });
  running.push(server);

  if (roles.includes("worker")) {
    const { deps, due, jobs } = workerOf(clock);
    running.push(
      startConsumer({ service, dataSource, handlers, deps, redis, log }),
      startDue({ dataSource, clock, handlers: due, leaseSeconds, log }),
      startJobs({ service, dataSource, handlers: jobs, leaseSeconds, log }),
    );
  }
  const stopAnnouncing = roles.includes("relay") ? null : announceNudges(service, redis, log);
  if (roles.includes("relay")) running.push(startRelay({ service, dataSource, redis, leaseSeconds, log, metrics }));

  return {
    url: server.url,
    stop: async () => {
      await Promise.all(running.map((one) => one.stop()));
      stopAnnouncing?.();
      connection.disconnect();
      await dataSource.destroy();
    },
  };
};

const main = (): Promise<void> => {
  const log = createLog(service);
  return runProcess({
    log,
    start: async () => {
      const config = readEvaluationConfig();
      return startEvaluation(config, { clock: systemClock(config.clockOffsetSeconds * 1_000), log });
    },
  });
};

if (require.main === module) void main();
