import { systemViewer, type Viewer } from "@ocop/contracts";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  createLog,
  createMetrics,
  createPublish,
  newId,
  newTrace,
  printTrace,
  repeatable,
  republishJob,
  republishKind,
  runProcess,
  startConsumer,
  startJobs,
  startRelay,
  startServer,
  systemClock,
  transact,
  type Clock,
  type GraphContext,
  type Log,
  type Publish,
  type Running,
} from "@ocop/service-kit";
import type { DataSource, EntityManager } from "typeorm";
import { Initial1795219200000 } from "../migrations/1795219200000-initial";
import { serviceConfig, type ServiceConfig } from "./config";
import { registryDataSource } from "./data/data-source";
import { queriesOn } from "./data/queries";
import { repositoriesOn } from "./data/repositories";
import { statedPages } from "./data/stated";
import { handlers } from "./events/subscriptions";
import { contextWith, type Act, type RegistryContext } from "./graph/context";
import { registrySubgraph } from "./graph/schema";
import type { Deps } from "./use-cases/deps";
import { loadRulebook } from "./use-cases/load-rulebook";
import { producerFacts } from "./use-cases/save-producer";
import { productFacts } from "./use-cases/save-product";

const service = "registry";

export const openDataSource = (url: string): DataSource => registryDataSource(url, [Initial1795219200000]);

/** What a use case works with on one transaction. */
export const depsOn = (manager: EntityManager, clock: Clock, viewer: Viewer, publish: Publish): Deps => ({
  repositories: repositoriesOn(manager),
  publish,
  now: () => clock.now(),
  newId,
  viewer,
});

/** Runs acts of one actor, each in a transaction of its own. */
export const actsOf =
  (dataSource: DataSource, clock: Clock, viewer: Viewer, traceparent: string): Act =>
  (run) => {
    const ids = repeatable(newId);
    const meta = { actor: viewer.subject ?? viewer.system ?? "anonymous", traceparent, causationId: null };
    return transact(dataSource, (manager) =>
      run({
        ...depsOn(manager, clock, viewer, createPublish({ service, manager, meta })),
        newId: ids(),
      }),
    );
  };

/** What the graph works with for one request. */
export const contextOf = (dataSource: DataSource, clock: Clock, cursorKeys: readonly string[]) =>
  contextWith({
    queries: queriesOn(dataSource.manager),
    actAs: ({ viewer, trace }: GraphContext) => actsOf(dataSource, clock, viewer, printTrace(trace)),
    loadRulebook: (setCode) => loadRulebook(repositoriesOn(dataSource.manager), setCode),
    cursorKeys,
  });

/** The event handlers' work, as the system actor `event`. */
export const inboxOf = (dataSource: DataSource, clock: Clock) => ({
  service: "registry" as const,
  dataSource,
  handlers,
  deps: (manager: EntityManager, _event: unknown, publish: Publish) =>
    depsOn(manager, clock, systemViewer("event"), publish),
});

/** Long work of this service: its full state for a consumer that builds its copies. */
export const jobHandlers = {
  [republishKind]: republishJob(
    service,
    statedPages(
      (manager, producer) => producerFacts(repositoriesOn(manager), producer),
      (manager, product) => productFacts(repositoriesOn(manager), product),
    ),
  ),
};

/** Consumer and jobs. Nothing of this service falls due by the clock yet. */
const startWorker = (config: ServiceConfig, dataSource: DataSource, clock: Clock, log: Log): readonly Running[] => [
  startConsumer({ ...inboxOf(dataSource, clock), redis: config.redisUrl, log }),
  startJobs({ service, dataSource, leaseSeconds: config.leaseSeconds, log, handlers: jobHandlers }),
];

/** Makes one process in the roles it is given and answers with the way to end it. */
export const start = async (config: ServiceConfig, log: Log): Promise<Running & { readonly url: string }> => {
  const clock = systemClock(config.clockOffsetSeconds * 1_000);
  const metrics = createMetrics(service);
  const dataSource = await openDataSource(config.databaseUrl).initialize();
  await checkDatabase(dataSource);
  await checkRedis(config.redisUrl, log);

  const has = (role: ServiceConfig["roles"][number]): boolean => config.roles.includes(role);
  const running: Running[] = [];
  if (has("relay")) {
    const { redisUrl: redis, leaseSeconds } = config;
    running.push(startRelay({ service, dataSource, redis, leaseSeconds, log, metrics }));
  } else {
    const stop = announceNudges(service, config.redisUrl, log);
    running.push({ stop: () => Promise.resolve(stop()) });
  }
  if (has("worker")) running.push(...startWorker(config, dataSource, clock, log));
  const server = await startServer<RegistryContext>({
    name: service,
    mode: config.mode,
    host: config.host,
    port: config.port,
    log,
    clock,
    metrics,
    ready: { database: () => dataSource.query("SELECT 1") },
    ...(has("graph")
      ? {
          subgraph: {
            schema: registrySubgraph().schema,
            viewerKeys: config.viewerKeys,
            context: contextOf(dataSource, clock, config.cursorKeys),
          },
        }
      : {}),
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await Promise.all(running.map((part) => part.stop()));
      await dataSource.destroy();
    },
  };
};

/** The traceparent of work that nobody outside asked for. */
export const ownTrace = (): string => printTrace(newTrace());

if (require.main === module) {
  const log = createLog(service);
  void runProcess({ log, start: async () => start(serviceConfig(), log) });
}
