import { unwrapResolverError } from "@apollo/server/errors";
import type { ApolloServerPlugin } from "@apollo/server";
import { type Facts, Refusal } from "@ocop/contracts";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { GraphContext } from "./graph-context";

/** Codes that the GraphQL server raises itself about a request it cannot run. */
export const serverCodes: readonly string[] = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "INTROSPECTION_DISABLED",
  "MAX_RECURSIVE_SELECTIONS_EXCEEDED",
];

const internal = "INTERNAL_SERVER_ERROR";

/** An argument that failed at run time names its place in the client's document; a bug of ours does not. */
const blamesDocument = (original: unknown): boolean => original instanceof GraphQLError && original.nodes !== undefined;

const asRefusal = (error: unknown): Refusal | null => (error instanceof Refusal ? error : null);

type Verdict =
  | { readonly kind: "refusal"; readonly code: string; readonly facts: Facts }
  | { readonly kind: "request"; readonly code: string }
  | { readonly kind: "bug" };

const verdictOn = ({ path, extensions }: GraphQLFormattedError, error: unknown): Verdict => {
  const original = unwrapResolverError(error);
  const refusal = asRefusal(original);
  if (refusal) return { kind: "refusal", code: refusal.code, facts: refusal.facts };
  const code = String(extensions?.["code"]);
  if (path === undefined && serverCodes.includes(code)) return { kind: "request", code };
  return blamesDocument(original) ? { kind: "request", code: "BAD_USER_INPUT" } : { kind: "bug" };
};

const answerTo = (verdict: Verdict, message: string): { message: string; extensions: Record<string, unknown> } => {
  switch (verdict.kind) {
    case "refusal":
      return { message: verdict.code, extensions: { code: verdict.code, facts: verdict.facts } };
    case "request":
      return { message, extensions: { code: verdict.code } };
    case "bug":
      return { message: internal, extensions: { code: internal } };
  }
};

/**
 * The one shape of an error in the graph. A refusal shows its code and facts, a request that cannot
 * be run keeps the server's code and sentence, and everything else is masked.
 */
export const formatError = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  const { message, extensions } = answerTo(verdictOn(formatted, error), formatted.message);
  return {
    message,
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions,
  };
};

/** Logs what is masked, and writes the trace id into every error of an answer. */
export const errorPlugin = <Context extends GraphContext>(): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue }) => {
        for (const error of errors)
          if (verdictOn(error.toJSON(), error).kind === "bug")
            contextValue.log.error(
              { err: unwrapResolverError(error), path: error.path },
              "unexpected error in the graph",
            );
        return Promise.resolve();
      },
      willSendResponse: ({ response, contextValue }) => {
        const { traceId } = contextValue.trace;
        if (response.body.kind === "single" && response.body.singleResult.errors)
          response.body.singleResult.errors = response.body.singleResult.errors.map((error) => ({
            ...error,
            extensions: { ...error.extensions, traceId },
          }));
        return Promise.resolve();
      },
    }),
});

/** @see RFC 9457, Problem Details for HTTP APIs */
export type Problem = {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly facts: Facts;
  readonly traceId: string;
};

export const problemType = "application/problem+json; charset=utf-8";

/** HTTP status of the platform's codes; a service's own refusal is 422, "understood and refused". */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  BAD_REQUEST: 400,
  STALE_VERSION: 409,
  IDEMPOTENCY_MISMATCH: 422,
  IN_PROGRESS: 409,
  RATE_LIMITED: 429,
  SUBGRAPH_UNAVAILABLE: 503,
  [internal]: 500,
};

/** The status with which a framework's own error asks to be answered, when the client is to blame. */
const clientStatus = (error: unknown): number | null => {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : null;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
};

/**
 * The answer of an HTTP door to an error: a refusal with its code and facts, a request the server
 * could not read as `BAD_REQUEST` with the framework's status, anything else masked as 500.
 */
export const problemOf = (error: unknown, traceId: string): Problem => {
  const problem = (code: string, status: number, facts: Facts = {}): Problem => ({
    type: "about:blank",
    title: code,
    status,
    code,
    facts,
    traceId,
  });
  const refusal = asRefusal(error);
  if (refusal) return problem(refusal.code, statuses[refusal.code] ?? 422, refusal.facts);
  const status = clientStatus(error);
  return status === null ? problem(internal, 500) : problem("BAD_REQUEST", status);
};
