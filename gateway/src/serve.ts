import { createTokenVerifier, type Log, machineTime, type Server, startServer, systemClock } from "@ocop/service-kit";
import { createAssignments } from "./assignments";
import { type Channel, openChannel } from "./channel";
import type { GatewayConfig, SubgraphConfig } from "./config";
import { startGateway, type SubgraphLink } from "./gateway";
import { graphRoute } from "./graph-route";
import { graphiqlRoutes } from "./graphiql";
import { landingRoute } from "./landing-route";
import { signInRoutes } from "./sign-in";
import { createIdentify } from "./viewer";

const linkOf = ({ name, url, keys: [key] }: SubgraphConfig): SubgraphLink => {
  if (key === undefined) throw new Error(`There is no key for ${name}`);
  return { channel: openChannel({ name, url, now: machineTime }), key };
};

const reachability = async (channels: readonly Channel[]): Promise<Readonly<Record<string, "ok" | "away">>> =>
  Object.fromEntries(
    await Promise.all(
      channels.map(async (channel) => [channel.name, (await channel.isReachable()) ? "ok" : "away"] as const),
    ),
  );

/**
 * The gateway as it runs: one graph, one door. Ready once the supergraph is loaded, whichever subgraphs are up.
 *
 * @param supergraph text of `supergraph.graphql`
 */
export const serveGateway = async (
  config: GatewayConfig,
  supergraph: string,
  log: Log,
): Promise<Pick<Server, "url" | "stop">> => {
  const { mode, host, port, issuer, audience, publicHost, scanHost } = config;
  const links = config.subgraphs.map(linkOf);
  const channels = links.map(({ channel }) => channel);
  const registry = links.find(({ channel }) => channel.name === "registry");
  if (!registry) throw new Error("There is no link to registry, which knows everyone's assignments");

  const verify = createTokenVerifier({ issuer, audience });
  const assignments = createAssignments({ registry, now: machineTime, log });
  const apollo = await startGateway({ supergraph, mode, links, log });

  const server = await startServer({
    name: "gateway",
    mode,
    host,
    port,
    log,
    clock: systemClock(config.clockOffsetSeconds * 1_000),
    routes: async (app) => {
      await graphRoute(app, { apollo, identify: createIdentify({ verify, assignments }), log });
      app.get("/health/subgraphs", () => reachability(channels));
      const signIn = mode === "development" ? signInRoutes(app, { issuer, publicHost, verify, log }) : null;
      if (signIn) graphiqlRoutes(app, signIn);
      landingRoute(app, { scanHost, development: signIn && { signIn, issuer, log } });
    },
  });

  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await apollo.stop();
      await Promise.all(channels.map((channel) => channel.close()));
    },
  };
};
