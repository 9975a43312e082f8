import { systemViewer, type Viewer } from "@ocop/contracts";
import { qrSvg } from "@ocop/documents";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  createLog,
  createMetrics,
  newId,
  publicCode,
  repeatable,
  runProcess,
  startConsumer,
  startJobs,
  startRelay,
  startServer,
  systemClock,
  transact,
  type Clock,
  type GraphContext,
  type JobHandler,
  type Log,
  type Running,
} from "@ocop/service-kit";
import type { DataSource, EntityManager } from "typeorm";
import { Initial1795219200000 } from "../migrations/1795219200000-initial";
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

export const openDataSource = (url: string): DataSource => traceabilityDataSource(url, [Initial1795219200000]);

const printer: Printer = { qr: (text) => qrSvg(text) };

/** What a use case is given on one transaction. */
export const depsOn = (manager: EntityManager, rest: Pick<Deps, "now" | "viewer">): Deps => ({
  ...rest,
  newId,
  newCode: publicCode,
  repositories: repositoriesOf(manager),
  enqueue: (work) => enqueueWork(manager, work, rest.viewer.subject ?? rest.viewer.system ?? "anonymous"),
});

/** Runs acts of one viewer, each in a transaction of its own. */
export const actsOf = (dataSource: DataSource, viewer: Viewer, now: () => Date): TraceabilityContext["act"] => {
  return (run) => {
    const [ids, codes] = [repeatable(newId), repeatable(publicCode)];
    return transact(dataSource, (manager) =>
      run({ ...depsOn(manager, { now, viewer }), newId: ids(), newCode: codes() }),
    );
  };
};

/** What the resolvers of one request are given. */
export const contextOf =
  (dataSource: DataSource, { scanHost, cursorKeys }: Pick<ServiceConfig, "scanHost" | "cursorKeys">) =>
  (base: GraphContext): TraceabilityContext => {
    const queries = queriesOf(dataSource.manager);
    return {
      ...base,
      queries,
      publicQueries: publicQueriesOf(dataSource.manager),
      loaders: createLoaders(queries, base.viewer),
      act: actsOf(dataSource, base.viewer, () => base.now),
      order: (id) => workById(dataSource.manager, "units.issue", id),
      scanHost,
      cursorKeys,
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
  startConsumer({ ...inboxOf(dataSource, clock), redis: config.redisUrl, log }),
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
  if (roles.includes("worker")) running.push(...startWorker(config, dataSource, clock, log));

  const server = await startServer<TraceabilityContext>({
    ...common,
    name: service,
    port: config.port,
    ...(roles.includes("graph") && {
      subgraph: { schema: traceabilitySubgraph().schema, viewerKeys, context: contextOf(dataSource, config) },
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
