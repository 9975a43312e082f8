import { createRemoteJWKSet, customFetch, type FetchImplementation, type JWTVerifyGetKey } from "jose";
import { z } from "zod";

/** Milliseconds for which published keys are believed: a key that is no longer listed verifies nothing after that. */
const keysLife = 600_000;

/** Milliseconds in which the provider has to answer. */
const fetchLimit = 3_000;

/** Milliseconds for which a provider that failed is left alone: whoever asks meanwhile is told of the same failure. */
const failurePause = 1_000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

export type IssuerKeysOptions = {
  readonly issuer: string;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
  /** milliseconds between two fetches because of unknown keys */
  readonly refetchEvery: number;
};

type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** Answers with 200, or fails; after a failure it fails for a while without asking. A redirect is a failure. */
const sparingFetch = (now: () => number): Fetch => {
  let failed: { readonly error: unknown; readonly until: number } | null = null;
  return async (address, init) => {
    if (failed && now() < failed.until) throw failed.error;
    try {
      const response = await fetch(address, { ...init, redirect: "error" });
      if (response.status !== 200) throw new Error(`${address} answered ${String(response.status)}`);
      failed = null;
      return response;
    } catch (error) {
      failed = { error, until: now() + failurePause };
      throw error;
    }
  };
};

/** @see OpenID Connect Discovery 1.0, §4 */
const discover = async (issuer: string, ask: Fetch): Promise<URL> => {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await ask(address, { signal: AbortSignal.timeout(fetchLimit) });
  const found = discovery.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`${address} speaks for another issuer: ${found.issuer}`);
  return new URL(found.jwks_uri);
};

/**
 * The keys of one issuer, found through its discovery document and nowhere else: a token cannot say where its key
 * is (`jku`, `x5u`, `jwk` are not read), and its `kid` only picks among the keys that are listed. An unknown `kid`
 * makes the list be fetched again, at most once in `refetchEvery`.
 *
 * The function that is returned throws another error than jose's when the issuer cannot be asked.
 */
export const createIssuerKeys = ({ issuer, now, refetchEvery }: IssuerKeysOptions): JWTVerifyGetKey => {
  const ask = sparingFetch(now);
  const fetchKeys: FetchImplementation = (address, init) => ask(address, init);
  let keys: Promise<JWTVerifyGetKey> | null = null;

  const find = async (): Promise<JWTVerifyGetKey> =>
    createRemoteJWKSet(await discover(issuer, ask), {
      cooldownDuration: refetchEvery,
      cacheMaxAge: keysLife,
      timeoutDuration: fetchLimit,
      [customFetch]: fetchKeys,
    });

  return async (header, token) => {
    keys ??= find().catch((error: unknown) => {
      keys = null;
      throw error;
    });
    return (await keys)(header, token);
  };
};
