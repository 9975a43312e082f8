import { Refusal } from "@ocop/contracts";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTokenVerifier } from "./access-token";

type Key = { readonly id: string; readonly algorithm: string; readonly privateKey: CryptoKey; readonly jwk: JWK };

const createKey = async (id: string, algorithm: string): Promise<Key> => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { id, algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: "sig" } };
};

let provider: Server;
let issuer: string;
let published: readonly JWK[] = [];
let keysFetched = 0;

const audience = "https://graph.ocop.test";
const at = Date.UTC(2026, 8, 1);

beforeAll(async () => {
  provider = createServer((request, response) => {
    if (request.url === "/keys") keysFetched += 1;
    response.end(
      JSON.stringify(request.url === "/keys" ? { keys: published } : { issuer, jwks_uri: `${issuer}/keys` }),
    );
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => provider.once("listening", resolve));
  issuer = `http://127.0.0.1:${String((provider.address() as AddressInfo).port)}`;
});

afterAll(() => {
  provider.close();
  provider.closeAllConnections();
});

type Claims = { readonly iss: string; readonly aud: string; readonly exp: number; readonly client_id: string };

const issue = (key: Key, claims: Partial<Claims> = {}, subject: string | null = "demo-producer-a"): Promise<string> => {
  const all = { iss: issuer, aud: audience, exp: at / 1_000 + 600, client_id: "console", ...claims };
  const jwt = new SignJWT(all).setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: "at+jwt" });
  return (subject === null ? jwt : jwt.setSubject(subject)).sign(key.privateKey);
};

const refusedAs = async (verified: Promise<unknown>): Promise<string> =>
  verified.then(
    () => "accepted",
    (error: unknown) => (error instanceof Refusal ? error.code : "failed"),
  );

describe("an access token", () => {
  it.each(["EdDSA", "ES256"])("is believed when a key of the issuer signed it with %s", async (algorithm) => {
    const key = await createKey(`key-${algorithm}`, algorithm);
    published = [key.jwk];
    const verify = createTokenVerifier({ issuer, audience, now: () => at });
    expect(await verify(await issue(key))).toEqual({
      subject: "demo-producer-a",
      client: "console",
      expiresAt: at + 600_000,
    });
  });

  it("is refused when anything about it is wrong", async () => {
    const [key, foreign, rsa] = await Promise.all([
      createKey("one", "ES256"),
      createKey("one", "ES256"),
      createKey("rsa", "RS256"),
    ]);
    published = [key.jwk, rsa.jwk];
    const verify = createTokenVerifier({ issuer, audience, now: () => at });
    const good = await issue(key);
    const [header = "", payload = ""] = good.split(".");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    const shared = await new SignJWT({ iss: issuer, aud: audience, exp: at / 1_000 + 600 })
      .setProtectedHeader({ alg: "HS256", kid: "one" })
      .setSubject("x")
      .sign(new TextEncoder().encode(JSON.stringify(key.jwk)));
    const bad: Readonly<Record<string, string>> = {
      expired: await issue(key, { exp: at / 1_000 - 1 }),
      "of another issuer": await issue(key, { iss: "https://elsewhere.test" }),
      "for another audience": await issue(key, { aud: "console" }),
      "without a subject": await issue(key, {}, null),
      "signed by another key": await issue(foreign),
      "of an algorithm that is not allowed": await issue(rsa),
      unsigned,
      "signed with the public key as a shared one": shared,
      "with a changed signature": `${header}.${payload}.${Buffer.alloc(64, 7).toString("base64url")}`,
      "no token at all": "hello",
      empty: "",
    };
    for (const [what, token] of Object.entries(bad))
      expect([what, await refusedAs(verify(token))]).toEqual([what, "UNAUTHENTICATED"]);
    expect(await refusedAs(verify(good))).toBe("accepted");
  });

  it("is not asked about again for a minute, and never believed after its end", async () => {
    const key = await createKey("cached", "EdDSA");
    published = [key.jwk];
    let now = at;
    const verify = createTokenVerifier({ issuer, audience, now: () => now });
    const token = await issue(key, { exp: at / 1_000 + 90 });
    const first = await verify(token);
    now = at + 59_999;
    expect(await verify(token)).toBe(first);
    now = at + 60_000;
    expect(await verify(token)).not.toBe(first);
    now = at + 90_000;
    expect(await refusedAs(verify(token))).toBe("UNAUTHENTICATED");
  });

  it("signed by a new key is believed after one more look at the keys; forged key ids cause none in between", async () => {
    const [old, next, forged] = await Promise.all(["old", "next", "forged"].map((id) => createKey(id, "EdDSA")));
    if (!old || !next || !forged) throw new Error("no keys");
    published = [old.jwk];
    const patient = createTokenVerifier({ issuer, audience, now: () => at });
    await patient(await issue(old));
    keysFetched = 0;
    for (let n = 0; n < 20; n += 1) expect(await refusedAs(patient(await issue(forged)))).toBe("UNAUTHENTICATED");
    expect(keysFetched).toBe(0);

    const eager = createTokenVerifier({ issuer, audience, now: () => at, refetchEvery: 0 });
    await eager(await issue(old));
    published = [old.jwk, next.jwk];
    keysFetched = 0;
    expect((await eager(await issue(next))).subject).toBe("demo-producer-a");
    expect(keysFetched).toBe(1);
  });

  it("is not blamed when the provider cannot be asked, and the next token finds the provider again", async () => {
    const key = await createKey("later", "EdDSA");
    published = [];
    const unreachable = createTokenVerifier({ issuer: "http://127.0.0.1:9", audience, now: () => at });
    expect(await refusedAs(unreachable(await issue(key)))).toBe("failed");
    const wrong = createTokenVerifier({ issuer: `${issuer}/other`, audience, now: () => at });
    expect(await refusedAs(wrong(await issue(key)))).toBe("failed");
    expect(await refusedAs(wrong(await issue(key)))).toBe("failed");
  });
});
