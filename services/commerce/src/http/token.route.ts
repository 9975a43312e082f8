import { Refusal } from "@ocop/contracts";
import { problemOf, problemType } from "@ocop/service-kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { apiScopes, idOfClient, machineOf } from "../domain/api-key";
import { tokenLife, type TokenWish } from "../domain/machine-token";
import type { FailedExchanges } from "../domain/ports";
import { exchangeApiKey, type ExchangeParts } from "../use-cases/exchange-api-key";

export type TokenDoor = ExchangeParts & {
  /** Public address of this host, as tokens name it in `iss`. */
  readonly issuer: string;
  /** The public keys that tokens are verified with. @see RFC 7517, §5 */
  readonly keys: object;
  readonly sign: (wish: TokenWish) => Promise<string>;
  readonly failures: FailedExchanges;
};

type ErrorCode =
  "invalid_request" | "invalid_client" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope";

const paths = {
  token: "/partner/v1/token",
  keys: "/partner/v1/jwks.json",
} as const;

/** Bytes of the longest body that is read: a key, a grant and every scope are far shorter. */
const longestBody = 4_096;

const formType = "application/x-www-form-urlencoded";

/** The answers of this endpoint are for one caller and one moment. @see RFC 6749, §5.1 */
const fresh = (reply: FastifyReply): FastifyReply =>
  reply.header("cache-control", "no-store").header("pragma", "no-cache");

/** @see RFC 6749, §5.2 */
const fail = (reply: FastifyReply, error: ErrorCode): FastifyReply => {
  if (error === "invalid_client") void reply.header("www-authenticate", 'Basic realm="partner"');
  return fresh(reply)
    .code(error === "invalid_client" ? 401 : 400)
    .send({ error });
};

/** OAuth has no word for it: the platform's own is used. */
const tooMany = ({ trace }: FastifyRequest, reply: FastifyReply, retryAfter: number): FastifyReply => {
  const problem = problemOf(new Refusal("RATE_LIMITED", { retryAfter }), trace.traceId);
  return fresh(reply)
    .code(problem.status)
    .header("retry-after", String(retryAfter))
    .type(problemType)
    .send(JSON.stringify(problem));
};

type Credentials = { readonly clientId: string; readonly clientSecret: string };

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
};

/** @returns null for a header that is not of this scheme or not two texts. @see RFC 6749, §2.3.1 */
const basicOf = (authorization: string): Credentials | null => {
  const [, base64 = ""] = /^Basic ([\w+/=-]+)$/i.exec(authorization) ?? [];
  const [, id = "", secret = ""] = /^([^:]*):([^]*)$/.exec(Buffer.from(base64, "base64").toString("utf8")) ?? [];
  const [clientId, clientSecret] = [decoded(id), decoded(secret)];
  return clientId && clientSecret ? { clientId, clientSecret } : null;
};

type Asked = { readonly grant: string; readonly scope: string | null; readonly credentials: Credentials };

/** What is asked, or how the request fails before any credential is looked at. */
const askedIn = ({ headers: { authorization }, body }: FastifyRequest): Asked | ErrorCode => {
  if (!(body instanceof URLSearchParams)) return "invalid_request";
  const names = [...body.keys()];
  if (new Set(names).size !== names.length) return "invalid_request";
  // Parameters without a value count as left out (RFC 6749, §3.2).
  const given = (name: string): string | null => body.get(name) || null;
  const [clientId, clientSecret] = [given("client_id"), given("client_secret")];
  const grant = given("grant_type");
  if (grant === null) return "invalid_request";
  if (grant !== "client_credentials") return "unsupported_grant_type";
  const rest = { grant, scope: given("scope") };
  if (authorization !== undefined) {
    const credentials = basicOf(authorization);
    if (clientSecret !== null) return "invalid_request";
    if (credentials === null) return "invalid_client";
    return clientId === null || clientId === credentials.clientId ? { ...rest, credentials } : "invalid_request";
  }
  return clientId === null || clientSecret === null
    ? "invalid_client"
    : { ...rest, credentials: { clientId, clientSecret } };
};

/**
 * The token endpoint for machines of partners, what says where it is, and the keys its tokens are verified with.
 *
 * `POST /partner/v1/token` with `grant_type=client_credentials`, `client_id` `ocop_live_<id>` and `client_secret` the
 * whole key, as HTTP Basic or in the form; optionally `scope`. Answers an access token for 15 minutes. Failures are
 * those of RFC 6749: 401 `invalid_client` (unknown, wrong, revoked or expired, which are not told apart), 400
 * `unauthorized_client` while no contract of the partner is in force, `invalid_scope`, `unsupported_grant_type`,
 * `invalid_request`. After five failures of one credential from one address in 15 minutes: problem 429 `RATE_LIMITED`
 * {retryAfter}, for the right secret too.
 *
 * @see RFC 6749, §4.4 and §5; RFC 8414, §3; OpenID Connect Discovery 1.0, §4; RFC 7517, §8.5
 */
export const tokenRoutes =
  ({ issuer, keys, sign, failures, ...parts }: TokenDoor) =>
  (app: FastifyInstance): void => {
    const base = issuer.replace(/\/+$/, "");
    const metadata = {
      issuer,
      token_endpoint: `${base}${paths.token}`,
      jwks_uri: `${base}${paths.keys}`,
      scopes_supported: apiScopes,
      response_types_supported: [],
      grant_types_supported: ["client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    };
    for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"])
      app.get(path, (_request, reply) => reply.header("cache-control", "public, max-age=300").send(metadata));
    app.get(paths.keys, (_request, reply) =>
      reply.header("cache-control", "public, max-age=300").type("application/jwk-set+json").send(JSON.stringify(keys)),
    );

    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const asked = askedIn(request);
      if (typeof asked === "string") return fail(reply, asked);
      const { credentials, scope } = asked;
      const id = idOfClient(credentials.clientId);
      if (id === null) return fail(reply, "invalid_client");
      const wait = await failures.waitOf(id, request.ip);
      if (wait > 0) return tooMany(request, reply, wait);
      const exchange = await exchangeApiKey(parts, { id, clientSecret: credentials.clientSecret, scope });
      if (exchange.verdict === "invalid_client") {
        const late = await failures.add(id, request.ip);
        return late > 0 ? tooMany(request, reply, late) : fail(reply, exchange.verdict);
      }
      if (exchange.verdict !== "granted") return fail(reply, exchange.verdict);
      const { apiKey, scopes } = exchange;
      const token = await sign({ subject: machineOf(apiKey.id), client: apiKey.partnerId, scopes });
      return fresh(reply).send({
        access_token: token,
        token_type: "Bearer",
        expires_in: tokenLife,
        scope: scopes.join(" "),
      });
    };

    void app.register((door, _options, done) => {
      door.addContentTypeParser(formType, { parseAs: "string", bodyLimit: longestBody }, (_request, body, parsed) => {
        parsed(null, new URLSearchParams(String(body)));
      });
      door.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
        const { statusCode = 500 } = error;
        if (statusCode < 400 || statusCode >= 500) throw error as Error;
        return fail(reply, "invalid_request");
      });
      door.post(paths.token, { bodyLimit: longestBody }, answer);
      done();
    });
  };
