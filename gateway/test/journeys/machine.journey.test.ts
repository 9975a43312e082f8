import { eventually } from "@ocop/service-kit/testing";
import { toldBeside } from "./neighbour";
import {
  askAsMachine,
  catalogueFor,
  createKey,
  exchange,
  type Key,
  machineTokenOf,
  type Partner,
  partnerOf,
  revokeKey,
} from "./partners";
import { ask, dataOf, post, refusalOf, refusalsIn, type Running, running, tokenOf } from "./running";

const admin = "demo-partner-admin";
const otherAdmin = "demo-fair-a";

/** Seconds after which a token of a key that was revoked opens no graph. */
const limit = 60;

let platform: Running;
let partner: Partner;
let other: Partner;
let otherKey: Key;

beforeAll(async () => {
  platform = await running();
  await Promise.all([admin, otherAdmin].map(tokenOf));
  const { provinceId } = await toldBeside(platform);
  const { provinceId: ofStory } = platform.story;
  partner = await partnerOf(platform, { name: "Chợ Minh Họa", admin, number: "31/HĐ-MH", provinceId: ofStory });
  other = await partnerOf(platform, { name: "Chợ Ví Dụ", admin: otherAdmin, number: "32/HĐ-MH", provinceId });
  otherKey = await createKey(platform, other);
});
afterAll(() => revokeKey(platform, otherAdmin, otherKey));

const unauthenticated = { status: 401, codes: ["UNAUTHENTICATED"] };
const forbidden = { status: 403, codes: ["FORBIDDEN"] };

const catalogue = `query ($id: ID!) {
  partners(first: 5) { nodes { id name contracts { number minimumStars provinces { code } } } }
  product(id: $id) { name { value } producer { name } stars certificate { certificateNo status } publicPage { url } } }`;

describe("a machine of a partner", () => {
  let key: Key;
  let token: string;

  it("has a key that its partner's administrator is shown once", async () => {
    key = await createKey(platform, partner);
    expect(key.clientSecret).toMatch(new RegExp(`^ocop_live_${key.id}_[\\w-]{43}$`));
    const keys = `query ($id: ID!) { partner(id: $id) { apiKeys { id clientId scopes revokedAt } } }`;
    const answer = await ask(platform, admin, keys, { id: partner.id });
    expect(answer.data).toEqual({
      partner: {
        apiKeys: expect.arrayContaining([
          { id: key.id, clientId: key.clientId, scopes: ["catalogue.read", "graph.read"], revokedAt: null },
        ]) as unknown,
      },
    });
    expect(JSON.stringify(answer)).not.toContain(key.clientSecret.slice(-43));
    expect(refusalsIn(await ask(platform, otherAdmin, keys, { id: partner.id }))).toEqual({ partner: "NOT_FOUND" });
  });

  it("changes the key for a token of 15 minutes, and no other word for one", async () => {
    const { status, body } = await exchange(platform, key);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
        token_type: "Bearer",
        expires_in: 900,
        scope: "catalogue.read graph.read",
      },
    });
    token = body.access_token ?? "";
    const wrong = { ...key, clientSecret: otherKey.clientSecret };
    expect(await exchange(platform, wrong)).toEqual({ status: 401, body: { error: "invalid_client" } });
  });

  it("asks the partners' graph in its own words, and is shown its own contract and what everybody may know", async () => {
    const { story } = platform;
    const { status, data, errors } = await askAsMachine(platform, token, catalogue, { id: story.productId });
    expect({ status, data, errors }).toEqual({
      status: 200,
      errors: [],
      data: {
        partners: {
          nodes: [
            {
              id: partner.id,
              name: "Chợ Minh Họa",
              contracts: [{ number: "31/HĐ-MH", minimumStars: 3, provinces: [{ code: "98" }] }],
            },
          ],
        },
        product: {
          name: { value: "Chè Shan Trình Diễn (minh họa)" },
          producer: { name: "Hợp tác xã Chè Trình Diễn (minh họa)" },
          stars: 4,
          certificate: { certificateNo: "MH-0001", status: "VALID" },
          publicPage: { url: story.publicPage },
        },
      },
    });
  });

  it("is shown the catalogue of its contract at the partner host", async () => {
    expect(await catalogueFor(platform, token)).toMatchObject({
      status: 200,
      contract: { number: "31/HĐ-MH" },
      items: [{ id: platform.story.productId, stars: 4, certificate: { certificateNo: "MH-0001", status: "VALID" } }],
    });
  });

  it("is not shown what is another partner's", async () => {
    const theirs = await machineTokenOf(platform, otherKey);
    const one = "query ($id: ID!) { partner(id: $id) { name } partners(first: 5) { nodes { id } } }";
    const answer = await askAsMachine(platform, theirs, one, { id: partner.id });
    expect(answer.data).toEqual({ partner: null, partners: { nodes: [{ id: other.id }] } });
    expect(refusalsIn(answer)).toEqual({ partner: "NOT_FOUND" });
    expect(await catalogueFor(platform, theirs)).toMatchObject({
      status: 200,
      contract: { number: "32/HĐ-MH" },
      items: [],
    });
    expect(refusalsIn(await revokeKey(platform, otherAdmin, key))).toEqual({ revokeApiKey: "NOT_FOUND" });
  });

  it("does not know the names that are not for partners", async () => {
    for (const hidden of [
      "{ dossiers(first: 1) { nodes { id } } }",
      "{ evaluations(first: 1) { nodes { id } } }",
      "{ partners(first: 1) { nodes { members { subject } } } }",
      "{ partners(first: 1) { nodes { apiKeys { id } } } }",
      "query ($id: ID!) { product(id: $id) { producer { phone } } }",
      "mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { id } }",
      '{ _clientOf(subject: "key:1") { partnerId } }',
    ])
      expect([hidden, refusalOf(await askAsMachine(platform, token, hidden, { id: key.id }))]).toEqual([
        hidden,
        { status: 400, codes: ["GRAPHQL_VALIDATION_FAILED"] },
      ]);
  });

  it("is let into no graph of people, and no person into the partners'", async () => {
    expect(refusalOf(await post(platform, `Bearer ${token}`, "{ me { subject } }"))).toEqual(forbidden);
    expect(refusalOf(await askAsMachine(platform, await tokenOf(admin), "{ __typename }"))).toEqual(forbidden);
    expect(refusalOf(await askAsMachine(platform, null, "{ __typename }"))).toEqual(unauthenticated);
    expect(refusalOf(await askAsMachine(platform, key.clientSecret, "{ __typename }"))).toEqual(unauthenticated);
  });

  it("comes no further than its token reaches, nor its token further than its key", async () => {
    const narrow = await createKey(platform, partner, ["catalogue.read"]);
    try {
      expect(await exchange(platform, narrow, "graph.read")).toEqual({ status: 400, body: { error: "invalid_scope" } });
      const ofNarrowKey = await machineTokenOf(platform, narrow);
      const narrowed = await machineTokenOf(platform, key, "catalogue.read");
      for (const short of [ofNarrowKey, narrowed]) {
        expect(refusalOf(await askAsMachine(platform, short, "{ __typename }"))).toEqual(forbidden);
        expect((await catalogueFor(platform, short)).status).toBe(200);
      }
      const forGraph = await machineTokenOf(platform, key, "graph.read");
      expect((await askAsMachine(platform, forGraph, "{ __typename }")).status).toBe(200);
      expect(await catalogueFor(platform, forGraph)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    } finally {
      await revokeKey(platform, admin, narrow);
    }
  });

  it("is out at once at the partner host, and within a minute everywhere, when its key is revoked", async () => {
    const { errors } = await revokeKey(platform, admin, key);
    expect(errors).toEqual([]);
    expect(await exchange(platform, key)).toEqual({ status: 401, body: { error: "invalid_client" } });
    expect(await catalogueFor(platform, token)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    const own = await askAsMachine(platform, token, "{ partners(first: 1) { nodes { id } } }");
    expect(own.data?.["partners"] ?? null).toBeNull();
    await eventually("the token opens the graph no more", limit, async () => {
      const { status } = await askAsMachine(platform, token, "{ __typename }");
      return status === 401;
    });
    expect(refusalOf(await askAsMachine(platform, token, "{ __typename }"))).toEqual(unauthenticated);
    expect((await askAsMachine(platform, await machineTokenOf(platform, otherKey), "{ __typename }")).status).toBe(200);
  });

  it("has left its key among what its partner's administrator sees, as revoked", async () => {
    const { partner: mine } = await dataOf<{
      partner: { apiKeys: readonly { id: string; revokedAt: string | null }[] };
    }>(platform, admin, "query ($id: ID!) { partner(id: $id) { apiKeys { id revokedAt } } }", { id: partner.id });
    expect(mine.apiKeys.find(({ id }) => id === key.id)?.revokedAt).toMatch(/^\d{4}-/);
  });
});
