import { systemViewer, type Viewer } from "@ocop/contracts";
import { qrSvg } from "@ocop/documents";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  createActs,
  createCipher,
  createLog,
  createMetrics,
  headsFileOf,
  newId,
  publicCode,
  runProcess,
  startConsumer,
  startJobs,
  startRelay,
  startSealer,
  startServer,
  systemClock,
  type Clock,
  type GraphContext,
  type JobHandler,
  type Log,
  type Running,
} from "@ocop/service-kit";
import type { DataSource, EntityManager } from "typeorm";
import { migrations } from "../migrations/all";
import { serviceConfig, type ServiceConfig } from "./config";
import { traceabilityDataSource } from "./data/data-source";
import { enqueueWork, workById } from "./data/jobs";
import { publicQueriesOf } from "./data/public.queries";
import { queriesOf } from "./data/queries";
import { repositoriesOf } from "./data/repositories";
import type { Printer, Work } from "./domain/ports";
import { handlers } from "./events/subscriptions";
import type { TraceabilityContext } from "./graph/context";
import { createLoaders } from "./graph/loaders";
import { traceabilitySubgraph } from "./graph/schema";
import { missing, scanRoutes } from "./http/pages.route";
import type { Deps } from "./use-cases/deps";
import { issueSerials } from "./use-cases/issue-serials";

const service = "traceability";

export const openDataSource = (url: string): DataSource => traceabilityDataSource(url, migrations);

const printer: Printer = { qr: (text) => qrSvg(text) };

type Asked = Pick<Deps, "now" | "viewer"> & Partial<Pick<Deps, "newId" | "newCode">>;

/** What a use case is given on one transaction. */
export const depsOn = (
  manager: EntityManager,
  { now, viewer, newId: ids = newId, newCode: codes = publicCode }: Asked,
): Deps => ({
  now,
  viewer,
  newId: ids,
  newCode: codes,
  repositories: repositoriesOf(manager),
  enqueue: (work) => enqueueWork(manager, work, viewer.subject ?? viewer.system ?? "anonymous"),
});

/** Makes the acts of one viewer, each in a transaction of its own. */
export const actsOf = (dataSource: DataSource, fieldKeys: readonly string[]) =>
  createActs<Deps, Viewer>({
    service,
    dataSource,
    cipher: createCipher(fieldKeys),
    deps: ({ manager, ...parts }) => depsOn(manager, parts),
  });

/** What the resolvers of one request are given. */
export const contextOf = (
  dataSource: DataSource,
  { scanHost, cursorKeys, fieldKeys }: Pick<ServiceConfig, "scanHost" | "cursorKeys" | "fieldKeys">,
) => {
  const acts = actsOf(dataSource, fieldKeys);
  return (base: GraphContext): TraceabilityContext => {
    const queries = queriesOf(dataSource.manager);
    return {
      ...base,
      queries,
      publicQueries: publicQueriesOf(dataSource.manager),
      loaders: createLoaders(queries, base.viewer),
      act: acts(base),
      during: (call) => ({ act: acts(base, call) }),
      order: (id) => workById(dataSource.manager, "units.issue", id),
      scanHost,
      cursorKeys,
    };
  };
};

/** The event handlers' work, as the system actor `event`. */
export const inboxOf = (dataSource: DataSource, clock: Clock) => ({
  service: "traceability" as const,
  dataSource,
  handlers,
  deps: (manager: EntityManager) => depsOn(manager, { now: () => clock.now(), viewer: systemViewer("event") }),
});

/** The steps of this service's long work. */
export const jobHandlers = (clock: Clock): Readonly<Record<Work["kind"], JobHandler>> => ({
  "units.issue": async (manager, { id, input, done }) => {
    const order = input as Work["input"];
    const deps = depsOn(manager, { now: () => clock.now(), viewer: systemViewer("job") });
    const issued = await issueSerials(deps, { id, input: order, done });
    return { cursor: issued, done: issued, total: order.count, finished: issued >= order.count };
  },
});

const startWorker = (config: ServiceConfig, dataSource: DataSource, clock: Clock, log: Log): readonly Running[] => [
  startConsumer({ ...inboxOf(dataSource, clock), redis: config.redisUrl, log, clock }),
  startJobs({ service, dataSource, leaseSeconds: config.leaseSeconds, log, handlers: jobHandlers(clock) }),
];

/** Starts the relay, or tells the one of another process that there is work for it. */
const startRelaying = (
  { roles, redisUrl: redis, leaseSeconds }: ServiceConfig,
  parts: { readonly dataSource: DataSource; readonly log: Log; readonly metrics: ReturnType<typeof createMetrics> },
): Running => {
  if (roles.includes("relay")) return startRelay({ service, redis, leaseSeconds, ...parts });
  const stop = announceNudges(service, redis, parts.log);
  return { stop: () => Promise.resolve(stop()) };
};

/**
 * Starts one process in the roles it is given: the graph, the scan host, the worker, the relay.
 *
 * @throws Error when database or Redis cannot be used, `PortInUse` when a port is taken
 */
export const start = async (
  config: ServiceConfig,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<Running & { readonly url: string; readonly scanUrl: string | null }> => {
  const { mode, host, roles, viewerKeys } = config;
  const metrics = createMetrics(service);
  const dataSource = await openDataSource(config.databaseUrl).initialize();
  await checkDatabase(dataSource);
  await checkRedis(config.redisUrl, log);

  const common = { mode, host, log, clock, metrics, ready: { database: () => dataSource.query("SELECT 1") } };
  const running: Running[] = [startRelaying(config, { dataSource, log, metrics })];
  if (roles.includes("worker")) {
    const headsFile = headsFileOf(config.dataDir, service);
    running.push(
      ...startWorker(config, dataSource, clock, log),
      startSealer({ service, dataSource, signingSecrets: config.auditKeys, headsFile, log, metrics }),
    );
  }

  const server = await startServer<TraceabilityContext>({
    ...common,
    name: service,
    port: config.port,
    ...(roles.includes("graph") && {
      subgraph: {
        schema: traceabilitySubgraph().schema,
        viewerKeys,
        context: contextOf(dataSource, config),
        audit: dataSource,
      },
    }),
  });
  const door = {
    queries: publicQueriesOf(dataSource.manager),
    printer,
    host: config.scanHost,
    now: () => clock.now(),
    log,
  };
  const scan = roles.includes("http")
    ? await startServer({
        ...common,
        name: service,
        port: config.scanPort,
        isPublic: true,
        routes: scanRoutes(door),
        unreadable: missing(door),
      })
    : null;

  return {
    url: server.url,
    scanUrl: scan?.url ?? null,
    stop: async () => {
      await Promise.all([server.stop(), scan?.stop()]);
      await Promise.all(running.map((part) => part.stop()));
      await dataSource.destroy();
    },
  };
};

if (require.main === module) {
  const log = createLog(service);
  void runProcess({
    log,
    start: async () => {
      const config = serviceConfig();
      return start(config, { log, clock: systemClock(config.clockOffsetSeconds * 1_000) });
    },
  });
}
