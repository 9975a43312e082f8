import { Refusal } from "@ocop/contracts";
import {
  type CryptoKey,
  CompactSign,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { stopClock } from "../testing/timers";
import { claimedIssuer, createTokenVerifier } from "./access-token";

type Key = {
  readonly id: string;
  readonly algorithm: string;
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
};

const createKey = async (id: string, algorithm: string): Promise<Key> => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: "sig" };
  return { id, algorithm, publicKey, privateKey, jwk };
};

let provider: Server;
let issuer: string;
let published: readonly JWK[] = [];
let isAway = false;
/** every path that the provider was asked for */
let asked: string[] = [];

const audience = "https://graph.ocop.test";
const at = Date.UTC(2026, 8, 1);
const second = at / 1_000;

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

beforeAll(async () => {
  provider = createServer(({ url = "" }, response) => {
    asked.push(url);
    if (isAway) response.statusCode = 503;
    if (url.startsWith("/moved/")) response.writeHead(302, { location: `${issuer}/new${url}` });
    const named = url.startsWith("/other/") ? "elsewhere" : url.startsWith("/new/") ? `${issuer}/moved` : issuer;
    const discovery = { issuer: named, jwks_uri: `${issuer}/keys` };
    response.end(JSON.stringify(url === "/keys" ? { keys: published } : discovery));
  });
  issuer = await listening(provider);
});

afterAll(() => {
  provider.close();
  provider.closeAllConnections();
});

beforeEach(() => {
  isAway = false;
  asked = [];
});
afterEach(() => {
  jest.useRealTimers();
});

const keysFetched = (): number => asked.filter((path) => path === "/keys").length;

/** Claims as the provider writes them; undefined takes one out. */
type Changes = { readonly [claim: string]: unknown };

const claimsWith = (changes: Changes = {}): JWTPayload => ({
  iss: issuer,
  aud: audience,
  sub: "demo-producer-a",
  client_id: "console",
  iat: second,
  exp: second + 600,
  ...changes,
});

const issue = (key: Key, claims: Changes = {}, header: Changes = {}): Promise<string> =>
  new SignJWT(claimsWith(claims))
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: "at+jwt", ...header })
    .sign(key.privateKey);

const refusedAs = async (verified: Promise<unknown>): Promise<string> =>
  verified.then(
    () => "accepted",
    (error: unknown) => (error instanceof Refusal ? error.code : "failed"),
  );

const verifier = (more: Partial<Parameters<typeof createTokenVerifier>[0]> = {}) =>
  createTokenVerifier({ issuer, audience, now: () => at, ...more });

describe("an access token", () => {
  it.each(["EdDSA", "ES256"])("is believed when a key of the issuer signed it with %s", async (algorithm) => {
    const key = await createKey(`key-${algorithm}`, algorithm);
    published = [key.jwk];
    expect(await verifier()(await issue(key))).toEqual({
      subject: "demo-producer-a",
      client: "console",
      scopes: [],
      expiresAt: at + 600_000,
    });
  });

  it("is believed at the bounds of what it may say", async () => {
    const key = await createKey("bounds", "ES256");
    published = [key.jwk];
    const good: Readonly<Record<string, string>> = {
      "of 15 minutes": await issue(key, { exp: second + 900 }),
      "of one more second": await issue(key, { iat: second - 899, exp: second + 1 }),
      "of a clock five seconds ahead": await issue(key, { iat: second + 5, nbf: second + 5 }),
      "for several audiences": await issue(key, { aud: ["console", audience] }),
      "with a subject of 200 characters": await issue(key, { sub: "s".repeat(200) }),
      "with its type written out": await issue(key, {}, { typ: "application/at+jwt" }),
    };
    const verify = verifier();
    for (const [what, token] of Object.entries(good))
      expect([what, await refusedAs(verify(token))]).toEqual([what, "accepted"]);
  });

  it("is refused when anything about it is wrong", async () => {
    const [key, foreign, rsa] = await Promise.all([
      createKey("one", "ES256"),
      createKey("one", "ES256"),
      createKey("rsa", "RS256"),
    ]);
    published = [key.jwk, rsa.jwk];
    const verify = verifier();
    const good = await issue(key);
    const [header = "", payload = ""] = good.split(".");
    const bad: Readonly<Record<string, string>> = {
      expired: await issue(key, { exp: second - 1 }),
      "at its last moment": await issue(key, { exp: second }),
      "that never expires": await issue(key, { exp: undefined }),
      "that does not say since when": await issue(key, { iat: undefined }),
      "of tomorrow": await issue(key, { iat: second + 6, exp: second + 600 }),
      "not yet valid": await issue(key, { nbf: second + 6 }),
      "for longer than 15 minutes": await issue(key, { exp: second + 906 }),
      "for longer than 15 minutes, most of them gone": await issue(key, { iat: second - 3_600, exp: second + 60 }),
      "of another issuer": await issue(key, { iss: "https://elsewhere.test" }),
      "of no issuer": await issue(key, { iss: undefined }),
      "for another audience": await issue(key, { aud: "console" }),
      "for nobody": await issue(key, { aud: undefined }),
      "without a subject": await issue(key, { sub: undefined }),
      "with an empty subject": await issue(key, { sub: "" }),
      "with a subject too long": await issue(key, { sub: "s".repeat(201) }),
      "with a line break in its subject": await issue(key, { sub: "demo\r\nx: y" }),
      "with a subject outside ASCII": await issue(key, { sub: "Đặng" }),
      "with a client that is no name": await issue(key, { client_id: "a b" }),
      "of another type": await issue(key, {}, { typ: "JWT" }),
      "of no type": await issue(key, {}, { typ: undefined }),
    };
    const forged: Readonly<Record<string, string>> = {
      "signed by another key": await issue(foreign),
      "of an algorithm that is not allowed": await issue(rsa),
      "with a changed signature": `${header}.${payload}.${Buffer.alloc(64, 7).toString("base64url")}`,
      "no token at all": "hello",
      empty: "",
    };
    for (const [what, token] of Object.entries({ ...bad, ...forged }))
      expect([what, await refusedAs(verify(token))]).toEqual([what, "UNAUTHENTICATED"]);
    expect(await refusedAs(verify(good))).toBe("accepted");
  });

  it("cannot choose how it is verified: no algorithm, a shared key, another kind of key, an unknown demand", async () => {
    const [key, eddsa, rsa] = await Promise.all([
      createKey("one", "ES256"),
      createKey("two", "EdDSA"),
      createKey("rsa", "RS256"),
    ]);
    published = [key.jwk, eddsa.jwk, rsa.jwk];
    const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const shared = async (kid: string, secret: string): Promise<string> =>
      new SignJWT(claimsWith())
        .setProtectedHeader({ alg: "HS256", kid, typ: "at+jwt" })
        .sign(new TextEncoder().encode(secret));
    const bytes = new TextEncoder().encode(JSON.stringify(claimsWith()));
    const demanding = await new CompactSign(bytes)
      .setProtectedHeader({ alg: "ES256", kid: "one", typ: "at+jwt", crit: ["moon"], moon: "full" })
      .sign(key.privateKey, { crit: { moon: true } });
    const bad: Readonly<Record<string, string>> = {
      none: `${encoded({ alg: "none", typ: "at+jwt", kid: "one" })}.${encoded(claimsWith())}.`,
      "None with a signature": `${encoded({ alg: "None", typ: "at+jwt", kid: "one" })}.${encoded(claimsWith())}.AAAA`,
      "HS256 with the public key as JWK": await shared("one", JSON.stringify(key.jwk)),
      "HS256 with the public key as PEM": await shared("one", await exportSPKI(key.publicKey)),
      "HS256 with the public RSA key as PEM": await shared("rsa", await exportSPKI(rsa.publicKey)),
      "RS256 by a key that is listed": await issue(rsa),
      "ES256 in the name of an EdDSA key": await issue(key, {}, { kid: "two" }),
      "a demand that nobody knows": demanding,
    };
    const verify = verifier();
    for (const [what, token] of Object.entries(bad))
      expect([what, await refusedAs(verify(token))]).toEqual([what, "UNAUTHENTICATED"]);
  });

  it("cannot say where its key is: addresses and keys in its header are not read, a key id is no path", async () => {
    const [key, own] = await Promise.all([createKey("one", "ES256"), createKey("mine", "ES256")]);
    published = [key.jwk];
    const visits: string[] = [];
    const attacker = createServer(({ url = "" }, response) => {
      visits.push(url);
      response.end(JSON.stringify({ keys: [own.jwk] }));
    });
    const elsewhere = await listening(attacker);
    const verify = verifier({ refetchEvery: 0 });
    const bad: Readonly<Record<string, string>> = {
      jku: await issue(own, {}, { jku: `${elsewhere}/jwks` }),
      x5u: await issue(own, {}, { x5u: `${elsewhere}/chain` }),
      jwk: await issue(own, {}, { jwk: own.jwk }),
      "jwk under a listed id": await issue(own, {}, { jwk: own.jwk, kid: "one" }),
      "kid as an address": await issue(own, {}, { kid: `${elsewhere}/key` }),
      "kid as a path": await issue(own, {}, { kid: "../../../../dev/null" }),
      "kid as a query": await issue(own, {}, { kid: "x' UNION SELECT 'k" }),
      "kid of every object": await issue(own, {}, { kid: "__proto__" }),
    };
    for (const [what, token] of Object.entries(bad))
      expect([what, await refusedAs(verify(token))]).toEqual([what, "UNAUTHENTICATED"]);
    attacker.close();
    attacker.closeAllConnections();
    expect(visits).toEqual([]);
    expect(new Set(asked)).toEqual(new Set(["/.well-known/openid-configuration", "/keys"]));
  });

  it("is not asked about again for a minute, and never believed after its end", async () => {
    const key = await createKey("cached", "EdDSA");
    published = [key.jwk];
    let now = at;
    const verify = verifier({ now: () => now });
    const token = await issue(key, { exp: second + 90 });
    const first = await verify(token);
    now = at + 59_999;
    expect(await verify(token)).toBe(first);
    now = at + 60_000;
    expect(await verify(token)).not.toBe(first);
    now = at + 90_000;
    expect(await refusedAs(verify(token))).toBe("UNAUTHENTICATED");
  });
});

describe("the keys of an issuer", () => {
  it("change without a refused token: the new one is found at its first use, the old one holds while it is listed", async () => {
    const [old, next] = await Promise.all([createKey("old", "EdDSA"), createKey("next", "ES256")]);
    published = [old.jwk];
    const verify = verifier({ refetchEvery: 0 });
    expect(await refusedAs(verify(await issue(old)))).toBe("accepted");
    published = [next.jwk, old.jwk];
    expect(await refusedAs(verify(await issue(next)))).toBe("accepted");
    expect(await refusedAs(verify(await issue(old, { sub: "another" })))).toBe("accepted");
    expect(keysFetched()).toBe(2);
    published = [next.jwk];
    await refusedAs(verify(await issue(old, { sub: "a third" }, { kid: "unheard of" })));
    expect(await refusedAs(verify(await issue(old, { sub: "a fourth" })))).toBe("UNAUTHENTICATED");
  });

  it("are fetched at most once in a while for a flood of unknown key ids, and known ones go on meanwhile", async () => {
    const [key, forged] = await Promise.all([createKey("one", "EdDSA"), createKey("forged", "EdDSA")]);
    published = [key.jwk];
    // The library counts by `Date`, so that stands still.
    stopClock();
    const began = Date.now();
    const verify = verifier({ refetchEvery: 500 });
    await verify(await issue(key));
    const flood = await Promise.all(
      Array.from({ length: 60 }, (_, nth) => issue(forged, {}, { kid: `forged-${String(nth)}` })),
    );
    asked = [];
    jest.setSystemTime(began + 499);
    for (const token of flood) expect(await refusedAs(verify(token))).toBe("UNAUTHENTICATED");
    expect(keysFetched()).toBe(0);
    jest.setSystemTime(began + 501);
    expect(await Promise.all(flood.map((token) => refusedAs(verify(token))))).toEqual(
      flood.map(() => "UNAUTHENTICATED"),
    );
    expect(keysFetched()).toBe(1);
    expect(await refusedAs(verify(await issue(key, { sub: "another" })))).toBe("accepted");
    expect(keysFetched()).toBe(1);
  });

  it("that cannot be had are no fault of the token, and what was verified before goes on", async () => {
    const key = await createKey("later", "EdDSA");
    published = [key.jwk];
    let now = at;
    const known = verifier({ now: () => now, refetchEvery: 0 });
    const token = await issue(key);
    await known(token);
    isAway = true;
    const fresh = verifier({ now: () => now });
    expect(await refusedAs(fresh(token))).toBe("failed");
    expect(await refusedAs(known(token))).toBe("accepted");
    expect(await refusedAs(known(await issue(key, {}, { kid: "unheard of" })))).toBe("failed");
    isAway = false;
    expect(await refusedAs(fresh(token))).toBe("failed");
    now = at + 1_000;
    expect(await refusedAs(fresh(token))).toBe("accepted");
  });

  it("are asked for once in a second while the issuer is away, however many tokens come", async () => {
    const key = await createKey("flood", "EdDSA");
    isAway = true;
    const verify = verifier();
    for (let nth = 0; nth < 20; nth += 1)
      expect(await refusedAs(verify(await issue(key, { sub: `person-${String(nth)}` })))).toBe("failed");
    expect(asked).toEqual(["/.well-known/openid-configuration"]);
  });

  it("are not taken from an issuer that cannot be reached or speaks for another", async () => {
    const key = await createKey("one", "EdDSA");
    published = [key.jwk];
    expect(await refusedAs(verifier({ issuer: "http://127.0.0.1:9" })(await issue(key)))).toBe("failed");
    expect(await refusedAs(verifier({ issuer: `${issuer}/other` })(await issue(key)))).toBe("failed");
  });

  it("are not taken from where an issuer redirects to: its own address alone speaks for it", async () => {
    const key = await createKey("one", "EdDSA");
    published = [key.jwk];
    const moved = `${issuer}/moved`;
    expect(await refusedAs(verifier({ issuer: moved })(await issue(key, { iss: moved })))).toBe("failed");
    expect(asked).toEqual(["/moved/.well-known/openid-configuration"]);
  });

  it("are believed for ten minutes: one that is no longer listed verifies nothing after that", async () => {
    const [old, next] = await Promise.all([createKey("old", "EdDSA"), createKey("next", "EdDSA")]);
    published = [old.jwk];
    stopClock();
    const began = Date.now();
    const verify = verifier();
    expect(await refusedAs(verify(await issue(old)))).toBe("accepted");
    published = [next.jwk];
    jest.setSystemTime(began + 599_999);
    expect(await refusedAs(verify(await issue(old, { sub: "another" })))).toBe("accepted");
    jest.setSystemTime(began + 600_000);
    expect(await refusedAs(verify(await issue(old, { sub: "a third" })))).toBe("UNAUTHENTICATED");
    expect(await refusedAs(verify(await issue(next)))).toBe("accepted");
  });
});

describe("the issuer that a token names", () => {
  it("is read without verifying anything, and null when there is none to read", async () => {
    const key = await createKey("one", "ES256");
    expect(claimedIssuer(await issue(key, { iss: "https://elsewhere.test" }))).toBe("https://elsewhere.test");
    expect(claimedIssuer(await issue(key, { iss: undefined }))).toBeNull();
    const numbered = Buffer.from('{"iss":7}').toString("base64url");
    expect(["", "hello", "a.b.c", `e30.${numbered}.AA`].map(claimedIssuer)).toEqual([null, null, null, null]);
  });
});
