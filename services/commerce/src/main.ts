import { anonymous, systemViewer } from "@ocop/contracts";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  type Clock,
  createLog,
  createMetrics,
  createPublish,
  createTokenVerifier,
  type DueHandler,
  enqueueJob,
  type GraphContext,
  type JobHandler,
  type Log,
  type MakeDeps,
  newId,
  newTrace,
  printTrace,
  producerConnection,
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
import { type CommerceConfig, readCommerceConfig } from "./config";
import { commerceDataSource } from "./data/data-source";
import { statedListings } from "./data/listing.queries";
import { queriesOf } from "./data/queries";
import { repositoriesOf } from "./data/repositories";
import { type CommerceViewer, noFacts } from "./domain/rights";
import { handlers } from "./events/subscriptions";
import type { CommerceContext } from "./graph/context";
import { createLoaders } from "./graph/loaders";
import { buildSchema } from "./graph/schema";
import { partnerRoutes } from "./http/partner.route";
import type { Deps, Due, Work } from "./use-cases/deps";
import { restateListings } from "./use-cases/restate-listings";
import { settleListings } from "./use-cases/settle-listings";

const service = "commerce";

const named = (name: string): CommerceViewer => ({ ...systemViewer(name), ...noFacts });

/** What a use case is given on one transaction. */
export const depsOn = (manager: EntityManager, rest: Pick<Deps, "publish" | "now" | "newId" | "viewer">): Deps => ({
  ...rest,
  repositories: repositoriesOf(manager),
  schedule: (due) => scheduleDue(manager, due),
  enqueue: async (work) => {
    await enqueueJob(manager, { ...work, service, requestedBy: service });
  },
});

const contextOf =
  (dataSource: DataSource, cursorKeys: readonly string[]) =>
  async (base: GraphContext): Promise<CommerceContext> => {
    const queries = queriesOf(dataSource.manager);
    const { subject, system } = base.viewer;
    const viewer = { ...base.viewer, ...(subject === null ? noFacts : await queries.factsOf(subject)) };
    const meta = {
      actor: subject ?? system ?? anonymous.client,
      traceparent: printTrace(base.trace),
      causationId: null,
    };
    const act: CommerceContext["act"] = (run) => {
      const ids = repeatable(newId);
      return transact(dataSource, (manager) => {
        const publish = createPublish({ service, manager, meta });
        return run(depsOn(manager, { publish, now: () => base.now, newId: ids(), viewer }));
      });
    };
    return { ...base, viewer, queries, act, cursorKeys, loaders: createLoaders(queries, viewer) };
  };

/** What the worker does for events, for the clock and in jobs: always as a named actor of the platform. */
export const workerOf = (clock: Clock) => {
  const depsFor = (manager: EntityManager, actor: string, publish: Publish): Deps =>
    depsOn(manager, { publish, now: () => clock.now(), newId, viewer: named(actor) });
  const ownDeps = (manager: EntityManager, actor: string): Deps => {
    const meta = { actor, traceparent: printTrace(newTrace()), causationId: null };
    return depsFor(manager, actor, createPublish({ service, manager, meta }));
  };
  const deps: MakeDeps<Deps> = (manager, _event, publish) => depsFor(manager, "event", publish);
  const due: Record<Due["kind"], DueHandler> = {
    "certificate.expiry": (manager, { payload }) =>
      settleListings(ownDeps(manager, "clock"), (payload as Due["payload"]).productId),
  };
  const restate: JobHandler = async (manager, { input, cursor, done }) => {
    const { salePointId } = input as Work["input"];
    const { told, next } = await restateListings(ownDeps(manager, "job"), salePointId, cursor as string | null);
    return { cursor: next, done: done + told, total: null, finished: next === null };
  };
  const jobs: Record<Work["kind"] | typeof republishKind, JobHandler> = {
    "listings.restate": restate,
    [republishKind]: republishJob(service, { "commerce.listing.stated": statedListings }),
  };
  return { deps, due, jobs };
};

/**
 * Starts commerce with the roles it is given: the graph and the partner door, the worker, the relay.
 *
 * @param parts.logger sees every statement before it is sent
 * @throws Error when database or Redis cannot be used, `PortInUse` when a port is taken
 */
export const startCommerce = async (
  config: CommerceConfig,
  { clock, log, logger }: { readonly clock: Clock; readonly log: Log; readonly logger?: Logger },
): Promise<Running & { readonly url: string; readonly partnerUrl: string | null }> => {
  const { mode, host, roles, leaseSeconds, viewerKeys, cursorKeys, redis } = config;
  const dataSource = await commerceDataSource(config.database, logger && { logger }).initialize();
  await checkDatabase(dataSource);
  await checkRedis(redis, log);
  const metrics = createMetrics(service);
  const connection = producerConnection(redis, log);
  const ready = { database: () => dataSource.query("SELECT 1"), redis: () => connection.ping() };
  const common = { name: service, mode, host, log, clock, metrics, ready };
  const running: Running[] = [];

  const subgraph = roles.includes("graph")
    ? { schema: buildSchema().schema, viewerKeys, context: contextOf(dataSource, cursorKeys) }
    : null;
  const server = await startServer({ ...common, port: config.port, ...(subgraph && { subgraph }) });
  running.push(server);

  const partnerDoor = roles.includes("http")
    ? await startServer({
        ...common,
        port: config.partnerPort,
        isPublic: true,
        routes: partnerRoutes({
          verify: createTokenVerifier({ issuer: config.issuer, audience: config.audience }),
          queries: queriesOf(dataSource.manager),
          cursorKeys,
          now: () => clock.now(),
          log,
        }),
      })
    : null;
  if (partnerDoor) running.push(partnerDoor);

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
    partnerUrl: partnerDoor?.url ?? null,
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
      const config = readCommerceConfig();
      return startCommerce(config, { clock: systemClock(config.clockOffsetSeconds * 1_000), log });
    },
  });
};

if (require.main === module) void main();
