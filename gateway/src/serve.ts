import type { ServiceName } from "@ocop/contracts";
import {
  createTokenVerifier,
  type Log,
  machineTime,
  producerConnection,
  type Server,
  startServer,
  systemClock,
} from "@ocop/service-kit";
import { createAdmission } from "./admission";
import { createAssignments } from "./assignments";
import { createBreakGlass } from "./break-glass";
import { createBudget } from "./budget";
import { createClients } from "./clients";
import { audiences, type Graphs, traitsOf } from "./audiences";
import { type Channel, openChannel } from "./channel";
import type { GatewayConfig, SubgraphConfig } from "./config";
import type { Documents } from "./documents";
import { startGateway, type SubgraphLink } from "./gateway";
import { openRedis } from "./gateway-redis";
import { graphRoute } from "./graph-route";
import { graphiqlRoutes } from "./graphiql";
import { landingRoute } from "./landing-route";
import { createGate, watchEventLoop } from "./overload";
import { schemaRoute } from "./schema-route";
import { signInRoutes } from "./sign-in";
import { createUsage } from "./usage";
import { createIdentify } from "./viewer";

const linkOf = ({ name, url, keys: [key] }: SubgraphConfig): SubgraphLink => {
  if (key === undefined) throw new Error(`There is no key for ${name}`);
  return { channel: openChannel({ name, url, now: machineTime }), key };
};

/** Seconds for which clients may use an idle connection again. Few: a process that is replaced waits for them. */
const idleSeconds = 5;

/** Milliseconds for which a request waits for room, before somebody is told to come again. */
const queuePatience = 1_000;

const reachability = async (channels: readonly Channel[]): Promise<Readonly<Record<string, "ok" | "away">>> =>
  Object.fromEntries(
    await Promise.all(
      channels.map(async (channel) => [channel.name, (await channel.isReachable()) ? "ok" : "away"] as const),
    ),
  );

/**
 * The gateway as it runs: three graphs, each with its own door, over the same connections to the same subgraphs.
 * Ready once the supergraphs are loaded, whichever subgraphs are up.
 *
 * @param graphs what `pnpm compose` wrote
 * @param documents that clients run by their hash, from the same command; none unless given
 */
export const serveGateway = async (
  config: GatewayConfig,
  graphs: Graphs,
  log: Log,
  documents: Documents = new Map(),
): Promise<Pick<Server, "url" | "isReady" | "stop" | "retire">> => {
  const { mode, host, port, issuer, audience, partnerHost, publicHost, scanHost } = config;
  const { redisUrl, budgets, operations, toleratedDelay, trustedProxy } = config;
  const links = config.subgraphs.map(linkOf);
  const channels = links.map(({ channel }) => channel);
  const linkTo = (name: ServiceName): SubgraphLink => {
    const link = links.find(({ channel }) => channel.name === name);
    if (!link) throw new Error(`There is no link to ${name}, which says who asks`);
    return link;
  };
  const clock = systemClock(config.clockOffsetSeconds * 1_000);
  const common = { now: machineTime, log };

  const verify = createTokenVerifier({ issuer, audience });
  const identify = createIdentify({
    people: { issuer, verify },
    machines: { issuer: partnerHost, verify: createTokenVerifier({ issuer: partnerHost, audience }) },
    assignments: createAssignments({ registry: linkTo("registry"), ...common }),
    clients: createClients({ commerce: linkTo("commerce"), ...common }),
    breakGlass: createBreakGlass({ registry: linkTo("registry"), clock, ...common }),
    log,
  });
  const counts = producerConnection(redisUrl, log);
  const usage = createUsage({ redis: counts, clock, log });
  const purses = openRedis(redisUrl, log);
  const budget = createBudget({ redis: purses, ...common });
  const running = await Promise.all(
    audiences.map(async (audience) => {
      const { supergraph } = graphs[audience];
      return {
        audience,
        apollo: await startGateway({ audience, supergraph, mode, links, usage, log }),
        admit: createAdmission({ audience, mode, supergraph, documents, budget, budgets }),
      };
    }),
  );
  const watch = watchEventLoop(toleratedDelay);
  const gate = createGate({ operations, queue: operations, patience: queuePatience }, watch.isLate);

  const server = await startServer({
    name: "gateway",
    mode,
    host,
    port,
    log,
    clock,
    idleSeconds,
    trustedProxy,
    routes: async (app) => {
      for (const one of running) await graphRoute(app, { ...one, identify, gate, log });
      for (const audience of audiences) {
        const { path, isPublished } = traitsOf[audience];
        if (isPublished || mode === "development") schemaRoute(app, { path, schema: graphs[audience].schema });
      }
      app.get("/health/subgraphs", () => reachability(channels));
      const signIn = mode === "development" ? signInRoutes(app, { issuer, publicHost, verify, log }) : null;
      if (signIn) graphiqlRoutes(app, signIn);
      landingRoute(app, { scanHost, development: signIn && { signIn, issuer, log } });
    },
  });

  const closeAll = async (): Promise<void> => {
    await Promise.all(running.map(({ apollo }) => apollo.stop()));
    await Promise.all(channels.map((channel) => channel.close()));
    watch.stop();
    await usage.stop();
    counts.disconnect();
    purses.disconnect();
  };
  return {
    url: server.url,
    isReady: () => server.isReady(),
    stop: () => server.stop().then(closeAll),
    retire: () => server.retire().then(closeAll),
  };
};
