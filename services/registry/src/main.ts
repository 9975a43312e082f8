import { systemViewer } from "@ocop/contracts";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  createActs,
  createCipher,
  createLog,
  createMetrics,
  headsFileOf,
  keylessCipher,
  newId,
  publicCode,
  record,
  republishJob,
  republishKind,
  runProcess,
  startConsumer,
  startJobs,
  startRelay,
  startSealer,
  startServer,
  systemClock,
  type ActParts,
  type Cipher,
  type Clock,
  type Log,
  type Publish,
  type Running,
} from "@ocop/service-kit";
import type { DataSource, EntityManager } from "typeorm";
import { migrations } from "../migrations/all";
import { serviceConfig, type ServiceConfig } from "./config";
import { registryDataSource } from "./data/data-source";
import { queriesOn } from "./data/queries";
import { repositoriesOn } from "./data/repositories";
import { statedPages } from "./data/stated";
import { withoutReadings, type RegistryViewer } from "./domain/rights";
import { handlers } from "./events/subscriptions";
import { contextWith, type RegistryContext } from "./graph/context";
import { registrySubgraph } from "./graph/schema";
import type { Deps } from "./use-cases/deps";
import { loadRulebook } from "./use-cases/load-rulebook";
import { producerFacts } from "./use-cases/save-producer";
import { productFacts } from "./use-cases/save-product";

const service = "registry";

export const openDataSource = (url: string): DataSource => registryDataSource(url, migrations);

/** What a use case works with on one transaction; without the cipher it neither reads nor writes personal data. */
export const depsOf = (
  { manager, publish, now, newId, viewer, record }: ActParts<RegistryViewer>,
  cipher: Cipher = keylessCipher,
): Deps => ({ repositories: repositoriesOn(manager, cipher), publish, now, newId, viewer, record });

/** Acts of one request, each in a transaction of its own. */
export const actsOn = (dataSource: DataSource, cipher: Cipher) =>
  createActs<Deps, RegistryViewer>({ service, dataSource, cipher, deps: (parts) => depsOf(parts, cipher) });

/** What the graph works with for one request. */
export const contextOf = (dataSource: DataSource, cipher: Cipher, cursorKeys: readonly string[]) =>
  contextWith({
    queries: queriesOn(dataSource.manager, cipher),
    acts: actsOn(dataSource, cipher),
    loadRulebook: (setCode) => loadRulebook(repositoriesOn(dataSource.manager), setCode),
    cursorKeys,
  });

/** The event handlers' work, as the system actor `event`, without the keys of personal data. */
export const inboxOf = (dataSource: DataSource, clock: Clock) => ({
  service: "registry" as const,
  dataSource,
  handlers,
  deps: (manager: EntityManager, _event: unknown, publish: Publish) =>
    depsOf({
      manager,
      publish,
      now: () => clock.now(),
      newId,
      newCode: publicCode,
      record: (said) => {
        record(manager, said);
      },
      viewer: withoutReadings(systemViewer("event")),
    }),
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
  startConsumer({ ...inboxOf(dataSource, clock), redis: config.redisUrl, log, clock }),
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
  if (has("worker")) {
    const headsFile = headsFileOf(config.dataDir, service);
    running.push(
      ...startWorker(config, dataSource, clock, log),
      startSealer({ service, dataSource, signingSecrets: config.auditKeys, headsFile, log, metrics }),
    );
  }
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
            context: contextOf(dataSource, createCipher(config.fieldKeys), config.cursorKeys),
            audit: dataSource,
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

if (require.main === module) {
  const log = createLog(service);
  void runProcess({ log, start: async () => start(serviceConfig(), log) });
}
