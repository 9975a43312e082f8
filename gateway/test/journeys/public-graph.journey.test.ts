import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { askAsMachine, clientHeaders, createKey, machineTokenOf, partnerOf, revokeKey } from "./partners";
import { checkout } from "./platform";
import { startProductionGateway } from "./production-gateway";
import { type Door, post, refusalOf, type Running, running, tokenOf } from "./running";

const manifest = z.record(z.string(), z.object({ name: z.string(), body: z.string() }));

/** The documents that may be asked for by their hash, as they are delivered. */
const documents = Object.entries(
  manifest.parse(JSON.parse(readFileSync(join(checkout, "gateway/persisted-documents.json"), "utf8"))),
).map(([hash, document]) => ({ hash, ...document }));

const documentNamed = (name: string) => {
  const found = documents.find((document) => document.name === name);
  if (!found) throw new Error(`no document is named ${name}`);
  return found;
};

let platform: Running;

beforeAll(async () => {
  platform = await running();
});

const product = documentNamed("ProductByCode");

/** `GET` of a document by its hash. A header that no foreign page can send without being asked goes along. */
const get = async (gateway: string, headers: Readonly<Record<string, string>> = {}, hash = product.hash) => {
  const search = new URLSearchParams({
    documentId: `sha256:${hash}`,
    variables: JSON.stringify({ code: platform.story.productCode }),
  });
  const response = await fetch(`${gateway}/graphql/public?${search.toString()}`, {
    headers: { "apollo-require-preflight": "true", ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get("etag"),
    caching: response.headers.get("cache-control"),
    text,
    body: text === "" ? null : (JSON.parse(text) as { data?: unknown; errors?: { extensions: { code: string } }[] }),
  };
};

const tea = {
  productByCode: {
    name: { value: "Chè Shan Trình Diễn (minh họa)", isFallback: false },
    producer: { name: "Hợp tác xã Chè Trình Diễn (minh họa)" },
    stars: 4,
    certificate: { certificateNo: "MH-0001", status: "VALID" },
  },
};

const introspection = "{ __schema { queryType { name } types { name } } }";

const open = <Data>(query: string, variables = {}) =>
  post<Data>(platform, null, query, variables, { door: "/graphql/public" });

const unknown = { status: 400, codes: ["GRAPHQL_VALIDATION_FAILED"] };

describe("the public graph", () => {
  it("answers a listed document by its hash, and says for how long and by which mark it may be kept", async () => {
    const answer = await get(platform.address("gateway"));
    expect(answer).toMatchObject({ status: 200, caching: "public, max-age=60", body: { data: tea } });
    expect(answer.etag).toMatch(/^W\/"[\w-]{27}"$/);
  });

  it("answers 304 and nothing else to whoever has the answer", async () => {
    const gateway = platform.address("gateway");
    const { etag } = await get(gateway);
    const again = await get(gateway, { "if-none-match": etag ?? "" });
    expect(again).toMatchObject({ status: 304, etag, text: "" });
    const other = await get(gateway, { "if-none-match": 'W/"another"' });
    expect(other).toMatchObject({ status: 200, etag, body: { data: tea } });
  });

  it("does not know a document that is not listed, or listed for another graph", async () => {
    for (const hash of ["0".repeat(64), documentNamed("Dossiers").hash]) {
      const { status, caching, body } = await get(platform.address("gateway"), {}, hash);
      expect([status, body?.errors?.map(({ extensions }) => extensions.code)]).toEqual([
        400,
        ["PERSISTED_QUERY_NOT_FOUND"],
      ]);
      expect(caching).toBeNull();
    }
  });

  it("answers any question that is posted in development", async () => {
    const { productCode } = platform.story;
    const { status, data } = await open("query ($code: String!) { productByCode(code: $code) { stars } }", {
      code: productCode,
    });
    expect([status, data]).toEqual([200, { productByCode: { stars: 4 } }]);
  });

  it.each([
    ["a file of the programme", "{ dossiers(first: 1) { nodes { id } } }"],
    ["a council's work", "{ councils(first: 1) { nodes { id } } }"],
    ["a partner", "{ partners(first: 1) { nodes { id } } }"],
    ["who asks", "{ me { subject } }"],
    ["a personal number", '{ producer(id: "1") { phone } }'],
    ["the address of a producer", '{ producer(id: "1") { addressLine } }'],
    ["an act", 'mutation { updateProducer(input: { producerId: "1", expectedVersion: 1 }) { id } }'],
    ["what the gateway alone asks", '{ _assignmentsOf(subject: "demo-central") { id } }'],
    ["the entities of the services", "{ _entities(representations: []) { __typename } }"],
  ])("has no name for %s, and helps nobody to guess one", async (_, query) => {
    const answer = await open(query);
    expect(refusalOf(answer)).toEqual({ ...unknown, codes: answer.errors.map(() => "GRAPHQL_VALIDATION_FAILED") });
    expect(answer.data).toBeNull();
    expect(JSON.stringify(answer.errors)).not.toContain("Did you mean");
  });

  it("describes itself in development, and nothing beyond itself", async () => {
    const { data } = await open<{ __schema: { types: readonly { name: string }[] } }>(introspection);
    const names = data?.__schema.types.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining(["Product", "Certificate", "SalePoint", "TradeItem"]));
    const hidden = [
      "Dossier",
      "Evaluation",
      "ScoreSheet",
      "Council",
      "Assignment",
      "Partner",
      "BreakGlassSession",
      "Me",
    ];
    expect(hidden.filter((name) => names.includes(name))).toEqual([]);
  });
});

describe("a gateway in production", () => {
  let gateway: Awaited<ReturnType<typeof startProductionGateway>>;
  let before: Running;

  beforeAll(async () => {
    gateway = await startProductionGateway(platform);
    before = { ...platform, address: (name) => (name === "gateway" ? gateway.address : platform.address(name)) };
  });
  afterAll(() => gateway.end());

  const at = (door: Door, query: string, authorization: string | null = null, variables = {}) =>
    post(before, authorization, query, variables, { door, headers: clientHeaders });

  const required = { status: 400, codes: ["PERSISTED_DOCUMENT_REQUIRED"] };

  it("answers the public's listed documents, by their hash and by their text", async () => {
    expect(await get(gateway.address)).toMatchObject({
      status: 200,
      caching: "public, max-age=60",
      body: { data: tea },
    });
    const { status, data } = await at("/graphql/public", product.body, null, { code: platform.story.productCode });
    expect([status, data]).toMatchObject([200, tea]);
  });

  it("answers the public nothing else, and does not describe itself", async () => {
    for (const query of ["{ __typename }", introspection, "{ productSets { code } }"])
      expect(refusalOf(await at("/graphql/public", query))).toEqual(required);
  });

  it("answers people their listed documents alone, of programs that say their name", async () => {
    const token = `Bearer ${await tokenOf("demo-province-a")}`;
    const { data, status } = await at("/graphql", documentNamed("WhoAmI").body, token);
    expect([status, data]).toMatchObject([200, { me: { subject: "demo-province-a" } }]);
    expect(refusalOf(await at("/graphql", "{ me { subject } }", token))).toEqual(required);
    expect(refusalOf(await at("/graphql", introspection, token))).toEqual(required);
    const nameless = await post(before, token, documentNamed("WhoAmI").body);
    expect(refusalOf(nameless)).toEqual({ status: 400, codes: ["BAD_REQUEST"] });
  });

  it("lets partners' machines ask in their own words, and does not describe itself to them", async () => {
    const admin = "demo-partner-admin";
    const { provinceId, productId } = platform.story;
    const partner = await partnerOf(platform, { name: "Chợ Minh Họa", admin, number: "31/HĐ-MH", provinceId });
    const key = await createKey(platform, partner);
    try {
      const token = await machineTokenOf(platform, key);
      const asked = await askAsMachine(before, token, "query ($id: ID!) { product(id: $id) { stars } }", {
        id: productId,
      });
      expect([asked.status, asked.data]).toEqual([200, { product: { stars: 4 } }]);
      expect(refusalOf(await askAsMachine(before, token, "{ __schema { queryType { name } } }"))).toEqual(unknown);
    } finally {
      await revokeKey(platform, admin, key);
    }
  });

  it("publishes the schemas of partners and public, and shows neither the people's nor a page to try queries", async () => {
    const statusOf = async (path: string) => (await fetch(`${gateway.address}${path}`, { redirect: "manual" })).status;
    const paths = ["/graphql/public/schema.graphql", "/graphql/partner/schema.graphql", "/graphql/schema.graphql"];
    expect(await Promise.all([...paths, "/graphiql"].map(statusOf))).toEqual([200, 200, 404, 404]);
  });
});
