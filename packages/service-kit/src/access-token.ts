import { Refusal } from "@ocop/contracts";
import { decodeJwt, errors, jwtVerify } from "jose";
import { z } from "zod";
import { sha256 } from "./canonical";
import { machineTime } from "./clock";
import { createIssuerKeys } from "./issuer-keys";

/** Who signed in, as the identity provider vouches for it. Rights are rows of registry, never claims of a token. */
export type AccessToken = {
  /** The provider's stable id of the person or machine: 1 to 200 visible ASCII characters. */
  readonly subject: string;
  /** The application that was given the token. */
  readonly client: string;
  /** What the token was given for; nothing where it does not say. */
  readonly scopes: readonly string[];
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

/** Seconds for which a token may be made: who is signed out anywhere is out everywhere after that. */
const longestLife = 900;

/** Seconds by which the provider's clock may be ahead of ours. */
const tolerance = 5;

/** Milliseconds a verified token is believed without asking again. */
const cacheLife = 60_000;
const cacheSize = 10_000;

/** Names travel in headers and logs and are shown to people. */
const name = z.string().regex(/^[\x21-\x7e]{1,200}$/);

const claims = z.object({
  sub: name,
  iat: z.number(),
  exp: z.number(),
  client_id: name.optional(),
  azp: name.optional(),
  scope: z.string().optional(),
});

/** What says that the provider answered nonsense, or not in time. */
const outages: readonly string[] = [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code];

/** Is the token to blame, and not the provider? */
const blamesToken = (error: unknown): boolean => error instanceof errors.JOSEError && !outages.includes(error.code);

/**
 * The issuer that a token names. Nothing about the token is verified: it tells which verifier to ask, no more.
 *
 * @returns null for what is no JWT or names none
 */
export const claimedIssuer = (token: string): string | null => {
  try {
    const { iss } = decodeJwt<{ readonly iss?: unknown }>(token);
    return typeof iss === "string" ? iss : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
};

/**
 * Verifies access tokens: type, signature by a key of the issuer, algorithm allow-list, issuer, audience, expiry,
 * start, and a life of at most 15 minutes. A verified token is remembered for at most 60 seconds, under its hash.
 *
 * The function that is returned throws Refusal `UNAUTHENTICATED` for a token that does not hold, and
 * another error when the provider cannot be asked: that is an outage, not the caller's fault.
 *
 * @see RFC 9068, JWT Profile for OAuth 2.0 Access Tokens; RFC 8725, JWT Best Current Practices
 */
export const createTokenVerifier = (rules: TokenRules): ((token: string) => Promise<AccessToken>) => {
  const { issuer, audience, now = machineTime, refetchEvery = 10_000 } = rules;
  const believed = new Map<string, { readonly token: AccessToken; readonly until: number }>();
  const keys = createIssuerKeys({ issuer, now, refetchEvery });

  const verify = async (token: string): Promise<AccessToken> => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      typ: "at+jwt",
      clockTolerance: tolerance,
      currentDate: new Date(now()),
    });
    const said = claims.safeParse(payload);
    if (!said.success) throw new Refusal("UNAUTHENTICATED");
    const { sub, iat, exp, client_id: id, azp, scope = "" } = said.data;
    const seconds = now() / 1_000;
    // The library's tolerance is for clocks that are behind; nobody is believed a moment longer because of it.
    if (seconds >= exp || iat > seconds + tolerance || exp - iat > longestLife + tolerance)
      throw new Refusal("UNAUTHENTICATED");
    const scopes = scope.split(" ").filter((word) => word !== "");
    return { subject: sub, client: id ?? azp ?? "unknown", scopes, expiresAt: exp * 1_000 };
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
