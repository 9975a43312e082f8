import { type ApolloServer, HeaderMap } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import { Refusal } from "@ocop/contracts";
import type { Log } from "@ocop/service-kit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { z } from "zod";
import type { GatewayContext } from "./context";
import type { Identify } from "./viewer";

type Parts = {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly identify: Identify;
  readonly log: Log;
};

/** Bytes of one request to the graph. */
const bodyLimit = 262_144;

/** @see RFC 6750, §3.1 (the answer to a token that does not hold) */
const refused = (refusal: Refusal): GraphQLError =>
  new GraphQLError(refusal.code, {
    originalError: refusal,
    extensions: {
      http: { status: 401, headers: new HeaderMap([["www-authenticate", 'Bearer error="invalid_token"']]) },
    },
  });

/** The token could neither be believed nor refused: the way to the identity provider is the trouble, not the client. */
const undecided = (cause: Error): GraphQLError =>
  new GraphQLError("INTERNAL_SERVER_ERROR", {
    originalError: cause,
    extensions: { http: { status: 503, headers: new HeaderMap([["retry-after", "1"]]) } },
  });

const answerWithErrors = z.looseObject({
  errors: z.array(z.looseObject({ extensions: z.record(z.string(), z.unknown()) })),
});

/** Errors found before there was a context carry the trace id too. */
const traced = (answer: string, traceId: string): string => {
  const { errors, ...rest } = answerWithErrors.parse(JSON.parse(answer));
  return JSON.stringify({
    ...rest,
    errors: errors.map((error) => ({ ...error, extensions: { ...error.extensions, traceId } })),
  });
};

/**
 * `POST /graphql`, the one door to the graph. It believes the `Authorization` header and nothing else: no
 * cookie opens it, so a foreign page cannot make a browser act for whoever is signed in.
 */
export const graphRoute = async (app: FastifyInstance, { apollo, identify, log }: Parts): Promise<void> => {
  const context = async ({ headers, trace }: FastifyRequest): Promise<GatewayContext> => {
    const own = log.child({ traceId: trace.traceId });
    try {
      return { ...(await identify(headers.authorization, trace)), trace, log: own };
    } catch (error) {
      if (error instanceof Refusal) throw refused(error);
      own.error({ err: error }, "a token cannot be verified");
      throw undecided(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const handle = fastifyApolloHandler(apollo, { context });

  await app.register((graph, _options, registered) => {
    graph.removeContentTypeParser("text/plain");
    graph.post("/graphql", { bodyLimit }, async (request, reply) => {
      const answer: unknown = await handle.call(graph, request, reply);
      return typeof answer === "string" && reply.statusCode >= 400 ? traced(answer, request.trace.traceId) : answer;
    });
    graph.get("/graphql", async (_request, reply) => reply.code(405).header("allow", "POST").send());
    registered();
  });
};
