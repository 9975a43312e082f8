import { HeaderMap } from "@apollo/server";
import { Refusal } from "@ocop/contracts";
import { GraphQLError } from "graphql";
import { OnlyByPost } from "./admission";
import { NotADocument } from "./analysis";
import { Overloaded } from "./overload";

type Head = { readonly status: number; readonly headers: readonly (readonly [string, string])[] };

/** How HTTP says that nobody was let in: only that a service is away is no fault of the token's. */
const heads: Readonly<Record<string, Head>> = {
  UNAUTHENTICATED: { status: 401, headers: [["www-authenticate", 'Bearer error="invalid_token"']] },
  FORBIDDEN: { status: 403, headers: [["www-authenticate", 'Bearer error="insufficient_scope"']] },
  SUBGRAPH_UNAVAILABLE: { status: 503, headers: [["retry-after", "1"]] },
};

const headOf = (refusal: Refusal): Head => {
  if (refusal.code !== "RATE_LIMITED") return heads[refusal.code] ?? { status: 400, headers: [] };
  const headers = [["retry-after", String(refusal.facts["retryAfter"])] as const];
  return { status: refusal instanceof Overloaded ? 503 : 429, headers };
};

const errorOf = (
  message: string,
  { status, headers }: Head,
  { code, cause }: { readonly code: string; readonly cause: Error },
): GraphQLError =>
  new GraphQLError(message, {
    originalError: cause,
    extensions: { code, http: { status, headers: new HeaderMap(headers.map(([name, value]) => [name, value])) } },
  });

/**
 * What a request that may not run is answered with, and by which status; null for what nobody expected.
 *
 * @see RFC 6750, §3.1 (the answers to a token that does not hold, and to one that holds for another door); RFC 6585, §4 (429)
 */
export const refused = (error: unknown): GraphQLError | null => {
  if (error instanceof Refusal) return errorOf(error.code, headOf(error), { code: error.code, cause: error });
  if (error instanceof NotADocument)
    return errorOf(error.message, { status: 400, headers: [] }, { code: "GRAPHQL_PARSE_FAILED", cause: error });
  if (error instanceof OnlyByPost)
    return errorOf(
      "GET asks for persisted queries only.",
      { status: 405, headers: [["allow", "POST"]] },
      { code: "BAD_REQUEST", cause: error },
    );
  return null;
};

/** The token could neither be believed nor refused: the way to the identity provider is the trouble, not the client. */
export const undecided = (cause: unknown): GraphQLError =>
  errorOf(
    "INTERNAL_SERVER_ERROR",
    { status: 503, headers: [["retry-after", "1"]] },
    { code: "INTERNAL_SERVER_ERROR", cause: cause instanceof Error ? cause : new Error(String(cause)) },
  );
