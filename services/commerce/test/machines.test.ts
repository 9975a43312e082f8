import { addDays } from "@ocop/contracts";
import {
  createLog,
  createTokenVerifier,
  ed25519KeyOf,
  machineTime,
  newId,
  producerConnection,
  toBinary,
  whenReady,
} from "@ocop/service-kit";
import { deliveryOf, eventually, startFaultProxy, testRedis, viewerOf } from "@ocop/service-kit/testing";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { createPublicKey, createSecretKey } from "node:crypto";
import { request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createFailedExchanges } from "../src/adapters/failed-exchanges";
import { createMachineTokens } from "../src/adapters/machine-tokens";
import { audience, type Identity, startIdentity } from "./identity";
import { certificateBody, partnerHost, people, productBody, type Running, runCommerce, start, today } from "./running";

let commerce: Running;
let identity: Identity;

type Key = { readonly id: string; readonly clientId: string; readonly clientSecret: string };

const registerPartner = `mutation ($input: RegisterPartnerInput!) { registerPartner(input: $input) { id } }`;
const createApiKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  clientSecret apiKey { id version clientId scopes plan createdAt expiresOn revokedAt lastUsedAt } } }`;
const revokeApiKey = `mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { id version revokedAt } }`;
const apiKeys = `query ($id: ID!) { partner(id: $id) { name apiKeys { id plan lastUsedAt revokedAt } } }`;
const clientOf = `query ($subject: String!) { _clientOf(subject: $subject) { partnerId plan pointsPerMinute scopes } }`;

const gateway = { ...people.public, client: "system", system: "gateway" };

let partners = 0;

/** A partner of its own for each test, with an administrator, an analyst and a contract. */
const newPartner = async (contract: object = {}) => {
  const name = `partner-${String((partners += 1))}`;
  const admin = viewerOf({ subject: `${name}-admin` });
  const analyst = viewerOf({ subject: `${name}-analyst` });
  const { data } = await commerce.ask<{ registerPartner: { id: string } }>(registerPartner, people.central, {
    input: {
      name,
      members: [
        { subject: `${name}-admin`, role: "ADMIN" },
        { subject: `${name}-analyst`, role: "ANALYST" },
      ],
      contract: { number: "01/2026/HĐ", minimumStars: 3, validFrom: today, ...contract },
    },
  });
  return { id: data?.registerPartner.id ?? "", name, admin, analyst };
};

type Partner = Awaited<ReturnType<typeof newPartner>>;

const wishOf = (partner: Partner, more: object = {}) => ({
  partnerId: partner.id,
  scopes: ["catalogue.read", "graph.read"],
  expiresOn: addDays(today, 90),
  ...more,
});

const newKey = async (partner: Partner, more: object = {}, as = partner.admin): Promise<Key> => {
  const { data, errors } = await commerce.ask<{
    createApiKey: { clientSecret: string; apiKey: { id: string; clientId: string } };
  }>(createApiKey, as, { input: wishOf(partner, more) });
  expect(errors).toEqual([]);
  if (!data) throw new Error("no key was made");
  const { apiKey, clientSecret } = data.createApiKey;
  return { ...apiKey, clientSecret };
};

const refused = async (document: string, as: Parameters<Running["ask"]>[1], input: object) => {
  const before = await commerce.everything();
  const { errors } = await commerce.ask(document, as, { input });
  expect(await commerce.everything()).toEqual(before);
  expect(errors).toHaveLength(1);
  return [errors[0]?.extensions.code, errors[0]?.extensions.facts];
};

const basic = (id: string, secret: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

const post = (
  form: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string>> = {},
  url = commerce.partnerUrl,
): Promise<Response> =>
  fetch(`${url}/partner/v1/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof form === "string" ? form : new URLSearchParams(form).toString(),
  });

const grant = { grant_type: "client_credentials" };

const exchange = ({ clientId, clientSecret }: Omit<Key, "id">, more: Readonly<Record<string, string>> = {}) =>
  post({ ...grant, ...more }, basic(clientId, clientSecret));

const tokenOf = async (key: Key, more: Readonly<Record<string, string>> = {}): Promise<string> => {
  const response = await exchange(key, more);
  expect(response.status).toBe(200);
  return ((await response.json()) as { access_token: string }).access_token;
};

/** Status and code of a failure, by RFC 6749 or as a problem of the platform. */
const failure = async (response: Response) => {
  expect(response.headers.get("cache-control")).toBe("no-store");
  const { error, code } = (await response.json()) as { readonly error?: string; readonly code?: string };
  return [response.status, error ?? code];
};

const catalogue = (token: string) =>
  fetch(`${commerce.partnerUrl}/partner/v1/catalogue`, { headers: { authorization: `Bearer ${token}` } });

const wrongSecret = ({ clientId, clientSecret }: Key): Omit<Key, "id"> => ({
  clientId,
  clientSecret: `${clientSecret.slice(0, -1)}${clientSecret.endsWith("A") ? "B" : "A"}`,
});

const redis = async () => {
  const connection = producerConnection(commerce.redis, createLog("commerce", { level: "silent" }));
  await whenReady(connection);
  return connection;
};

beforeAll(async () => {
  identity = await startIdentity();
  commerce = await runCommerce({ issuer: identity.issuer });
});

afterAll(async () => {
  await commerce.end();
  identity.end();
});

beforeEach(async () => {
  commerce.clock.set(start);
  const connection = await redis();
  await connection.flushdb();
  connection.disconnect();
});

describe("a key of a partner", () => {
  it("is made by its administrator, shown once, and kept nowhere", async () => {
    const partner = await newPartner();
    const { data } = await commerce.ask<{ createApiKey: { clientSecret: string; apiKey: Record<string, unknown> } }>(
      createApiKey,
      partner.admin,
      { input: wishOf(partner) },
    );
    const { apiKey, clientSecret } = data?.createApiKey ?? { apiKey: {}, clientSecret: "" };
    expect(apiKey).toEqual({
      id: expect.any(String) as unknown,
      version: 1,
      clientId: `ocop_live_${String(apiKey["id"])}`,
      scopes: ["catalogue.read", "graph.read"],
      plan: "STANDARD",
      createdAt: start.toISOString(),
      expiresOn: addDays(today, 90),
      revokedAt: null,
      lastUsedAt: null,
    });
    expect(clientSecret).toMatch(new RegExp(`^ocop_live_${String(apiKey["id"])}_[\\w-]{43}$`));
    const [, random = ""] = /_([\w-]{43})$/.exec(clientSecret) ?? [];
    const dump = JSON.stringify(await commerce.everything());
    expect([dump.includes(random), dump.includes(Buffer.from(random).toString("hex"))]).toEqual([false, false]);
    const rows = await commerce.dataSource.query<object[]>("SELECT * FROM idempotency");
    expect(rows).toEqual([]);
  });

  it("is seen by its administrator, central officers and auditors; its other members see the partner alone", async () => {
    const partner = await newPartner();
    const { id } = await newKey(partner);
    const shown = { name: partner.name, apiKeys: [{ id, plan: "STANDARD", lastUsedAt: null, revokedAt: null }] };
    for (const as of [partner.admin, people.central, people.auditor])
      expect((await commerce.ask(apiKeys, as, { id: partner.id })).data).toEqual({ partner: shown });
    const { data, errors } = await commerce.ask(apiKeys, partner.analyst, { id: partner.id });
    expect(data).toEqual({ partner: { name: partner.name, apiKeys: null } });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });

  it("is neither seen nor touched by another partner, who learns nothing of it", async () => {
    const [one, other] = [await newPartner(), await newPartner()];
    const { id: apiKeyId } = await newKey(one);
    const unknown = await refused(revokeApiKey, other.admin, { apiKeyId: newId() });
    expect(await refused(revokeApiKey, other.admin, { apiKeyId })).toEqual(unknown);
    expect(unknown).toEqual(["NOT_FOUND", {}]);
    expect(await refused(createApiKey, other.admin, wishOf(one))).toEqual(["NOT_FOUND", {}]);
    const { errors } = await commerce.ask(apiKeys, other.admin, { id: one.id });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["NOT_FOUND"]);
    const entities = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Partner { apiKeys { id } } } }`;
    const { data } = await commerce.ask(entities, other.admin, { keys: [{ __typename: "Partner", id: one.id }] });
    expect(data).toEqual({ _entities: [null] });
  });

  it.each([
    ["the public", people.public, "UNAUTHENTICATED"],
    ["a province officer", people.officer, "FORBIDDEN"],
    ["an auditor", people.auditor, "FORBIDDEN"],
    ["an operator of a sale point", people.operator, "FORBIDDEN"],
  ])("is not made or revoked by %s", async (_, as, code) => {
    const partner = await newPartner();
    const { id: apiKeyId } = await newKey(partner);
    expect(await refused(createApiKey, as, wishOf(partner))).toEqual([code, {}]);
    expect(await refused(revokeApiKey, as, { apiKeyId })).toEqual([code, {}]);
  });

  it("is not made by a member who is no administrator, nor by a machine", async () => {
    const partner = await newPartner();
    const key = await newKey(partner);
    const machine = viewerOf({ subject: `key:${key.id}` });
    for (const as of [partner.analyst, machine]) {
      expect(await refused(createApiKey, as, wishOf(partner))).toEqual(["FORBIDDEN", {}]);
      expect(await refused(revokeApiKey, as, { apiKeyId: key.id })).toEqual(["FORBIDDEN", {}]);
    }
  });

  it("is one of two at most, of many who make one at once too, and is changed over by making the next first", async () => {
    const partner = await newPartner();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        commerce.ask<{ createApiKey: { apiKey: Key } | null }>(createApiKey, partner.admin, {
          input: wishOf(partner),
        }),
      ),
    );
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
    expect(codes).toEqual(Array.from({ length: 6 }, () => "TOO_MANY_KEYS"));
    const [first] = answers.flatMap(({ data }) => data?.createApiKey?.apiKey ?? []);
    expect(await refused(createApiKey, people.central, wishOf(partner))).toEqual(["TOO_MANY_KEYS", { limit: 2 }]);
    await commerce.ask(revokeApiKey, partner.admin, { input: { apiKeyId: first?.id } });
    await newKey(partner);
    expect(await refused(createApiKey, partner.admin, wishOf(partner))).toEqual(["TOO_MANY_KEYS", { limit: 2 }]);
    commerce.clock.set(new Date("2027-06-01T00:00:00.000Z"));
    await newKey(partner, { expiresOn: "2027-06-30" });
  });

  it("waits for whoever makes another key of the same partner: the two are counted one after the other", async () => {
    const partner = await newPartner();
    const runner = commerce.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query("SELECT id FROM partner WHERE id = ? FOR UPDATE", [toBinary(partner.id)]);
    const making = newKey(partner);
    try {
      expect(await Promise.race([making, pause(500, "waits")])).toBe("waits");
    } finally {
      await runner.commitTransaction();
      await runner.release();
    }
    expect((await making).clientSecret).toMatch(/^ocop_live_/);
  });

  it("has the larger plan from a central officer alone", async () => {
    const partner = await newPartner();
    expect(await refused(createApiKey, partner.admin, wishOf(partner, { plan: "LARGE" }))).toEqual([
      "FORBIDDEN",
      { field: "plan" },
    ]);
    await newKey(partner, { plan: "LARGE" }, people.central);
    await newKey(partner, { plan: "LARGE" });
  });

  it("is revoked once; the same request again gives the same answer", async () => {
    const partner = await newPartner();
    const { id: apiKeyId } = await newKey(partner);
    const input = { apiKeyId, idempotencyKey: `revoke-${apiKeyId}` };
    const first = await commerce.ask(revokeApiKey, partner.admin, { input });
    expect(first.data).toEqual({ revokeApiKey: { id: apiKeyId, version: 2, revokedAt: start.toISOString() } });
    expect((await commerce.ask(revokeApiKey, partner.admin, { input })).data).toEqual(first.data);
    expect(await refused(revokeApiKey, partner.admin, { apiKeyId })).toEqual(["WRONG_STATE", { state: "REVOKED" }]);
  });

  it("is listed with its live ones first, in one SELECT for 1, 10 and 100 partners", async () => {
    const ids: string[] = [];
    for (let nth = 0; nth < 100; nth += 1) {
      const partner = await newPartner();
      ids.push(partner.id);
      if (nth > 1) continue;
      const [ended] = [await newKey(partner), await newKey(partner)];
      await commerce.ask(revokeApiKey, partner.admin, { input: { apiKeyId: ended.id } });
    }
    const document = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Partner { id apiKeys { revokedAt } } } }`;
    const counts: number[] = [];
    for (const count of [1, 10, 100]) {
      const keys = ids.slice(0, count).map((id) => ({ __typename: "Partner", id }));
      counts.push(
        await commerce.selectsOf(async () => {
          const { data } = await commerce.ask<{ _entities: { apiKeys: object[] }[] }>(document, people.central, {
            keys,
          });
          expect(data?._entities).toHaveLength(count);
          expect(data?._entities[0]?.apiKeys).toEqual([{ revokedAt: null }, { revokedAt: start.toISOString() }]);
        }),
      );
    }
    // The officer's own facts, the partners, their keys.
    expect(counts).toEqual([3, 3, 3]);
  }, 60_000);
});

describe("a token", () => {
  it("is given for a key as HTTP Basic or in the form, for 15 minutes", async () => {
    const partner = await newPartner();
    const key = await newKey(partner);
    const { clientId: client_id, clientSecret: client_secret } = key;
    for (const response of [await exchange(key), await post({ ...grant, client_id, client_secret })]) {
      expect([response.status, response.headers.get("cache-control"), response.headers.get("pragma")]).toEqual([
        200,
        "no-store",
        "no-cache",
      ]);
      const { access_token: token, ...rest } = (await response.json()) as { access_token: string };
      expect(rest).toEqual({ token_type: "Bearer", expires_in: 900, scope: "catalogue.read graph.read" });
      const { iat = 0, exp = 0, jti, ...claims } = decodeJwt(token);
      expect(claims).toEqual({
        iss: partnerHost,
        aud: audience,
        sub: `key:${key.id}`,
        client_id: partner.id,
        scope: "catalogue.read graph.read",
      });
      expect([exp - iat, Math.abs(iat * 1_000 - machineTime()) < 10_000, typeof jti]).toEqual([900, true, "string"]);
      expect(decodeProtectedHeader(token)).toEqual({
        alg: "EdDSA",
        typ: "at+jwt",
        kid: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      });
    }
  });

  it("has fewer scopes when fewer are asked for, and never more than the key", async () => {
    const key = await newKey(await newPartner(), { scopes: ["catalogue.read"] });
    const narrowed = (await (await exchange(key, { scope: "catalogue.read" })).json()) as { scope: string };
    expect(narrowed.scope).toBe("catalogue.read");
    expect(await failure(await exchange(key, { scope: "catalogue.read graph.read" }))).toEqual([400, "invalid_scope"]);
    expect(await failure(await exchange(key, { scope: "sales.write" }))).toEqual([400, "invalid_scope"]);
    expect((await exchange(key, { scope: "" })).status).toBe(200);
  });

  it("is refused at once for a revoked key", async () => {
    const partner = await newPartner();
    const key = await newKey(partner);
    await tokenOf(key);
    await commerce.ask(revokeApiKey, partner.admin, { input: { apiKeyId: key.id } });
    const response = await exchange(key);
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="partner"');
    expect(await failure(response)).toEqual([401, "invalid_client"]);
  });

  it("is refused for an expired key from midnight in Vietnam on", async () => {
    const key = await newKey(await newPartner(), { expiresOn: "2026-11-22" });
    commerce.clock.set(new Date("2026-11-21T16:59:59.999Z"));
    expect((await exchange(key)).status).toBe(200);
    commerce.clock.set(new Date("2026-11-21T17:00:00.000Z"));
    expect(await failure(await exchange(key))).toEqual([401, "invalid_client"]);
  });

  it("is refused while no contract of the partner is in force, which counts as no failed attempt", async () => {
    const key = await newKey(await newPartner({ validUntil: "2026-11-25" }));
    commerce.clock.set(new Date("2026-11-24T17:00:00.000Z"));
    for (let nth = 0; nth < 7; nth += 1)
      expect(await failure(await exchange(key))).toEqual([400, "unauthorized_client"]);
  });

  it("is refused in the same way, after the same reads, for an unknown key and a wrong secret", async () => {
    const key = await newKey(await newPartner());
    const other = newId();
    const unknown = { clientId: `ocop_live_${other}`, clientSecret: key.clientSecret.replace(key.id, other) };
    const answers: unknown[] = [];
    for (const credentials of [unknown, wrongSecret(key), { ...key, clientId: unknown.clientId }])
      answers.push([await commerce.selectsOf(async () => answers.push(await failure(await exchange(credentials))))]);
    expect(answers).toEqual([[401, "invalid_client"], [1], [401, "invalid_client"], [1], [401, "invalid_client"], [1]]);
  });

  it("is refused for whatever is not the whole key", async () => {
    const key = await newKey(await newPartner());
    const [, random = ""] = /_([\w-]{43})$/.exec(key.clientSecret) ?? [];
    for (const credentials of [
      { clientId: key.clientId, clientSecret: random },
      { clientId: key.id, clientSecret: key.clientSecret },
      { clientId: key.clientSecret, clientSecret: key.clientSecret },
      { clientId: key.clientId, clientSecret: `ocop_live_${newId()}_${random}` },
    ])
      expect(await failure(await exchange(credentials))).toEqual([401, "invalid_client"]);
  });

  it.each<[string, () => Promise<Response>, number, string]>([
    ["no grant", () => post({ client_id: "a", client_secret: "b" }), 400, "invalid_request"],
    ["another grant", () => post({ grant_type: "password" }, basic("a", "b")), 400, "unsupported_grant_type"],
    ["no credentials", () => post(grant), 401, "invalid_client"],
    ["half of them", () => post({ ...grant, client_id: "a" }), 401, "invalid_client"],
    ["another scheme", () => post(grant, { authorization: "Bearer abc" }), 401, "invalid_client"],
    ["Basic that is none", () => post(grant, { authorization: "Basic %%%" }), 401, "invalid_client"],
    ["Basic that cannot be decoded", () => post(grant, basic("a%zz", "b")), 401, "invalid_client"],
    ["credentials twice", () => post({ ...grant, client_secret: "b" }, basic("a", "b")), 400, "invalid_request"],
    ["two clients", () => post({ ...grant, client_id: "c" }, basic("a", "b")), 400, "invalid_request"],
    ["a parameter twice", () => post("grant_type=client_credentials&scope=a&scope=b"), 400, "invalid_request"],
    ["JSON", () => post(JSON.stringify(grant), { "content-type": "application/json" }), 400, "invalid_request"],
    ["JSON that is none", () => post("{", { "content-type": "application/json" }), 400, "invalid_request"],
    ["XML", () => post("<a/>", { "content-type": "text/xml" }), 400, "invalid_request"],
    ["no end", () => post({ ...grant, scope: "x".repeat(5_000) }), 400, "invalid_request"],
  ])("is not given to a request with %s", async (_, send, status, error) => {
    expect(await failure(await send())).toEqual([status, error]);
  });

  it("has the use of its key written down once a minute", async () => {
    const partner = await newPartner();
    const key = await newKey(partner);
    const lastUse = async () => {
      const { data } = await commerce.ask<{ partner: { apiKeys: { lastUsedAt: string | null }[] } }>(
        apiKeys,
        partner.admin,
        { id: partner.id },
      );
      return data?.partner.apiKeys[0]?.lastUsedAt;
    };
    expect(await lastUse()).toBeNull();
    await tokenOf(key);
    expect(await lastUse()).toBe(start.toISOString());
    commerce.clock.advance(59_999);
    await tokenOf(key);
    await exchange(wrongSecret(key));
    expect(await lastUse()).toBe(start.toISOString());
    commerce.clock.advance(1);
    await tokenOf(key);
    expect(await lastUse()).toBe(new Date(start.getTime() + 60_000).toISOString());
    const [row] = await commerce.dataSource.query<{ version: number }[]>("SELECT version FROM api_key WHERE id = ?", [
      toBinary(key.id),
    ]);
    expect(row?.version).toBe(1);
  });
});

/** An exchange from another address of this machine. */
const exchangeFrom = (address: string, { clientId, clientSecret }: Omit<Key, "id">): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${commerce.partnerUrl}/partner/v1/token`,
      {
        method: "POST",
        localAddress: address,
        headers: { "content-type": "application/x-www-form-urlencoded", ...basic(clientId, clientSecret) },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on("error", reject).end("grant_type=client_credentials");
  });

describe("failed exchanges", () => {
  it("are answered five times in 15 minutes for one key and address, then not even the right secret is", async () => {
    const partner = await newPartner();
    const [key, sibling] = [await newKey(partner), await newKey(partner)];
    for (let nth = 0; nth < 5; nth += 1)
      expect(await failure(await exchange(wrongSecret(key)))).toEqual([401, "invalid_client"]);
    const late = await exchange(key);
    const retryAfter = Number(late.headers.get("retry-after"));
    expect([retryAfter > 890, retryAfter <= 900]).toEqual([true, true]);
    expect(late.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await failure(late)).toEqual([429, "RATE_LIMITED"]);
    expect((await exchange(sibling)).status).toBe(200);
    expect(await exchangeFrom("127.0.0.2", key)).toBe(200);
  });

  it("are answered again when the window has passed", async () => {
    const key = await newKey(await newPartner());
    for (let nth = 0; nth < 6; nth += 1) await exchange(wrongSecret(key));
    expect((await exchange(key)).status).toBe(429);
    const connection = await redis();
    const [name = ""] = await connection.keys("*exchange*");
    expect(name).toBe(`{ocop:commerce}:exchange:${key.id}:127.0.0.1`);
    expect(await connection.ttl(name)).toBeGreaterThan(890);
    await connection.pexpire(name, 1);
    await eventually("the window is over", 5, async () => (await connection.exists(name)) === 0);
    connection.disconnect();
    expect((await exchange(key)).status).toBe(200);
  });

  it("are counted one by one when fifty come at once", async () => {
    const wrong = wrongSecret(await newKey(await newPartner()));
    const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await exchange(wrong)).status));
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  });

  it("are counted by all processes together, and by each for itself while Redis is away", async () => {
    const redis = new URL(await testRedis());
    const proxy = await startFaultProxy({ host: redis.hostname, port: Number(redis.port) });
    const log = createLog("commerce", { level: "silent" });
    const near = createFailedExchanges(redis.href, log);
    redis.port = String(proxy.port);
    const far = createFailedExchanges(redis.href, log);
    try {
      await eventually("both are connected", 5, async () => {
        await Promise.all([near.add("warm-up", "a"), far.add("warm-up", "a")]);
        return (await near.waitOf("warm-up", "a")) > 0 && (await far.waitOf("warm-up", "a")) > 0;
      });
      for (let nth = 0; nth < 3; nth += 1) expect(await near.add("key", "a")).toBe(0);
      for (let nth = 0; nth < 2; nth += 1) expect(await far.add("key", "a")).toBe(0);
      expect([await near.waitOf("key", "a"), await far.waitOf("key", "a")]).toEqual([900, 900]);
      expect([await near.add("key", "a"), await far.waitOf("key", "b")]).toEqual([900, 0]);
      proxy.cut();
      await eventually("the way to Redis is cut", 5, async () => (await far.waitOf("key", "a")) === 0);
      for (let nth = 0; nth < 5; nth += 1) expect(await far.add("other", "a")).toBe(0);
      expect(await far.waitOf("other", "a")).toBeGreaterThan(890);
      expect(await far.add("other", "a")).toBeGreaterThan(890);
      expect(await near.waitOf("other", "a")).toBe(0);
    } finally {
      near.close();
      far.close();
      await proxy.close();
    }
  });
});

describe("the partner host", () => {
  const json = async (path: string) => {
    const response = await fetch(commerce.partnerUrl + path);
    return [response.status, response.headers.get("content-type"), await response.json()];
  };

  it("says where tokens are given and with which keys they are verified", async () => {
    const metadata = {
      issuer: partnerHost,
      token_endpoint: `${partnerHost}/partner/v1/token`,
      jwks_uri: `${partnerHost}/partner/v1/jwks.json`,
      scopes_supported: ["catalogue.read", "graph.read"],
      response_types_supported: [],
      grant_types_supported: ["client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    };
    for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
      expect(await json(path)).toEqual([200, "application/json; charset=utf-8", metadata]);
    expect(await json("/partner/v1/jwks.json")).toEqual([
      200,
      "application/jwk-set+json; charset=utf-8",
      {
        keys: [
          {
            kty: "OKP",
            crv: "Ed25519",
            x: expect.stringMatching(/^[\w-]{43}$/) as unknown,
            kid: expect.stringMatching(/^[\w-]{43}$/) as unknown,
            alg: "EdDSA",
            use: "sig",
          },
        ],
      },
    ]);
  });

  it("is an issuer that any verifier of the platform can find", async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const issuer = `http://127.0.0.1:${String(port)}`;
    const secrets = ["new-token-key-of-commerce-in-tests", "old-token-key-of-commerce-in-tests"];
    const own = await runCommerce({ issuer: identity.issuer, partnerPort: port, host: issuer, tokenKeys: secrets });
    try {
      const verify = createTokenVerifier({ issuer, audience });
      const wish = { subject: "key:x", client: "p", scopes: ["graph.read"] };
      for (const secret of secrets) {
        const { sign } = await createMachineTokens({ issuer, audience, secrets: [secret] });
        expect(await verify(await sign(wish))).toMatchObject({ subject: "key:x", client: "p" });
      }
      const foreign = await createMachineTokens({ issuer, audience, secrets: ["other-token-key-of-somebody-else-x"] });
      await expect(verify(await foreign.sign(wish))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    } finally {
      await own.end();
    }
  });
});

describe("the keys of tokens", () => {
  const wish = { subject: "key:x", client: "p", scopes: ["graph.read"] };
  const [fresh, old] = ["new-token-key-of-commerce-in-tests", "old-token-key-of-commerce-in-tests"];
  const tokens = (secrets: readonly string[], now = () => 1_800_000_000_000) =>
    createMachineTokens({ issuer: partnerHost, audience, secrets, now });

  it("change without a pause: what the old one signed holds until it is taken away", async () => {
    const before = await tokens([old]);
    const during = await tokens([fresh, old]);
    const after = await tokens([fresh]);
    const [early, late] = [await before.sign(wish), await during.sign(wish)];
    expect(await during.verify(early)).toMatchObject(wish);
    expect(await after.verify(late)).toMatchObject(wish);
    await expect(after.verify(early)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(during.keys.keys.map(({ kid }) => kid)).toEqual([after.keys.keys[0]?.kid, before.keys.keys[0]?.kid]);
  });

  it("are the same in every process", async () => {
    expect((await tokens([fresh])).keys).toEqual((await tokens([fresh])).keys);
  });

  it("are believed for 900 seconds and not one more", async () => {
    let now = 1_800_000_000_000;
    const { sign, verify } = await tokens([fresh], () => now);
    const token = await sign(wish);
    now += 899_000;
    expect(await verify(token)).toMatchObject(wish);
    now += 1_000;
    await expect(verify(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("a machine at the partner door", () => {
  it("reads the catalogue that its partner's contract entitles to", async () => {
    const north = newId();
    const partner = await newPartner({ provinceIds: [north] });
    const product = newId();
    await commerce.hear(
      deliveryOf(
        "registry.product.changed",
        { id: product, version: 1 },
        productBody({ provinceRegionId: north, code: null }),
      ),
      deliveryOf(
        "evaluation.certificate.issued",
        { id: newId(), version: 1 },
        certificateBody(product, { provinceRegionId: north }),
      ),
    );
    const key = await newKey(partner, { scopes: ["catalogue.read"] });
    const machine = await catalogue(await tokenOf(key));
    const person = await catalogue(identity.token(`${partner.name}-admin`));
    expect([machine.status, person.status]).toEqual([200, 200]);
    const [page, same] = [await machine.json(), await person.json()] as { items: { id: string }[] }[];
    expect(page).toEqual(same);
    expect(page?.items.map(({ id }) => id)).toEqual([product]);
  });

  it("is refused with a token that does not reach the catalogue", async () => {
    const key = await newKey(await newPartner());
    const response = await catalogue(await tokenOf(key, { scope: "graph.read" }));
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer realm="partner", error="insufficient_scope", scope="catalogue.read"',
    );
    expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: "FORBIDDEN" })]);
  });

  it("is refused as soon as its key is revoked, and told when the contract has ended", async () => {
    const partner = await newPartner({ validUntil: "2026-11-25" });
    const key = await newKey(partner);
    const token = await tokenOf(key);
    commerce.clock.set(new Date("2026-11-24T17:00:00.000Z"));
    const ended = await catalogue(token);
    expect([ended.status, await ended.json()]).toEqual([403, expect.objectContaining({ code: "CONTRACT_ENDED" })]);
    commerce.clock.set(start);
    expect((await catalogue(token)).status).toBe(200);
    await commerce.ask(revokeApiKey, partner.admin, { input: { apiKeyId: key.id } });
    expect((await catalogue(token)).status).toBe(401);
  });

  it("is refused with anything but a token that was signed here", async () => {
    const key = await newKey(await newPartner());
    const good = await tokenOf(key);
    const [header = "", body = "", signature = ""] = good.split(".");
    const own = ed25519KeyOf("token-key-of-commerce-in-its-tests", "ocop machine tokens");
    const { kid } = decodeProtectedHeader(good) as { kid: string };
    const claims = decodeJwt(good);
    const signed = (change: object, head: object = {}, secret = own) =>
      new SignJWT({ ...claims, ...change })
        .setProtectedHeader({ alg: "EdDSA", kid, typ: "at+jwt", ...head })
        .sign(secret);
    const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const publicBytes = createPublicKey(own).export({ format: "pem", type: "spki" });
    expect((await catalogue(await signed({}))).status).toBe(200);
    const forged = [
      key.clientSecret,
      `${header}.${body}.`,
      `${header}.${body}.${signature.split("").reverse().join("")}`,
      `${header}.${base64url({ ...claims, sub: `key:${newId()}` })}.${signature}`,
      `${base64url({ alg: "none" })}.${body}.`,
      await signed({}, { typ: "JWT" }),
      await signed({ aud: "https://other.test" }),
      await signed({ exp: 1_000_000_000 }),
      await signed({ nbf: Math.floor(machineTime() / 1_000) + 600 }),
      await signed({ scope: "" }),
      await signed({}, { kid: "../../etc/passwd" }),
      await signed({}, {}, ed25519KeyOf("token-key-of-commerce-in-its-tests", "another purpose")),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid, typ: "at+jwt" })
        .sign(createSecretKey(Buffer.from(publicBytes))),
      // A person whom the identity provider names like a machine.
      identity.token(`key:${key.id}`),
    ];
    const statuses = await Promise.all(forged.map(async (token) => (await catalogue(token)).status));
    expect(statuses).toEqual(forged.map(() => 401));
  });
});

describe("a machine in the graph", () => {
  const ownPartner = `query ($id: ID!) { partner(id: $id) { name contracts { number } } }`;
  const codes = async (as: Parameters<Running["ask"]>[1], id: string) =>
    (await commerce.ask(ownPartner, as, { id })).errors.map(({ extensions }) => extensions.code);

  it("reads its own partner while its key is live and has the scope, and no other partner", async () => {
    const [partner, other] = [await newPartner(), await newPartner()];
    const key = await newKey(partner);
    const machine = viewerOf({ subject: `key:${key.id}` });
    const { data } = await commerce.ask(ownPartner, machine, { id: partner.id });
    expect(data).toEqual({ partner: { name: partner.name, contracts: [{ number: "01/2026/HĐ" }] } });
    expect(await codes(machine, other.id)).toEqual(["NOT_FOUND"]);
    await commerce.ask(revokeApiKey, partner.admin, { input: { apiKeyId: key.id } });
    expect(await codes(machine, partner.id)).toEqual(["FORBIDDEN"]);
    const shut = await newKey(partner, { scopes: ["catalogue.read"] });
    expect(await codes(viewerOf({ subject: `key:${shut.id}` }), partner.id)).toEqual(["FORBIDDEN"]);
    for (const subject of [`key:${newId()}`, "key:", "key:x"])
      expect(await codes(viewerOf({ subject }), partner.id)).toEqual(["FORBIDDEN"]);
  });

  it("is not what a person becomes: nobody is registered under the name of a machine", async () => {
    const key = await newKey(await newPartner());
    const input = {
      name: "Kẻ khác",
      members: [{ subject: `key:${key.id}`, role: "ADMIN" }],
      contract: { number: "1", minimumStars: 3, validFrom: today },
    };
    expect(await refused(registerPartner, people.central, input)).toEqual([
      "BAD_USER_INPUT",
      { field: "members.subject" },
    ]);
  });

  it("lends no fact under break-glass", async () => {
    const partner = await newPartner();
    const key = await newKey(partner);
    for (const subject of [`${partner.name}-admin`, `key:${key.id}`]) {
      expect(await codes(viewerOf({ subject }), partner.id)).toEqual([]);
      expect(await codes({ ...viewerOf({ subject }), actedAs: "demo-central" }, partner.id)).toEqual(["FORBIDDEN"]);
    }
  });

  it("is told to the gateway, and to nobody else", async () => {
    const partner = await newPartner({ validUntil: "2026-11-25" });
    const key = await newKey(partner, { plan: "LARGE", scopes: ["graph.read"] }, people.central);
    const subject = `key:${key.id}`;
    const asked = async (name = subject) => (await commerce.ask(clientOf, gateway, { subject: name })).data;
    expect(await asked()).toEqual({
      _clientOf: { partnerId: partner.id, plan: "LARGE", pointsPerMinute: 100_000, scopes: ["graph.read"] },
    });
    for (const name of [`key:${newId()}`, key.id, "demo-central", `${partner.name}-admin`, ""])
      expect(await asked(name)).toEqual({ _clientOf: null });
    commerce.clock.set(new Date("2026-11-24T17:00:00.000Z"));
    expect(await asked()).toEqual({ _clientOf: null });
    commerce.clock.set(start);
    await commerce.ask(revokeApiKey, people.central, { input: { apiKeyId: key.id } });
    expect(await asked()).toEqual({ _clientOf: null });
    const expiring = await newKey(partner, { expiresOn: "2026-11-22" });
    expect(await asked(`key:${expiring.id}`)).toMatchObject({
      _clientOf: { plan: "STANDARD", pointsPerMinute: 20_000 },
    });
    commerce.clock.set(new Date("2026-11-21T17:00:00.000Z"));
    expect(await asked(`key:${expiring.id}`)).toEqual({ _clientOf: null });
    commerce.clock.set(start);
    for (const as of [people.central, partner.admin, people.nobody]) {
      const { data, errors } = await commerce.ask(clientOf, as, { subject });
      expect([data, errors[0]?.extensions.code]).toEqual([{ _clientOf: null }, "FORBIDDEN"]);
    }
  });
});
