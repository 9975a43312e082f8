import { createHash } from "node:crypto";
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import { Refusal } from "@ocop/contracts";
import type { Log } from "@ocop/service-kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { z } from "zod";
import type { Admit, Admitted } from "./admission";
import { bodyOfSearch } from "./asked";
import { type Audience, traitsOf } from "./audiences";
import type { GatewayContext } from "./context";
import type { Identity } from "./identity";
import type { Gate } from "./overload";
import { refused, undecided } from "./refused";
import type { Identify } from "./viewer";

type Parts = {
  readonly audience: Audience;
  readonly apollo: ApolloServer<GatewayContext>;
  readonly identify: Identify;
  readonly admit: Admit;
  readonly gate: Gate;
  readonly log: Log;
};

/** Bytes of one request to the graph. */
const bodyLimit = 262_144;

/** The scope of a token that opens the graph to a machine; commerce gives it to keys. */
const graphScope = "graph.read";

/**
 * Partners' machines have a graph of their own, with limits of its own: it opens to nobody else, and the one made
 * for people does not open to them.
 *
 * @throws Refusal `UNAUTHENTICATED` without a token, `FORBIDDEN` with one for another door
 */
const checkDoor = (audience: Audience, { kind, client }: Identity): void => {
  const { machines } = traitsOf[audience];
  if (machines === "required" && kind === "anonymous") throw new Refusal("UNAUTHENTICATED");
  if (kind === "machine" ? machines === "refused" : machines === "required") throw new Refusal("FORBIDDEN");
  if (machines === "required" && !client?.scopes.includes(graphScope)) throw new Refusal("FORBIDDEN");
};

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

const headersOf = ({ headers }: FastifyRequest): HeaderMap => {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  return map;
};

/** What the server is given to run: the document that was looked at, and nothing else of the request. */
const operationOf = ({ method, asked }: Admitted): Pick<HTTPGraphQLRequest, "body" | "search"> => {
  const { text: query, operationName, variables } = asked;
  if (method === "POST") return { body: { query, operationName, variables }, search: "" };
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  if (operationName !== null) parameters.set("operationName", operationName);
  return { body: undefined, search: parameters.toString() };
};

const nothing = { body: {}, search: "" };

/** @see RFC 9110, §8.8.3 (weak: the same answer, whatever its bytes on the way) and §13.1.2 */
const etagOf = (text: string): string => `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;

const isKnown = (etag: string, header: string | undefined): boolean =>
  header !== undefined && (header.trim() === "*" || header.split(",").some((one) => one.trim() === etag));

const textOf = ({ body }: HTTPGraphQLResponse): string => {
  if (body.kind !== "complete") throw new Error("The graph answers in one piece");
  return body.string;
};

/**
 * The door to the graph of one audience: `POST` at its path, and where its traits say so `GET` for persisted
 * queries. It believes the `Authorization` header and nothing else: no cookie opens it, so a foreign page cannot
 * make a browser act for whoever is signed in.
 */
export const graphRoute = async (app: FastifyInstance, parts: Parts): Promise<void> => {
  const { audience, apollo, identify, admit, gate, log } = parts;
  const { path, allowsGet } = traitsOf[audience];

  const contextOf = async (
    { headers, trace, ip }: FastifyRequest,
    asking: { readonly method: "GET" | "POST"; readonly body: unknown },
  ): Promise<GatewayContext> => {
    const identity = await identify(headers, trace);
    checkDoor(audience, identity);
    const admitted = await admit({ ...asking, headers, address: ip }, identity);
    return { ...identity, trace, log: log.child({ traceId: trace.traceId }), admitted };
  };

  const errorOf = (error: unknown, { trace }: FastifyRequest): GraphQLError => {
    const known = refused(error);
    if (known) return known;
    log.error({ err: error, traceId: trace.traceId }, "a request cannot be admitted");
    return undecided(error);
  };

  const runInside = async (
    request: FastifyRequest,
    method: "GET" | "POST",
    decided: GatewayContext | GraphQLError,
  ): Promise<HTTPGraphQLResponse> =>
    apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method,
        headers: headersOf(request),
        ...(decided instanceof GraphQLError ? nothing : operationOf(decided.admitted)),
      },
      context: () => (decided instanceof GraphQLError ? Promise.reject(decided) : Promise.resolve(decided)),
    });

  const run = async (request: FastifyRequest, method: "GET" | "POST", body: unknown): Promise<HTTPGraphQLResponse> => {
    const isAnonymous = request.headers.authorization === undefined;
    const leave = await gate.enter(isAnonymous).catch((error: unknown) => errorOf(error, request));
    if (leave instanceof GraphQLError) return runInside(request, method, leave);
    try {
      const decided = await contextOf(request, { method, body }).catch((error: unknown) => errorOf(error, request));
      return await runInside(request, method, decided);
    } finally {
      leave();
    }
  };

  const answer = (reply: FastifyReply, { trace }: FastifyRequest, response: HTTPGraphQLResponse): string => {
    const { status = 200, headers } = response;
    for (const [name, value] of headers) void reply.header(name, value);
    void reply.code(status);
    return status >= 400 ? traced(textOf(response), trace.traceId) : textOf(response);
  };

  const answerCached = (reply: FastifyReply, request: FastifyRequest, response: HTTPGraphQLResponse): string => {
    const text = answer(reply, request, response);
    if (!response.headers.get("cache-control")?.startsWith("public")) return text;
    const etag = etagOf(text);
    void reply.header("etag", etag);
    if (!isKnown(etag, request.headers["if-none-match"])) return text;
    void reply.code(304).removeHeader("content-type");
    return "";
  };

  /** The parameters of a GET, or why nothing can be made of them. */
  const askedBySearch = (request: FastifyRequest): unknown => {
    const [, search = ""] = request.url.split(/\?(.*)/s);
    try {
      return bodyOfSearch(search);
    } catch (error) {
      return errorOf(error, request);
    }
  };

  await app.register((graph, _options, registered) => {
    graph.removeContentTypeParser("text/plain");
    graph.post(path, { bodyLimit }, async (request, reply) =>
      answer(reply, request, await run(request, "POST", request.body)),
    );
    graph.get(path, async (request, reply) => {
      const body = allowsGet ? askedBySearch(request) : null;
      if (body === null) return reply.code(405).header("allow", "POST").send();
      const response = body instanceof GraphQLError ? runInside(request, "GET", body) : run(request, "GET", body);
      return answerCached(reply, request, await response);
    });
    registered();
  });
};
