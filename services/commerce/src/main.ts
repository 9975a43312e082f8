import { Refusal, systemViewer } from "@ocop/contracts";
import {
  announceNudges,
  checkDatabase,
  checkRedis,
  claimedIssuer,
  type Clock,
  createActs,
  createCipher,
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
  headsFileOf,
  newId,
  newTrace,
  printTrace,
  producerConnection,
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
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { DataSource, EntityManager, Logger } from "typeorm";
import { createFailedExchanges } from "./adapters/failed-exchanges";
import { createMachineTokens, type MachineTokens } from "./adapters/machine-tokens";
import { type CommerceConfig, readCommerceConfig } from "./config";
import { keyUseOf } from "./data/api-key.queries";
import { commerceDataSource } from "./data/data-source";
import { statedListings } from "./data/listing.queries";
import { queriesOf } from "./data/queries";
import { repositoriesOf } from "./data/repositories";
import { isMachine } from "./domain/api-key";
import { type CommerceViewer, noFacts } from "./domain/rights";
import { handlers } from "./events/subscriptions";
import type { CommerceContext } from "./graph/context";
import { createLoaders } from "./graph/loaders";
import { buildSchema } from "./graph/schema";
import { partnerRoutes, type PartnerDoor } from "./http/partner.route";
import { tokenRoutes } from "./http/token.route";
import type { Deps, Due, Work } from "./use-cases/deps";
import { findFacts } from "./use-cases/find-facts";
import { restateListings } from "./use-cases/restate-listings";
import { settleListings } from "./use-cases/settle-listings";

const service = "commerce";

const named = (name: string): CommerceViewer => ({ ...systemViewer(name), ...noFacts });

/** What a use case is given on one transaction. */
export const depsOn = (manager: EntityManager, rest: Pick<Deps, "publish" | "now" | "newId" | "viewer">): Deps => ({
  ...rest,
  newSecret: () => randomBytes(32).toString("base64url"),
  repositories: repositoriesOf(manager),
  schedule: (due) => scheduleDue(manager, due),
  enqueue: async (work) => {
    await enqueueJob(manager, { ...work, service, requestedBy: service });
  },
});

type Keys = Pick<CommerceConfig, "cursorKeys" | "fieldKeys">;

/** What the resolvers of one request are given. Facts are loaded before any rule is asked. */
export const contextOf = (dataSource: DataSource, { cursorKeys, fieldKeys }: Keys) => {
  const acts = createActs<Deps, CommerceViewer>({
    service,
    dataSource,
    cipher: createCipher(fieldKeys),
    deps: ({ manager, publish, now, newId: ids, viewer }) => depsOn(manager, { publish, now, newId: ids, viewer }),
  });
  return async (base: GraphContext): Promise<CommerceContext> => {
    const queries = queriesOf(dataSource.manager);
    const viewer = { ...base.viewer, ...(await findFacts(queries, base.viewer, "graph.read", base.now)) };
    const asked = { ...base, viewer };
    return {
      ...asked,
      queries,
      act: acts(asked),
      during: (call) => ({ act: acts(asked, call) }),
      cursorKeys,
      loaders: createLoaders(queries, viewer),
    };
  };
};

/** Believes the tokens of people, by the identity provider, and of machines, by commerce itself. */
const verifierOf = (
  { issuer, audience, partnerHost }: CommerceConfig,
  machines: MachineTokens,
): PartnerDoor["verify"] => {
  const people = createTokenVerifier({ issuer, audience });
  return async (token) => {
    if (claimedIssuer(token) === partnerHost) return machines.verify(token);
    const { subject, client } = await people(token);
    // A provider that named a person like a machine would lend out a partner's rights.
    if (isMachine(subject)) throw new Refusal("UNAUTHENTICATED");
    return { subject, client, scopes: null };
  };
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

type DoorParts = Omit<Parameters<typeof startServer>[0], "port" | "routes" | "isPublic"> & {
  readonly dataSource: DataSource;
};

/** The partner API: tokens for machines, and the catalogue. */
const openPartnerDoor = async (
  config: CommerceConfig,
  { dataSource, ...common }: DoorParts,
): Promise<Running & { readonly url: string }> => {
  const { audience, partnerHost: issuer, tokenKeys: secrets } = config;
  const { clock, log } = common;
  const queries = queriesOf(dataSource.manager);
  const machines = await createMachineTokens({ issuer, audience, secrets });
  const failures = createFailedExchanges(config.redis, log);
  const now = (): Date => clock.now();
  const openToken = tokenRoutes({
    issuer,
    keys: machines.keys,
    sign: machines.sign,
    failures,
    queries,
    keyUse: keyUseOf(dataSource.manager),
    isEqual: timingSafeEqual,
    now,
  });
  const verify = verifierOf(config, machines);
  const openCatalogue = partnerRoutes({ verify, queries, cursorKeys: config.cursorKeys, now, log });
  const server = await startServer({
    ...common,
    port: config.partnerPort,
    isPublic: true,
    routes: (app) => {
      openToken(app);
      openCatalogue(app);
    },
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      failures.close();
    },
  };
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
  const { mode, host, roles, leaseSeconds, viewerKeys, redis } = config;
  const { auditKeys: signingSecrets, dataDir } = config;
  const dataSource = await commerceDataSource(config.database, logger && { logger }).initialize();
  await checkDatabase(dataSource);
  await checkRedis(redis, log);
  const metrics = createMetrics(service);
  const connection = producerConnection(redis, log);
  const ready = { database: () => dataSource.query("SELECT 1"), redis: () => connection.ping() };
  const common = { name: service, mode, host, log, clock, metrics, ready };
  const running: Running[] = [];

  const subgraph = roles.includes("graph")
    ? { schema: buildSchema().schema, viewerKeys, context: contextOf(dataSource, config), audit: dataSource }
    : null;
  const server = await startServer({ ...common, port: config.port, ...(subgraph && { subgraph }) });
  running.push(server);

  const partnerDoor = roles.includes("http") ? await openPartnerDoor(config, { ...common, dataSource }) : null;
  if (partnerDoor) running.push(partnerDoor);

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
