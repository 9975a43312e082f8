import type { Rule, Viewer } from "@ocop/contracts";
import { Authz, buildSubgraph, type GraphContext, Part, Public, type Server, Shown } from "@ocop/service-kit";
import { eventually, stopTimers, testRedis } from "@ocop/service-kit/testing";
import { auditServer } from "graphql-http";
import { getIntrospectionQuery } from "graphql";
import { Redis } from "ioredis";
import { Arg, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import { type Audience, audiences, traitsOf } from "../src/audiences";
import { graphsOf } from "../src/compose";
import type { GatewayConfig } from "../src/config";
import { hashOf, type PersistedDocument } from "../src/documents";
import { serveGateway } from "../src/serve";
import { clientHeaders, evaluation, registry, serve, silent, unlimited } from "./fixtures";
import { audience, type Issuer, startIssuer } from "./issuer";
import { commerce, facts } from "./knowing-subgraphs";
import { type Recorded, record } from "./recording";

/** The questions for `slow` that wait, until they are let go. */
const waiting: (() => void)[] = [];
const letGo = (): void => {
  for (const go of waiting.splice(0)) go();
};

/** Lists in lists, as deep as a client asks. */
@Part()
@ObjectType("Branch")
class BranchType {
  @Shown("partner", "public")
  @Field(() => Int)
  readonly depth!: number;
}

@Resolver(() => BranchType)
class BranchResolver {
  @Public()
  @Shown("partner", "public")
  @Query(() => [BranchType], { nullable: true })
  branches(@Arg("first", () => Int, { defaultValue: 20 }) first: number): readonly BranchType[] {
    return Array.from({ length: first }, () => ({ depth: 1 }));
  }

  @Public()
  @Shown("partner", "public")
  @FieldResolver(() => [BranchType], { nullable: true })
  inner(@Arg("first", () => Int, { defaultValue: 20 }) first: number): readonly BranchType[] {
    return Array.from({ length: Math.min(first, 2) }, () => ({ depth: 2 }));
  }

  @Public()
  @Shown("partner", "public")
  @Query(() => Int, { nullable: true })
  count(
    @Arg("ids", () => [ID], { defaultValue: [] }) ids: readonly string[],
    @Arg("codes", () => [String], { defaultValue: [] }) codes: readonly string[],
  ): number {
    return ids.length + codes.length;
  }

  @Public()
  @Shown("partner", "public")
  @Query(() => Int, { nullable: true })
  async slow(): Promise<number> {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return 1;
  }

  @Directive("@inaccessible")
  @Authz("nobody")
  @Query(() => Int, { nullable: true })
  hidden(): number {
    return 0;
  }
}

const rules: Readonly<Record<string, Rule<Viewer, never>>> = { nobody: { scope: () => [] } };
const traceability = buildSubgraph<Viewer, GraphContext>({ resolvers: [BranchResolver], rules, references: {} });

const graphs = graphsOf([
  { name: "registry", sdl: registry.sdl },
  { name: "evaluation", sdl: evaluation.sdl },
  { name: "commerce", sdl: commerce.sdl },
  { name: "traceability", sdl: traceability.sdl },
]);

const key = "k".repeat(32);
const machine = "key:0190a3c4-0000-7000-8000-0000000000aa";

const document = (body: string, name: string, ...of: readonly Audience[]): readonly [string, PersistedDocument] => [
  hashOf(body),
  { name, body, audiences: of },
];
const names = "query Names { products { id name } }";
const officers = "query Officers { standing }";
const renaming = 'mutation Renaming { rename(id: "tea", name: "Trà") { id } }';
const documents = new Map([
  document(names, "Names", ...audiences),
  document(officers, "Officers", "internal"),
  document(renaming, "Renaming", "internal", "public"),
]);

type Gateway = Awaited<ReturnType<typeof serveGateway>>;

let people: Issuer;
let machines: Issuer;
let servers: readonly Server[];
let recorded: Readonly<Record<"registry" | "evaluation" | "commerce" | "traceability", Recorded>>;

const start = (change: Partial<GatewayConfig> = {}): Promise<Gateway> =>
  serveGateway(
    {
      mode: "development",
      host: "127.0.0.1",
      clockOffsetSeconds: 0,
      port: 0,
      issuer: people.url,
      audience,
      publicHost: "http://127.0.0.1:4000",
      scanHost: "http://127.0.0.1:4010",
      partnerHost: machines.url,
      processes: 1,
      subgraphs: (["registry", "evaluation", "commerce", "traceability"] as const).map((name) => ({
        name,
        url: recorded[name].url,
        keys: [key],
      })),
      ...unlimited,
      ...change,
    },
    graphs,
    silent,
    documents,
  );

const calls = (): readonly string[] =>
  Object.values(recorded)
    .flatMap((one) => one.calls)
    .filter((body) => !body.includes("_clientOf") && !body.includes("_assignmentsOf"));

let open: Gateway;
let closed: Gateway;

beforeAll(async () => {
  [people, machines] = await Promise.all([startIssuer(), startIssuer()]);
  servers = await Promise.all([
    serve("registry", registry, key),
    serve("evaluation", evaluation, key),
    serve("commerce", commerce, key),
    serve("traceability", traceability, key),
  ]);
  const [one, two, three, four] = await Promise.all(servers.map(({ url }) => record(url)));
  if (!one || !two || !three || !four) throw new Error("four subgraphs were started");
  recorded = { registry: one, evaluation: two, commerce: three, traceability: four };
  facts.clients.set(machine, {
    partnerId: "partner-1",
    plan: "standard",
    pointsPerMinute: 1_000_000,
    scopes: ["graph.read"],
  });
  [open, closed] = await Promise.all([start(), start({ mode: "production" })]);
});

afterAll(async () => {
  await Promise.all([open.stop(), closed.stop()]);
  for (const one of Object.values(recorded)) one.close();
  await Promise.all(servers.map((server) => server.stop()));
  people.close();
  machines.close();
});

beforeEach(() => {
  for (const one of Object.values(recorded)) one.forget();
});

const tokenFor = (door: Audience): Record<string, string> =>
  door === "partner" ? { authorization: `Bearer ${machines.token({ subject: machine })}` } : {};

type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly error: Readonly<Record<string, unknown>> | null;
  readonly cost: unknown;
};

const read = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const {
    data,
    errors = [],
    extensions,
  } = (text.startsWith("{") ? JSON.parse(text) : {}) as {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
  const { code, facts: known } = errors[0]?.extensions ?? {};
  return {
    status: response.status,
    headers: response.headers,
    text,
    data,
    error: errors.length > 0 ? { code, ...(known as object) } : null,
    cost: extensions?.["cost"],
  };
};

const post = async (
  body: unknown,
  {
    door = "internal",
    gateway = open,
    headers = {},
  }: { door?: Audience; gateway?: Gateway; headers?: Record<string, string | undefined> } = {},
): Promise<Answer> => {
  const all = { "content-type": "application/json", ...clientHeaders, ...tokenFor(door), ...headers };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return read(await fetch(`${gateway.url}${traitsOf[door].path}`, { method: "POST", headers: sent, body: text }));
};

const times = (count: number, text: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(" ");

/** Fields of several subgraphs under conditions of their own: each combination would be a plan of its own. */
const plannerBomb = `query (${times(20, (nth) => `$v${String(nth)}: Boolean!`)}) { products { ${times(
  20,
  (nth) => `name @include(if: $v${String(nth)}) stars @skip(if: $v${String(nth)})`,
)} } }`;

const deep = (depth: number, first: number): string =>
  `{ branches(first: ${String(first)}) { depth ${"inner(first: 1) { depth ".repeat(depth)}${"}".repeat(depth)} } }`;

const exceeds = (limit: string, max: number, got: number) => ({ code: "GRAPHQL_VALIDATION_FAILED", limit, max, got });
const many = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => String(nth));

describe.each(audiences)("an operation beyond a limit, at the %s door", (door) => {
  const costLimit = traitsOf[door].costLimit;
  const dear = "{ a: branches(first: 100) { inner(first: 100) { depth } } }";

  it.each<readonly [string, string, object, object]>([
    ["tokens", `{ ${times(1_000, () => "count")} }`, {}, { code: "GRAPHQL_PARSE_FAILED" }],
    ["5,000 aliases", `{ ${times(5_000, (nth) => `a${String(nth)}: count`)} }`, {}, { code: "GRAPHQL_PARSE_FAILED" }],
    ["depth", deep(12, 1), {}, exceeds("depth", 12, 14)],
    ["depth of 50", deep(48, 1), {}, exceeds("depth", 12, 50)],
    ["conditions, each combination of which would be a plan", plannerBomb, {}, exceeds("directives", 8, 40)],
    ["aliases", `{ ${times(16, (nth) => `a${String(nth)}: __typename`)} }`, {}, exceeds("aliases", 15, 16)],
    ["directives", `{ count ${times(9, () => "@skip(if: false)")} }`, {}, exceeds("directives", 8, 9)],
    [
      "nested fragments",
      `{ ...F0 } ${times(30, (nth) => `fragment F${String(nth)} on Query { ${times(9, () => `...F${String(nth + 1)}`)} }`)} fragment F30 on Query { count }`,
      {},
      exceeds("expansion", 2_000, 1_000_000),
    ],
    ["cost", dear, {}, { code: "COST_LIMIT_EXCEEDED", cost: 10_100, limit: costLimit }],
    [
      "ids in a list",
      `{ count(ids: [${many(101).join(" ")}]) }`,
      {},
      { code: "BAD_USER_INPUT", field: "ids", max: 100 },
    ],
    [
      "ids in a variable",
      "query ($ids: [ID!]!) { count(ids: $ids) }",
      { ids: many(101) },
      { code: "BAD_USER_INPUT", field: "ids", max: 100 },
    ],
    [
      "10,000 ids",
      "query ($ids: [ID!]!) { count(ids: $ids) }",
      { ids: many(10_000) },
      { code: "BAD_USER_INPUT", field: "ids", max: 100 },
    ],
    [
      "items in a variable",
      "query ($codes: [String!]!) { count(codes: $codes) }",
      { codes: many(251) },
      { code: "BAD_USER_INPUT", field: "codes", max: 250 },
    ],
  ])("is refused for its %s with 400, and no subgraph is called", async (_limit, query, variables, error) => {
    const answer = await post({ query, variables }, { door });
    expect({ status: answer.status, error: answer.error, data: answer.data }).toEqual({
      status: 400,
      error,
      data: undefined,
    });
    expect(answer.text).toMatch(/"traceId":"[\da-f]{32}"/);
    expect(calls()).toEqual([]);
  });

  it("runs at the limit", async () => {
    const answers = [
      await post({ query: `{ ${times(15, (nth) => `a${String(nth)}: __typename`)} }` }, { door }),
      await post({ query: deep(10, 1) }, { door }),
      await post({ query: "query ($ids: [ID!]!) { count(ids: $ids) }", variables: { ids: many(100) } }, { door }),
    ];
    expect(answers.map(({ status, error }) => [status, error])).toEqual(Array(3).fill([200, null]));
  });
});

it("more than four mutations at once are refused", async () => {
  const query = `mutation { ${times(5, (nth) => `m${String(nth)}: rename(id: "tea", name: "a") { id }`)} }`;
  expect(await post({ query })).toMatchObject({ status: 400, error: exceeds("mutations", 4, 5) });
  expect(calls()).toEqual([]);
});

describe("names that every object of JavaScript has", () => {
  it("are refused as members of a request and answered as aliases, and leave Object.prototype as it was", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const poisoned = await post('{"query":"{ count }","variables":{"__proto__":{"polluted":true}}}');
    expect([poisoned.status, calls()]).toEqual([400, []]);
    const declared = await post({
      query: "query ($constructor: [ID!]!, $prototype: [String!]!) { count(ids: $constructor, codes: $prototype) }",
      variables: { constructor: ["1"], prototype: ["2"] },
    });
    expect([declared.status, declared.data]).toEqual([200, { count: 2 }]);
    const aliased = await post({ query: "{ __proto__: count constructor: count prototype: count }" });
    expect(aliased.text).toContain('"data":{"__proto__":0,"constructor":0,"prototype":0}');
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("what an operation costs", () => {
  it("stands in every answer: what it was taken to cost, what it cost, and what is left", async () => {
    const headers = { authorization: `Bearer ${people.token({ subject: "demo-thrifty" })}` };
    const { cost } = await post({ query: "{ branches(first: 10) { depth inner(first: 50) { depth } } }" }, { headers });
    expect(cost).toEqual({
      requested: 10 + 10 * 50,
      actual: 10 + 10 * 2,
      bucket: { available: 1_000_000 * 50 - 50, restoreRate: 1_000_000 * 50 },
    });
  });

  it("is read from the sizes in variables", async () => {
    const query = "query ($n: Int!) { branches(first: $n) { depth } }";
    expect((await post({ query, variables: { n: 3 } })).cost).toMatchObject({ requested: 3, actual: 3 });
  });

  it("stands in an answer with errors too", async () => {
    expect((await post({ query: "{ broken }" })).cost).toMatchObject({ requested: 0, actual: 0 });
  });
});

describe("in production", () => {
  const byHash = (body: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(body) } } });

  it.each(["internal", "public"] as const)("the %s door runs listed documents only", async (door) => {
    const gateway = closed;
    expect(await post({ query: "{ products { id } }" }, { door, gateway })).toMatchObject({
      status: 400,
      error: { code: "PERSISTED_DOCUMENT_REQUIRED" },
    });
    expect(await post(byHash("{ products { id } }"), { door, gateway })).toMatchObject({
      status: 400,
      error: { code: "PERSISTED_QUERY_NOT_FOUND" },
    });
    expect(calls()).toEqual([]);
    for (const body of [byHash(names), { documentId: `sha256:${hashOf(names)}` }, { query: names }])
      expect(await post(body, { door, gateway })).toMatchObject({ status: 200, error: null });
  });

  it("a listed document is listed for its own graph alone", async () => {
    expect((await post(byHash(officers), { gateway: closed })).data).toEqual({ standing: "fine" });
    const elsewhere = await post(byHash(officers), { door: "public", gateway: closed });
    expect(elsewhere.error).toEqual({ code: "PERSISTED_QUERY_NOT_FOUND" });
  });

  it("the partner door runs any text, for a partner's token", async () => {
    const asked = { query: "{ products { name } }" };
    expect(await post(asked, { door: "partner", gateway: closed })).toMatchObject({ status: 200, error: null });
    const stranger = await post(asked, { door: "partner", gateway: closed, headers: { authorization: undefined } });
    expect([stranger.status, stranger.error]).toEqual([401, { code: "UNAUTHENTICATED" }]);
  });

  it.each(["internal", "partner"] as const)(
    "clients of the %s door say which program and version they are",
    async (door) => {
      for (const missing of ["apollographql-client-name", "apollographql-client-version"]) {
        const answer = await post({ query: names }, { door, gateway: closed, headers: { [missing]: undefined } });
        expect([answer.status, answer.error]).toEqual([400, { code: "BAD_REQUEST", field: missing }]);
      }
      expect(calls()).toEqual([]);
    },
  );

  it("the public need not", async () => {
    const headers = { "apollographql-client-name": undefined, "apollographql-client-version": undefined };
    expect((await post({ query: names }, { door: "public", gateway: closed, headers })).status).toBe(200);
  });

  it("tells the schema to nobody, and suggests no names", async () => {
    for (const door of audiences) {
      const told = await post({ query: getIntrospectionQuery() }, { door, gateway: closed });
      expect([door, told.status, told.data]).toEqual([door, 400, undefined]);
    }
    const guessed = await post({ query: "{ product { id } productz { id } }" }, { door: "partner", gateway: closed });
    expect(guessed.error).toMatchObject({ code: "GRAPHQL_VALIDATION_FAILED" });
    expect(guessed.text).not.toMatch(/did you mean|stacktrace|node_modules/i);
    expect(calls()).toEqual([]);
  });
});

describe("a GET", () => {
  const get = async (
    parameters: Record<string, string>,
    {
      door = "public",
      gateway = open,
      headers = {},
    }: { door?: Audience; gateway?: Gateway; headers?: Record<string, string> } = {},
  ): Promise<Answer> =>
    read(
      await fetch(`${gateway.url}${traitsOf[door].path}?${new URLSearchParams(parameters).toString()}`, {
        headers: { "apollo-require-preflight": "true", ...tokenFor(door), ...headers },
      }),
    );
  const persisted = { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hashOf(names) } }) };
  const products = [
    { id: "tea", name: "Chè Đồi" },
    { id: "honey", name: "Mật ong" },
  ];

  it("asks for a persisted public query, and may be cached with an entity tag", async () => {
    const first = await get(persisted);
    expect([first.status, first.data]).toEqual([200, { products }]);
    expect(first.headers.get("cache-control")).toBe("public, max-age=60");
    expect(first.headers.get("vary")).toBe("accept, authorization");
    expect(first.cost).toEqual({ requested: 20, actual: 2 });
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    const second = await get(
      { documentId: `sha256:${hashOf(names)}` },
      { headers: { "if-none-match": `"other", ${etag}` } },
    );
    expect([second.status, second.text, second.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await get(persisted, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
  });

  it("works in production", async () => {
    expect(await get(persisted, { gateway: closed })).toMatchObject({ status: 200, data: { products } });
  });

  it("is cached by nobody for whoever shows a token", async () => {
    const authorization = `Bearer ${people.token({ subject: "demo-someone" })}`;
    const { status, headers } = await get(persisted, { headers: { authorization } });
    expect([status, headers.get("cache-control"), headers.get("etag")]).toEqual([200, "no-store", null]);
  });

  it("is cached by nobody while a subgraph is away: what it would have answered is missing", async () => {
    const alone = await start({
      subgraphs: (["registry", "evaluation", "commerce", "traceability"] as const).map((name) => ({
        name,
        url: name === "registry" ? "http://127.0.0.1:9" : recorded[name].url,
        keys: [key],
      })),
    });
    const { status, data, error, headers } = await get(persisted, { gateway: alone });
    await alone.stop();
    expect([status, data, error?.["code"]]).toEqual([200, { products: null }, "SUBGRAPH_UNAVAILABLE"]);
    expect([headers.get("cache-control"), headers.get("etag")]).toEqual(["no-store", null]);
  });

  it.each<readonly [string, Audience, Record<string, string>]>([
    ["for a text", "public", { query: "{ count }" }],
    ["for nothing", "public", {}],
    ["at the internal door", "internal", persisted],
    ["at the partner door", "partner", persisted],
  ])("is refused with 405 %s", async (_case, door, parameters) => {
    const { status, headers } = await get(parameters, { door });
    expect([status, headers.get("allow"), calls()]).toEqual([405, "POST", []]);
  });

  it("is refused with 405 for a mutation", async () => {
    const { status, headers } = await get({ documentId: `sha256:${hashOf(renaming)}` });
    expect([status, headers.get("allow"), calls()]).toEqual([405, "POST", []]);
  });

  it.each([
    ["a hash that stands for nothing", { documentId: `sha256:${"0".repeat(64)}` }, "PERSISTED_QUERY_NOT_FOUND"],
    ["parameters that are no JSON", { documentId: "x", variables: "{" }, "BAD_REQUEST"],
    ["a variable called __proto__", { documentId: "x", variables: '{"__proto__":1}' }, "BAD_REQUEST"],
  ])("is refused with 400 for %s", async (_case, parameters, code) => {
    const { status, error, text, headers } = await get(parameters);
    expect([status, error?.["code"], headers.get("cache-control"), calls()]).toEqual([400, code, null, []]);
    expect(text).toMatch(/"traceId":"[\da-f]{32}"/);
  });

  it("needs a header that a foreign page cannot send", async () => {
    const { status, error } = await get(persisted, { headers: { "apollo-require-preflight": "" } });
    expect([status, error?.["code"], calls()]).toEqual([400, "BAD_REQUEST", []]);
  });
});

describe.each(audiences)("a request that is none, at the %s door", (door) => {
  it.each([
    ["several operations at once", '[{"query":"{ count }"},{"query":"{ count }"}]', "application/json", 400],
    ["one operation in a list", '[{"query":"{ count }"}]', "application/json", 400],
    [
      "a hundred operations at once",
      `[${Array.from({ length: 100 }, () => '{"query":"{ count }"}').join(",")}]`,
      "application/json",
      400,
    ],
    ["what a page may send without asking", '{"query":"{ count }"}', "text/plain", 415],
    ["a form", "query=%7Bcount%7D", "application/x-www-form-urlencoded", 415],
    ["a form with parts", "--x--", "multipart/form-data; boundary=x", 415],
    [
      "a hash beside another text",
      `{"query":"{ count }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"${"0".repeat(64)}"}}}`,
      "application/json",
      400,
    ],
    ["a text with a document id that is none", '{"query":"{ count }","documentId":7}', "application/json", 400],
    [
      "a text with an extension that is none",
      '{"query":"{ count }","extensions":{"persistedQuery":0}}',
      "application/json",
      400,
    ],
  ])("is refused: %s", async (_case, body, type, status) => {
    const answer = await post(body, { door, headers: { "content-type": type } });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain("BAD_REQUEST");
    expect(calls()).toEqual([]);
  });

  it("never turns on a trace of how it was answered", async () => {
    const headers = { "apollo-federation-include-trace": "ftv1", "apollo-query-plan-experimental": "1" };
    const { text } = await post({ query: "{ count }" }, { door, headers });
    expect(text).not.toMatch(/ftv1|queryPlan/i);
    expect(calls().join("")).not.toMatch(/ftv1/);
  });
});

describe.each(audiences)("GraphQL over HTTP, at the %s door", (door) => {
  it("has no error by the public audit", async () => {
    const fetchFn = (url: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers);
      for (const [name, value] of Object.entries({ ...clientHeaders, ...tokenFor(door) })) headers.set(name, value);
      return fetch(url, { ...init, headers });
    };
    const results = await auditServer({ url: `${open.url}${traitsOf[door].path}`, fetchFn });
    expect(results.length).toBeGreaterThan(50);
    expect(
      results.flatMap((result) => (result.status === "error" ? [`${result.name}: ${result.reason}`] : [])),
    ).toEqual([]);
  });
});

describe("the budget of a client", () => {
  let probes = 0;
  /** Waits until a gateway counts in Redis: a person of whom nobody else knows has asked it, and the purse is there. */
  const reachesRedis = async (gateway: Gateway, redisUrl: string): Promise<void> => {
    const redis = new Redis(redisUrl);
    const headers = { authorization: `Bearer ${people.token({ subject: `probe-${String((probes += 1))}` })}` };
    const before = (await redis.keys("{ocop:gateway}:budget:p:*")).length;
    await eventually("it counts in Redis", 20, async () => {
      await post({ query: "{ count }" }, { gateway, headers });
      return (await redis.keys("{ocop:gateway}:budget:p:*")).length > before;
    });
    redis.disconnect();
  };
  const limited = async (change: Partial<GatewayConfig>, run: (gateway: Gateway) => Promise<void>): Promise<void> => {
    const redisUrl = await testRedis();
    const gateway = await start({ redisUrl, ...change });
    try {
      await reachesRedis(gateway, redisUrl);
      await run(gateway);
    } finally {
      await gateway.stop();
    }
  };
  const statuses = async (count: number, asking: () => Promise<Answer>): Promise<readonly number[]> =>
    (await Promise.all(Array.from({ length: count }, asking))).map(({ status }) => status);
  const counted = (list: readonly number[], status: number): number => list.filter((one) => one === status).length;

  it("lets the public through so often and not once more; then with 429 and when to come again", async () => {
    await limited({ budgets: { anonymous: 5, person: 1_000 } }, async (gateway) => {
      const all = await statuses(12, () => post({ query: "{ count }" }, { gateway }));
      expect([counted(all, 200), counted(all, 429)]).toEqual([5, 7]);
      const refused = await post({ query: "{ count }" }, { gateway });
      expect(refused.error).toMatchObject({ code: "RATE_LIMITED" });
      expect(refused.headers.get("retry-after")).toBe(String(refused.error?.["retryAfter"]));
      expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    });
  });

  it("is spent by refused requests too", async () => {
    await limited({ budgets: { anonymous: 3, person: 1_000 } }, async (gateway) => {
      const all = await statuses(6, () =>
        post({ query: `{ ${times(16, (nth) => `a${String(nth)}: count`)} }` }, { gateway }),
      );
      expect([counted(all, 400), counted(all, 429)]).toEqual([3, 3]);
    });
  });

  it("counts a dear request as several, and gives back what it did not cost", async () => {
    await limited({ budgets: { anonymous: 12, person: 1_000 } }, async (gateway) => {
      const dear = "{ branches(first: 10) { inner(first: 50) { depth } } }";
      const first = await post({ query: dear }, { gateway });
      expect(first.cost).toMatchObject({ requested: 510, actual: 30, bucket: { available: 550, restoreRate: 600 } });
      await eventually("what was paid too much", 5, async () => {
        const { status } = await post({ query: dear }, { gateway });
        return status === 200;
      });
    });
  });

  it("is another for every person, and another than that of their address", async () => {
    await limited({ budgets: { anonymous: 2, person: 4 } }, async (gateway) => {
      const as = (subject: string) => () =>
        post({ query: "{ count }" }, { gateway, headers: { authorization: `Bearer ${people.token({ subject })}` } });
      for (const subject of ["demo-a", "demo-b"]) expect(counted(await statuses(6, as(subject)), 200)).toBe(4);
      expect(counted(await statuses(4, () => post({ query: "{ count }" }, { gateway })), 200)).toBe(2);
    });
  });

  it("is the plan's for the machines of a partner", async () => {
    facts.clients.set("key:small", {
      partnerId: "partner-2",
      plan: "small",
      pointsPerMinute: 100,
      scopes: ["graph.read"],
    });
    await limited({}, async (gateway) => {
      const headers = { authorization: `Bearer ${machines.token({ subject: "key:small" })}` };
      const asking = () => post({ query: "{ branches(first: 20) { depth } }" }, { door: "partner", gateway, headers });
      expect(counted(await statuses(8, asking), 200)).toBe(5);
    });
  });

  it("is that of the address that a trusted proxy names, and of nobody that a stranger names", async () => {
    const from = (gateway: Gateway, address: string) => () =>
      post({ query: "{ count }" }, { gateway, headers: { "x-forwarded-for": address } });
    await limited({ budgets: { anonymous: 2, person: 9 }, trustedProxy: "127.0.0.1" }, async (gateway) => {
      for (const address of ["203.0.113.1", "203.0.113.2"])
        expect(counted(await statuses(4, from(gateway, address)), 200)).toBe(2);
      expect(counted(await statuses(4, from(gateway, "203.0.113.77, 203.0.113.3")), 200)).toBe(2);
    });
    await limited({ budgets: { anonymous: 2, person: 9 } }, async (gateway) => {
      const all = [
        ...(await statuses(2, from(gateway, "203.0.113.1"))),
        ...(await statuses(2, from(gateway, "203.0.113.2"))),
      ];
      expect(counted(all, 200)).toBe(2);
    });
  });

  it("is counted once for two gateways on one Redis, and overshoots by a twentieth at most", async () => {
    await limited({ budgets: { anonymous: 20, person: 1_000 } }, async (one) => {
      const redisUrl = await testRedis();
      const other = await start({ budgets: { anonymous: 20, person: 1_000 }, redisUrl });
      await reachesRedis(other, redisUrl);
      const both = await Promise.all(
        [one, other].map((gateway) => statuses(20, () => post({ query: "{ count }" }, { gateway }))),
      );
      await other.stop();
      const admitted = counted(both.flat(), 200);
      expect(admitted).toBeGreaterThanOrEqual(20);
      expect(admitted).toBeLessThanOrEqual(21);
    });
  });

  it("does not concern health", async () => {
    await limited({ budgets: { anonymous: 1, person: 1_000 } }, async (gateway) => {
      await statuses(3, () => post({ query: "{ count }" }, { gateway }));
      for (const path of ["/health/live", "/health/ready", "/metrics"])
        expect((await fetch(`${gateway.url}${path}`)).status).toBe(200);
    });
  });
});

it("more operations at once than there is room for wait, and beyond the queue are turned away with 503", async () => {
  const gateway = await start({ operations: 2 });
  const refused: Answer[] = [];
  const ask = async (): Promise<Answer> => {
    const answer = await post({ query: "{ slow }" }, { gateway });
    if (answer.status === 503) refused.push(answer);
    return answer;
  };
  const running = [ask(), ask()];
  await eventually("two run", 20, () => waiting.length === 2);
  // No timer ends: nobody loses patience with the queue however long the next requests take to come.
  stopTimers();
  try {
    const queued = Array.from({ length: 6 }, ask);
    await eventually("four are turned away", 20, () => refused.length === 4);
    expect(waiting).toHaveLength(2);
    letGo();
    await Promise.all(running);
    await eventually("those that waited run", 20, () => waiting.length === 2);
    letGo();
    const statuses = (await Promise.all([...running, ...queued])).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 503, 503, 503, 503]);
  } finally {
    jest.useRealTimers();
  }
  expect(refused.map(({ error, headers }) => [error, headers.get("retry-after")])).toEqual(
    Array(4).fill([{ code: "RATE_LIMITED", retryAfter: 1 }, "1"]),
  );
  expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  expect((await post({ query: "{ count }" }, { gateway })).status).toBe(200);
  await gateway.stop();
});

it("the use of fields is counted for each client and its version, and written at the end", async () => {
  const redisUrl = await testRedis();
  const gateway = await start({ redisUrl });
  const redis = new Redis(redisUrl);
  const isReady = new RegExp(`db=${new URL(redisUrl).pathname.slice(1)} .*cmd=(info|evalsha|eval)`);
  await eventually("it has its two connections", 20, async () => {
    const clients = String(await redis.client("LIST")).split("\n");
    return clients.filter((line) => isReady.test(line)).length >= 2;
  });
  await post({ query: "{ products { id name } }" }, { gateway });
  await post({ query: "{ products { id } }" }, { gateway });
  await post({ query: "{ products { nothing } }" }, { gateway });
  await post({ query: "{ products { id } }" }, { gateway, door: "partner" });
  await gateway.stop();
  const [usageKey = "", ...more] = await redis.keys("{ocop:gateway}:usage:*");
  const counts = await redis.hgetall(usageKey);
  redis.disconnect();
  expect(more).toEqual([]);
  expect(counts).toEqual({
    "internal|tests|1|Query.products": "2",
    "internal|tests|1|Product.id": "2",
    "internal|tests|1|Product.name": "1",
    "partner|partner-1|1|Query.products": "1",
    "partner|partner-1|1|Product.id": "1",
  });
});
