import { readFileSync } from "node:fs";
import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import { anonymous } from "@ocop/contracts";
import { newTrace, printTrace, signViewer } from "@ocop/service-kit";
import fastify from "fastify";
import { Agent, request } from "undici";
import { z } from "zod";

/** What this process serves, handed over by the benchmark as its only argument. */
const order = z.object({
  /** path of the supergraph */
  supergraph: z.string(),
  /** of each subgraph by name */
  subgraphs: z.record(z.string(), z.object({ url: z.url(), key: z.string() })),
});

const { supergraph, subgraphs } = order.parse(JSON.parse(process.argv[2] ?? "null"));
const agent = new Agent({ connections: 128, pipelining: 1 });

/**
 * The graph library behind the same HTTP server and client as the platform's gateway, and nothing else: no
 * identity, no limits, no budgets, no circuit breaker. Subgraphs refuse calls without a signed context, so it
 * signs one for the public. What the door costs is measured against this.
 */
const serve = async (): Promise<void> => {
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(supergraph, "utf8"),
    buildService: ({ name }) => ({
      process: async ({ request: { query, variables, operationName } }) => {
        const { url = "", key = "" } = subgraphs[name] ?? {};
        const body = JSON.stringify({ query, variables, operationName });
        const signed = signViewer({
          viewer: anonymous,
          audience: name,
          body,
          key,
          traceparent: printTrace(newTrace()),
        });
        const response = await request(`${url}/graphql`, {
          method: "POST",
          dispatcher: agent,
          headers: { "content-type": "application/json", ...signed },
          body,
        });
        return (await response.body.json()) as object;
      },
    }),
  });
  const apollo = new ApolloServer({
    gateway,
    introspection: false,
    csrfPrevention: false,
    plugins: [
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await apollo.start();
  const app = fastify();
  app.post("/graphql", fastifyApolloHandler(apollo));
  await app.listen({ host: "127.0.0.1", port: 0 });
  process.send?.(app.server.address());
};

void serve();
