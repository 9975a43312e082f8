import { Refusal } from "@ocop/contracts";
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";
import { sha256 } from "./canonical";
import { machineTime } from "./clock";

/** Who signed in, as the identity provider vouches for it. Rights are rows of registry, never claims of a token. */
export type AccessToken = {
  /** The provider's stable id of the person or machine. */
  readonly subject: string;
  /** The application that was given the token. */
  readonly client: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};

export type TokenRules = {
  /** `iss` of the tokens; the keys are found through its discovery document. */
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds on the machine's clock. */
  readonly now?: () => number;
  /** Milliseconds between two fetches of the keys because of unknown ones: forged key ids must not flood the provider. */
  readonly refetchEvery?: number;
};

/** Signatures that are accepted; never one that shares a key with the caller, never `none`. */
const algorithms = ["EdDSA", "ES256"];

/** Milliseconds a verified token is believed without asking again. */
const cacheLife = 60_000;
const cacheSize = 10_000;

const keysLife = 600_000;
const fetchLimit = 3_000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** @see OpenID Connect Discovery 1.0, §4 */
const discoverKeys = async (issuer: string, refetchEvery: number): Promise<JWTVerifyGetKey> => {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(fetchLimit) });
  if (!response.ok) throw new Error(`${address} answered ${String(response.status)}`);
  const found = discovery.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`${address} speaks for another issuer: ${found.issuer}`);
  return createRemoteJWKSet(new URL(found.jwks_uri), {
    cooldownDuration: refetchEvery,
    cacheMaxAge: keysLife,
    timeoutDuration: fetchLimit,
  });
};

const clientOf = ({ client_id: id, azp }: JWTPayload): string =>
  typeof id === "string" ? id : typeof azp === "string" ? azp : "unknown";

/** What says that the provider could not be asked or answered nonsense. */
const outages: readonly string[] = [errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code];

/** Is the token to blame, and not the provider? */
const blamesToken = (error: unknown): boolean => error instanceof errors.JOSEError && !outages.includes(error.code);

/**
 * Verifies access tokens: signature by a key of the issuer, algorithm allow-list, issuer, audience and
 * expiry. A verified token is remembered for at most 60 seconds, under its hash.
 *
 * The function that is returned throws Refusal `UNAUTHENTICATED` for a token that does not hold, and
 * another error when the provider cannot be asked: that is an outage, not the caller's fault.
 *
 * @see RFC 9068, JWT Profile for OAuth 2.0 Access Tokens
 */
export const createTokenVerifier = (rules: TokenRules): ((token: string) => Promise<AccessToken>) => {
  const { issuer, audience, now = machineTime, refetchEvery = 10_000 } = rules;
  const believed = new Map<string, { readonly token: AccessToken; readonly until: number }>();
  let keys: Promise<JWTVerifyGetKey> | null = null;

  const keysOnce = (): Promise<JWTVerifyGetKey> => {
    keys ??= discoverKeys(issuer, refetchEvery).catch((error: unknown) => {
      keys = null;
      throw error;
    });
    return keys;
  };

  const verify = async (token: string): Promise<AccessToken> => {
    const options = { issuer, audience, algorithms, requiredClaims: ["sub", "exp"], currentDate: new Date(now()) };
    const { payload } = await jwtVerify(token, await keysOnce(), options);
    return { subject: payload.sub ?? "", client: clientOf(payload), expiresAt: (payload.exp ?? 0) * 1_000 };
  };

  const believe = (hash: string, token: AccessToken): void => {
    const [oldest] = believed.keys();
    if (believed.size >= cacheSize && oldest !== undefined) believed.delete(oldest);
    believed.set(hash, { token, until: Math.min(now() + cacheLife, token.expiresAt) });
  };

  return async (text) => {
    const hash = sha256(text);
    const known = believed.get(hash);
    if (known && now() < known.until) return known.token;
    believed.delete(hash);
    try {
      const token = await verify(text);
      believe(hash, token);
      return token;
    } catch (error) {
      if (blamesToken(error)) throw new Refusal("UNAUTHENTICATED");
      throw error;
    }
  };
};
