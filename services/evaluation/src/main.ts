import { dayOf, systemViewer, type Viewer } from "@ocop/contracts";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  type Clock,
  type Cipher,
  createActs,
  createCipher,
  createLog,
  createMetrics,
  createPublish,
  type DueHandler,
  type GraphContext,
  type JobHandler,
  type Log,
  type MakeDeps,
  headsFileOf,
  newId,
  newTrace,
  printTrace,
  producerConnection,
  publicCode,
  type Publish,
  republishJob,
  republishKind,
  type Running,
  runProcess,
  scheduleDue,
  startConsumer,
  startDue,
  startJobs,
  startRelay,
  startSealer,
  startServer,
  systemClock,
} from "@ocop/service-kit";
import type { DataSource, EntityManager, Logger } from "typeorm";
import { type EvaluationConfig, readEvaluationConfig } from "./config";
import { evaluationDataSource } from "./data/data-source";
import { queriesOf } from "./data/queries";
import { repositoriesOf } from "./data/repositories";
import { statedPages } from "./data/stated.queries";
import type { Queries } from "./domain/ports";
import { type EvaluationViewer, type HeldSeat, withoutSeats } from "./domain/rights";
import { handlers } from "./events/subscriptions";
import type { EvaluationContext } from "./graph/context";
import { createLoaders } from "./graph/loaders";
import { buildSchema } from "./graph/schema";
import { certificateBody } from "./use-cases/certificate-events";
import type { Deps, Due } from "./use-cases/deps";
import { endReading } from "./use-cases/end-reading";
import { expireCertificate } from "./use-cases/expire-certificate";
import { criteriaSetBody } from "./use-cases/publish-criteria-set";
import { readingBody } from "./use-cases/tell-reading";

const service = "evaluation";

type Made = Pick<Deps, "publish" | "now" | "newId" | "newCode" | "viewer">;

/** What a use case is given on one transaction. */
export const depsOn = (manager: EntityManager, made: Made): Deps => ({
  ...made,
  repositories: repositoriesOf(manager),
  schedule: (due) => scheduleDue(manager, { ...due, payload: null }),
});

/** Seats are facts of the person: rights lent under break-glass bring none. */
const seatsOf = async (queries: Queries, { subject, actedAs }: Viewer, now: Date): Promise<readonly HeldSeat[]> =>
  subject === null || actedAs !== null ? [] : queries.heldSeats(subject, dayOf(now));

/** The viewer's seats are loaded before any resolver runs, in one statement, and only for somebody who signed in. */
const contextOf = (dataSource: DataSource, cipher: Cipher, cursorKeys: readonly string[]) => {
  const acts = createActs<Deps, EvaluationViewer>({
    service,
    dataSource,
    cipher,
    deps: ({ manager, ...made }) => depsOn(manager, made),
  });
  return async (base: GraphContext): Promise<EvaluationContext> => {
    const queries = queriesOf(dataSource.manager);
    const viewer = { ...base.viewer, seats: await seatsOf(queries, base.viewer, base.now) };
    const request = { ...base, viewer };
    return {
      ...request,
      queries,
      cursorKeys,
      loaders: createLoaders(queries, viewer),
      act: acts(request),
      during: (call) => ({ act: acts(request, call) }),
    };
  };
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
  const clockDeps = (manager: EntityManager): Deps => {
    const meta = { actor: "clock", traceparent: printTrace(newTrace()), causationId: null };
    return depsFor(manager, "clock", createPublish({ service, manager, meta }));
  };
  const due: Record<Due["kind"], DueHandler> = {
    "certificate.expire": (manager, { key }) => expireCertificate(clockDeps(manager), key),
    "reading.end": (manager, { key }) => endReading(clockDeps(manager), key),
  };
  const jobs: Record<typeof republishKind, JobHandler> = {
    [republishKind]: republishJob(
      service,
      statedPages({
        criteriaSet: (set, { parts }) => criteriaSetBody(set, parts),
        certificate: certificateBody,
        reading: ({ evaluation, council, seats, handedIn }) =>
          readingBody(evaluation, council, seats, handedIn, dayOf(clock.now())),
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
  const { mode, host, roles, leaseSeconds, viewerKeys, cursorKeys, fieldKeys, redis } = config;
  const { auditKeys: signingSecrets, dataDir } = config;
  const dataSource = await evaluationDataSource(config.database, logger && { logger }).initialize();
  await checkDatabase(dataSource);
  await checkRedis(redis, log);
  const metrics = createMetrics(service);
  const connection = producerConnection(redis, log);
  const ready = { database: () => dataSource.query("SELECT 1"), redis: () => connection.ping() };
  const running: Running[] = [];

  const subgraph = roles.includes("graph")
    ? {
        schema: buildSchema().schema,
        viewerKeys,
        context: contextOf(dataSource, createCipher(fieldKeys), cursorKeys),
        audit: dataSource,
      }
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
      startConsumer({ service, dataSource, handlers, deps, redis, log, clock }),
      startDue({ dataSource, clock, handlers: due, leaseSeconds, log }),
      startJobs({ service, dataSource, handlers: jobs, leaseSeconds, log }),
      startSealer({ service, dataSource, signingSecrets, headsFile: headsFileOf(dataDir, service), log, metrics }),
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
