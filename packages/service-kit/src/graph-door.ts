import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import { Refusal } from "@ocop/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { DataSource } from "typeorm";
import type { Clock } from "./clock";
import { errorPlugin, formatError } from "./errors";
import type { GraphContext } from "./graph-context";
import type { Log } from "./log";
import { createRefusals, writeRefusals } from "./refusals";
import { parseTrace, childOf } from "./trace";
import { signatureHeader, verifyViewer, viewerHeader } from "./viewer-context";

export type GraphDoor<Context extends GraphContext> = {
  readonly schema: GraphQLSchema;
  /** Keys of the viewer context for this service; two while they are rotated. */
  readonly viewerKeys: readonly string[];
  /** Loads the viewer's facts, and makes use cases and loaders, for one request. */
  readonly context: (base: GraphContext) => Context | Promise<Context>;
  /** The service's database, for the log of what was refused to people who had signed in; no log without it. */
  readonly audit?: DataSource;
};

type Parts = {
  readonly name: string;
  readonly mode: "development" | "production";
  readonly log: Log;
  readonly clock: Clock;
};

/** Writes down what was refused before the answer leaves. That it could not be written changes no answer. */
const refusalPlugin = <Context extends GraphContext>(dataSource: DataSource): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: async ({ contextValue }) => {
        try {
          await writeRefusals(dataSource, contextValue);
        } catch (error) {
          contextValue.log.error({ err: error }, "audit: refusals not written");
        }
      },
    }),
});

/** An Apollo Server that hides in production what it would tell in development, and times no fields. */
const createApollo = <Context extends GraphContext>(
  { schema, audit }: Pick<GraphDoor<Context>, "schema" | "audit">,
  { mode, log }: Parts,
): ApolloServer<Context> =>
  new ApolloServer<Context>({
    schema,
    logger: log,
    introspection: mode === "development",
    hideSchemaDetailsFromClientErrors: mode === "production",
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    formatError,
    plugins: [
      errorPlugin<Context>(),
      ...(audit ? [refusalPlugin<Context>(audit)] : []),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal("BAD_REQUEST");
    throw error;
  }
};

/**
 * `POST /graphql` of a subgraph. The viewer context is verified over the exact bytes of the body
 * before they are parsed; a request without a fresh one never reaches the schema.
 *
 * @returns ends the server of the graph, once the HTTP server has drained
 */
export const graphDoor = async <Context extends GraphContext>(
  app: FastifyInstance,
  door: GraphDoor<Context>,
  parts: Parts,
): Promise<() => Promise<void>> => {
  const apollo = createApollo<Context>(door, parts);
  await apollo.start();

  const admit = (request: FastifyRequest, body: string): unknown => {
    const { name: audience } = parts;
    request.viewerContext = verifyViewer({ headers: request.headers, body, audience, keys: door.viewerKeys });
    const sender = parseTrace(request.viewerContext.traceparent);
    if (sender) request.trace = childOf(sender);
    return parsed(body);
  };

  const context = async (request: FastifyRequest): Promise<Context> => {
    const { viewerContext, trace } = request;
    if (!viewerContext) throw new Refusal("UNAUTHENTICATED");
    const log = parts.log.child({ traceId: trace.traceId });
    const refusals = createRefusals();
    const made = await door.context({ viewer: viewerContext.viewer, now: parts.clock.now(), trace, log, refusals });
    return { ...made, refusals };
  };

  await app.register((graph, _options, registered) => {
    graph.removeAllContentTypeParsers();
    graph.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
      try {
        done(null, admit(request, body.toString()));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
    // Who brings no context at all is not listened to: its body is never read.
    graph.addHook("onRequest", ({ headers }, _reply, done) => {
      done(viewerHeader in headers && signatureHeader in headers ? undefined : new Refusal("UNAUTHENTICATED"));
    });
    graph.addHook("preHandler", (request, _reply, done) => {
      done(request.viewerContext ? undefined : new Refusal("UNAUTHENTICATED"));
    });
    graph.post("/graphql", fastifyApolloHandler(apollo, { context }));
    registered();
  });
  return () => apollo.stop();
};
