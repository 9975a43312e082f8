import { ApolloGateway, type GraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { childOf, type Log, printTrace, signViewer } from "@ocop/service-kit";
import { accountingPlugin } from "./accounting";
import type { Audience } from "./audiences";
import { type Channel, SubgraphAway, type SubgraphCall } from "./channel";
import { refuseTelemetry } from "./config";
import type { GatewayContext } from "./context";
import { errorPlugin, formatError, unavailable } from "./errors";
import { maxTokens } from "./limits";
import { operationKinds } from "./operation-kinds";
import type { Usage } from "./usage";

/** One subgraph as the gateway calls it. */
export type SubgraphLink = {
  readonly channel: Channel;
  /** signs the viewer context for this subgraph */
  readonly key: string;
};

/**
 * How an operation of a query plan is sent. A write is sent once, and given longer to be answered: without an answer
 * its outcome is unknown. `patience` is in milliseconds.
 *
 * @param operation as the query planner wrote it
 */
export const mannerOf = (operation: string): Pick<SubgraphCall, "mayRepeat" | "patience"> =>
  operation.startsWith("mutation") ? { mayRepeat: false, patience: 15_000 } : { mayRepeat: true, patience: 5_000 };

/**
 * Sends one operation of a query plan to its subgraph, on behalf of the viewer: the signed context covers the
 * exact body, nothing of the client's own headers goes along, and the trace runs on.
 */
const dataSource = ({ channel, key }: SubgraphLink): GraphQLDataSource<GatewayContext> => ({
  process: async (options) => {
    if (!("incomingRequestContext" in options))
      throw new Error("The supergraph is a file: no subgraph is asked for its schema");
    const { query = "", variables, operationName } = options.request;
    const { viewer, readAt, trace } = options.context;
    const body = JSON.stringify({ query, variables, operationName });
    const traceparent = printTrace(childOf(trace));
    const signed = signViewer({ viewer, audience: channel.name, body, key, traceparent, issuedAt: readAt });
    try {
      const headers = { traceparent, ...signed };
      const { data, errors } = await channel.send({ body, headers, ...mannerOf(query) });
      return { data, errors } as Awaited<ReturnType<GraphQLDataSource["process"]>>;
    } catch (error) {
      throw error instanceof SubgraphAway ? unavailable(error, query) : error;
    }
  },
});

export type GatewayParts = {
  readonly audience: Audience;
  /** text of the audience's supergraph */
  readonly supergraph: string;
  readonly mode: "development" | "production";
  readonly links: readonly SubgraphLink[];
  readonly usage: Usage;
  readonly log: Log;
};

/**
 * The federated graph of one audience over its composed file. Nothing is fetched at start, so it serves whatever
 * subgraphs are up.
 *
 * @returns started; ends with `stop()`
 * @throws Error when the file is damaged or names a subgraph without a link
 */
export const startGateway = async ({
  audience,
  supergraph,
  mode,
  links,
  usage,
  log,
}: GatewayParts): Promise<ApolloServer<GatewayContext>> => {
  refuseTelemetry();
  const own = log.child({ graph: audience });
  const sources = new Map(links.map((link) => [link.channel.name, dataSource(link)]));
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    // Its default follows NODE_ENV: outside production a header of the client would show it the plan.
    __exposeQueryPlanExperimental: false,
    logger: own,
    buildService: ({ name }) => {
      const source = sources.get(name);
      if (!source) throw new Error(`The supergraph names a subgraph "${name}" that the gateway does not know`);
      return source;
    },
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    logger: own,
    introspection: mode === "development",
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    formatError,
    parseOptions: { maxTokens },
    validationRules: [operationKinds],
    plugins: [
      errorPlugin(),
      accountingPlugin(audience, usage),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
};
