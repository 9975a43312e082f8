import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Viewer, ViewerAssignment } from "@ocop/contracts";
import { newTrace, parseTrace, printTrace, type Server, signatureHeader, viewerHeader } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { buildASTSchema, parse, validate } from "graphql";
import { assignmentsQuery } from "../src/assignments";
import { graphsOf } from "../src/compose";
import type { GatewayConfig } from "../src/config";
import { mannerOf } from "../src/gateway";
import { serveGateway } from "../src/serve";
import {
  clientHeaders,
  documents,
  evaluation,
  listed,
  registry,
  registryFacts,
  serve,
  silent,
  unlimited,
} from "./fixtures";
import { audience, type Issuer, startIssuer } from "./issuer";
import { type Heard, type Puppet, startPuppet } from "./puppet";

const keys = { registry: "r".repeat(32), evaluation: "e".repeat(32) };

type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly facts: unknown; readonly traceId: string };
  }[];
};

const graphs = graphsOf([
  { name: "registry", sdl: registry.sdl },
  { name: "evaluation", sdl: evaluation.sdl },
]);

let issuer: Issuer;
let registryServer: Server;
let evaluationServer: Server;
let gateway: Awaited<ReturnType<typeof serveGateway>>;

const configFor = (
  addresses: { registry: string; evaluation: string },
  mode: GatewayConfig["mode"] = "production",
): GatewayConfig => ({
  mode,
  host: "127.0.0.1",
  clockOffsetSeconds: 0,
  port: 0,
  issuer: issuer.url,
  audience,
  publicHost: "http://127.0.0.1:4000",
  scanHost: "http://127.0.0.1:4010",
  partnerHost: "http://127.0.0.1:4020",
  processes: 1,
  ...unlimited,
  subgraphs: [
    { name: "registry", url: addresses.registry, keys: [keys.registry] },
    { name: "evaluation", url: addresses.evaluation, keys: [keys.evaluation] },
    { name: "commerce", url: "http://127.0.0.1:1", keys: ["c".repeat(32)] },
  ],
});

const askAt = async (
  url: string,
  query: string,
  { headers = {}, variables = {} }: { headers?: Record<string, string>; variables?: Record<string, unknown> } = {},
): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...clientHeaders, ...headers },
    body: JSON.stringify({ query: listed(query), variables }),
  });
  const { data, errors = [] } = (await response.json()) as Partial<Answer>;
  return { status: response.status, headers: response.headers, data, errors };
};

const ask = (query: string, options: Parameters<typeof askAt>[2] = {}): Promise<Answer> =>
  askAt(gateway.url, query, options);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const whoAsks = ({ data }: Answer): { viewer: Viewer; traceparent: string } =>
  JSON.parse(String(data?.["whoAsks"])) as { viewer: Viewer; traceparent: string };

const producer: ViewerAssignment = {
  id: "0190a3c4-0000-7000-8000-000000000001",
  role: "PRODUCER_OWNER",
  scopeType: "PRODUCER",
  scopeId: "0190a3c4-0000-7000-8000-000000000002",
  regionIds: ["0190a3c4-0000-7000-8000-000000000003"],
};

beforeAll(async () => {
  issuer = await startIssuer();
  registryServer = await serve("registry", registry, keys.registry);
  evaluationServer = await serve("evaluation", evaluation, keys.evaluation);
  gateway = await serveGateway(
    configFor({ registry: registryServer.url, evaluation: evaluationServer.url }),
    graphs,
    silent,
    documents,
  );
});

afterAll(async () => {
  await gateway.stop();
  await registryServer.stop();
  await evaluationServer.stop();
  issuer.close();
});

beforeEach(() => {
  registryFacts.assignments.clear();
  registryFacts.asked = 0;
});

describe("one graph over the subgraphs", () => {
  it("joins fields of two subgraphs in one answer", async () => {
    const { status, data, errors } = await ask("{ products { id name stars } }");
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: {
        products: [
          { id: "tea", name: "Chè Đồi", stars: 4 },
          { id: "honey", name: "Mật ong", stars: 4 },
        ],
      },
      errors: [],
    });
  });

  it("hands variables on and runs a mutation once", async () => {
    const { data } = await ask(
      "mutation ($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name stars } }",
      {
        variables: { id: "tea", name: "Trà" },
      },
    );
    expect(data).toEqual({ rename: { id: "tea", name: "Trà", stars: 4 } });
  });

  it("answers aliases named like the parts of every object, and leaves Object.prototype as it was", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { data } = await ask('{ constructor: products { prototype: name } __proto__: product(id: "tea") { id } }');
    expect(JSON.stringify(data)).toBe(
      '{"constructor":[{"prototype":"Chè Đồi"},{"prototype":"Mật ong"}],"__proto__":{"id":"tea"}}',
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect({}.constructor).toBe(Object);
  });
});

describe("who asks", () => {
  it("is the anonymous public without a token, and registry is not asked for assignments", async () => {
    expect(whoAsks(await ask("{ whoAsks }")).viewer).toEqual({
      subject: null,
      client: "anonymous",
      assignments: [],
      system: null,
      actedAs: null,
    });
    expect(registryFacts.asked).toBe(0);
  });

  it("is the subject of the token with the assignments that registry knows", async () => {
    registryFacts.assignments.set("demo-with-rights", [producer]);
    const { data } = await ask("{ whoAsks forProducers }", {
      headers: bearer(issuer.token({ subject: "demo-with-rights" })),
    });
    expect(JSON.parse(String(data?.["whoAsks"]))).toMatchObject({
      viewer: { subject: "demo-with-rights", client: "console", assignments: [producer], system: null, actedAs: null },
    });
    expect(data?.["forProducers"]).toBe("yours");
  });

  it("is found by a question that registry's schema understands", () => {
    const sdl = readFileSync(join(__dirname, "../../services/registry/schema.graphql"), "utf8");
    const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
    expect(validate(schema, parse(assignmentsQuery))).toEqual([]);
  });

  it("asks registry once for many requests of one person", async () => {
    const headers = bearer(issuer.token({ subject: "demo-often" }));
    await Promise.all(Array.from({ length: 10 }, () => ask("{ whoAsks }", { headers })));
    await ask("{ whoAsks }", { headers });
    expect(registryFacts.asked).toBe(1);
  });

  it.each([
    ["no token at all", () => "Bearer "],
    ["another scheme", () => "Basic ZGVtbzpkZW1v"],
    ["a text that is no token", () => "Bearer forged"],
    ["a forged signature", () => `Bearer ${issuer.token().slice(0, -6)}AAAAAA`],
    ["a token that has expired", () => `Bearer ${issuer.token({ livesFor: -120 })}`],
    ["a token for another audience", () => `Bearer ${issuer.token({ audience: "elsewhere" })}`],
    [
      "a token signed with no algorithm",
      () => `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${String(issuer.token().split(".")[1])}.`,
    ],
  ])("is refused with 401 for %s, never answered as the public", async (_case, authorization) => {
    const { status, headers, data, errors } = await ask("{ products { id } }", {
      headers: { authorization: authorization() },
    });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message: "UNAUTHENTICATED",
        extensions: { code: "UNAUTHENTICATED", facts: {}, traceId: expect.stringMatching(/^[\da-f]{32}$/) as string },
      },
    ]);
  });

  it("is refused with 401 for a token of another issuer", async () => {
    const other = await startIssuer();
    const { status } = await ask("{ products { id } }", { headers: bearer(other.token()) });
    other.close();
    expect(status).toBe(401);
  });

  it("never comes from a header of the client", async () => {
    const forged = Buffer.from(JSON.stringify({ viewer: { subject: "demo-central" } })).toString("base64url");
    const answer = await ask("{ whoAsks }", { headers: { [viewerHeader]: forged, [signatureHeader]: "x".repeat(43) } });
    expect(answer.errors).toEqual([]);
    expect(whoAsks(answer).viewer.subject).toBeNull();
  });

  it("never comes from a cookie", async () => {
    const answer = await ask("{ whoAsks }", { headers: { cookie: `ocop_token=${issuer.token()}` } });
    expect(whoAsks(answer).viewer.subject).toBeNull();
  });
});

describe("the trace", () => {
  it("of the client runs through to the subgraph", async () => {
    const trace = newTrace();
    const { traceparent } = whoAsks(await ask("{ whoAsks }", { headers: { traceparent: printTrace(trace) } }));
    expect(parseTrace(traceparent)?.traceId).toBe(trace.traceId);
    expect(parseTrace(traceparent)?.spanId).not.toBe(trace.spanId);
  });

  it("begins at the gateway when the client brings none, and its id stands in every error", async () => {
    const { errors } = await ask("{ broken forProducers }");
    expect(new Set(errors.map(({ extensions }) => extensions.traceId)).size).toBe(1);
    expect(errors[0]?.extensions.traceId).toMatch(/^[\da-f]{32}$/);
  });
});

describe("a refusal of a subgraph", () => {
  it("passes with its code, its facts and its path", async () => {
    const { status, data, errors } = await ask('mutation { mine: rename(id: "tea", name: "") { id } }');
    expect({ status, data }).toEqual({ status: 200, data: { mine: null } });
    expect(errors).toEqual([
      {
        message: "WRONG_STATE",
        path: ["mine"],
        extensions: {
          code: "WRONG_STATE",
          facts: { state: "EMPTY", allowed: ["NAMED"] },
          traceId: expect.any(String) as string,
        },
      },
    ]);
  });

  it("leaves the other fields answered", async () => {
    const { data, errors } = await ask("{ forProducers standing }");
    expect(data).toEqual({ forProducers: null, standing: "fine" });
    expect(errors.map(({ message, path }) => ({ message, path }))).toEqual([
      { message: "UNAUTHENTICATED", path: ["forProducers"] },
    ]);
  });
});

describe("what nobody should see", () => {
  it("is masked when a subgraph breaks", async () => {
    const { errors } = await ask("{ broken }");
    expect(errors).toMatchObject([{ message: "INTERNAL_SERVER_ERROR", path: ["broken"], extensions: { facts: {} } }]);
    expect(JSON.stringify(errors)).not.toMatch(/hunter2|at \w+ \(|serviceName|stacktrace/);
  });

  it("includes the words of the query planner when a subgraph breaks its promise of a value", async () => {
    const { status, data, errors } = await ask('{ product(id: "forgotten") { name rank } }');
    expect([status, data]).toEqual([200, { product: null }]);
    expect(errors).toMatchObject([{ message: "INTERNAL_SERVER_ERROR", extensions: { facts: {} } }]);
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: '{ product(id: "forgotten") { rank } }' }),
    });
    expect(await response.text()).not.toMatch(/valueCompletion|Cannot return null/);
  });

  it("stays hidden when a field is misspelt: no suggestion is made", async () => {
    const { status, errors } = await ask("{ productz { id } }");
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
    expect(JSON.stringify(errors)).not.toContain("Did you mean");
  });

  it("includes the gateway's own question to registry", async () => {
    const { status, errors } = await ask('{ _assignmentsOf(subject: "demo-central") { role } }', {
      headers: bearer(issuer.token({ subject: "demo-central" })),
    });
    expect(status).toBe(400);
    expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it("includes the schema in production", async () => {
    expect((await ask("{ __schema { types { name } } }")).status).toBe(400);
  });
});

describe("a request that cannot be run", () => {
  const post = (body: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${gateway.url}/graphql`, { method: "POST", headers, body });

  it("is refused with its trace id when there is no operation in it", async () => {
    const response = await post("{}", { "content-type": "application/json" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: "BAD_REQUEST", traceId: expect.stringMatching(/^[\da-f]{32}$/) as string } }],
    });
  });

  it.each([
    ["one that a foreign page could send without asking first", '{"query":"{ whoAsks }"}', "text/plain", 415],
    ["one that is not JSON", "{", "application/json", 400],
    [
      "one with several operations at once",
      '[{"query":"{ whoAsks }"},{"query":"{ whoAsks }"}]',
      "application/json",
      400,
    ],
    ["one that is too long", JSON.stringify({ query: `{ whoAsks } #${"x".repeat(262_144)}` }), "application/json", 413],
  ])("is refused: %s", async (_case, body, type, status) => {
    expect((await post(body, { "content-type": type })).status).toBe(status);
  });

  it("is refused by GET", async () => {
    const response = await fetch(`${gateway.url}/graphql?query=%7BwhoAsks%7D`);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("a subgraph that is down", () => {
  let lonely: typeof gateway;
  let ownRegistry: Server;
  let slow: HttpServer;

  beforeAll(async () => {
    ownRegistry = await serve("registry", registry, keys.registry);
    const gone = await serve("evaluation", evaluation, keys.evaluation);
    await gone.stop();
    lonely = await serveGateway(
      configFor({ registry: ownRegistry.url, evaluation: gone.url }),
      graphs,
      silent,
      documents,
    );
    slow = createServer((_request, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    await lonely.stop();
    await ownRegistry.stop();
    slow.close();
  });

  it("leaves null where it would have answered, and everything else answered", async () => {
    const { status, data, errors } = await askAt(lonely.url, "{ products { name stars } standing }");
    expect(status).toBe(200);
    expect(data).toEqual({
      products: [
        { name: "Chè Đồi", stars: null },
        { name: "Mật ong", stars: null },
      ],
      standing: null,
    });
    expect(errors).toHaveLength(2);
    expect(errors.map(({ message }) => message)).toEqual(["SUBGRAPH_UNAVAILABLE", "SUBGRAPH_UNAVAILABLE"]);
    expect(errors.map(({ extensions: { facts } }) => facts)).toEqual(
      expect.arrayContaining([
        { subgraph: "evaluation", fields: ["Product.stars"] },
        { subgraph: "evaluation", fields: ["Query.standing"] },
      ]),
    );
    expect(JSON.stringify(errors)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|cannot be reached/);
  });

  it("keeps the answer alive when nothing else was asked for", async () => {
    const { status, data, errors } = await askAt(lonely.url, "{ standing }");
    expect([status, data]).toEqual([200, { standing: null }]);
    expect(errors[0]?.extensions.code).toBe("SUBGRAPH_UNAVAILABLE");
  });

  it("is told apart from one that answers", async () => {
    const health = await fetch(`${lonely.url}/health/subgraphs`);
    expect([health.status, await health.json()]).toEqual([
      200,
      { registry: "ok", evaluation: "away", commerce: "away" },
    ]);
    expect((await fetch(`${lonely.url}/health/ready`)).status).toBe(200);
  });

  it("counts as down when it says itself that it cannot work", async () => {
    const url = `http://127.0.0.1:${String((slow.address() as AddressInfo).port)}`;
    const troubled = await serveGateway(
      configFor({ registry: ownRegistry.url, evaluation: url }),
      graphs,
      silent,
      documents,
    );
    const { data, errors } = await askAt(troubled.url, "{ standing }");
    await troubled.stop();
    expect(data).toEqual({ standing: null });
    expect(errors[0]?.extensions).toMatchObject({ code: "SUBGRAPH_UNAVAILABLE", facts: { subgraph: "evaluation" } });
  });

  it("takes assignments with it when it is registry, and nobody's sign-in", async () => {
    const orphaned = await serveGateway(
      configFor({ registry: "http://127.0.0.1:1", evaluation: evaluationServer.url }),
      graphs,
      silent,
      documents,
    );
    const { status, data } = await askAt(orphaned.url, "{ standing whoAsks }", { headers: bearer(issuer.token()) });
    await orphaned.stop();
    expect([status, data]).toEqual([200, { standing: "fine", whoAsks: null }]);
  });

  it("is asked again once it is back", async () => {
    const before = await serve("evaluation", evaluation, keys.evaluation);
    const port = Number(new URL(before.url).port);
    const watching = await serveGateway(
      configFor({ registry: ownRegistry.url, evaluation: before.url }),
      graphs,
      silent,
      documents,
    );
    await before.stop();
    for (let time = 0; time < 8; time++) await askAt(watching.url, "{ standing }");
    const back = await serve("evaluation", evaluation, keys.evaluation, port);
    await eventually("it answers again", 20, async () => {
      const { data } = await askAt(watching.url, "{ standing }");
      return data?.["standing"] === "fine";
    });
    await watching.stop();
    await back.stop();
  });
});

describe("a subgraph with another key", () => {
  it("refuses the gateway, which masks that and blames nobody", async () => {
    const foreign = await serve("evaluation", evaluation, "another key of the same length!!");
    const mistaken = await serveGateway(
      configFor({ registry: registryServer.url, evaluation: foreign.url }),
      graphs,
      silent,
      documents,
    );
    const { status, data, errors } = await askAt(mistaken.url, "{ standing }");
    await mistaken.stop();
    await foreign.stop();
    expect([status, data]).toEqual([200, { standing: null }]);
    expect(errors.map(({ message }) => message)).toEqual(["INTERNAL_SERVER_ERROR"]);
  });
});

describe("a subgraph that keeps no promise", () => {
  let puppet: Puppet;
  beforeEach(async () => {
    puppet = await startPuppet();
  });
  afterEach(() => {
    puppet.close();
  });

  /** Runs against a gateway in which the puppet stands for one subgraph. */
  const instead = async (of: "registry" | "evaluation", run: (url: string) => Promise<void>): Promise<void> => {
    const addresses = { registry: registryServer.url, evaluation: evaluationServer.url, [of]: puppet.url };
    const deceived = await serveGateway(configFor(addresses), graphs, silent, documents);
    try {
      await run(deceived.url);
    } finally {
      await deceived.stop();
    }
  };

  it("is sent a read once more when it breaks off, and a write never: its outcome is not known", async () => {
    await instead("registry", async (url) => {
      const read = await askAt(url, "{ products { id } }");
      expect([read.data, read.errors.map(({ message }) => message)]).toEqual([
        { products: null },
        ["SUBGRAPH_UNAVAILABLE"],
      ]);
      expect(puppet.heard).toHaveLength(2);
      const write = await askAt(url, 'mutation { rename(id: "tea", name: "Trà") { id } }');
      expect([write.data, write.errors.map(({ message }) => message)]).toEqual([
        { rename: null },
        ["SUBGRAPH_UNAVAILABLE"],
      ]);
      expect(puppet.heard).toHaveLength(3);
    });
  });

  it("leaves Object.prototype as it was, whatever the members of its answers are called, and none of them is shown", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const poison = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"a":1}';
    const entities = `{"data":{"_entities":[{"stars":4,${poison}},{"stars":5,${poison}}],${poison}},"extensions":{${poison}}}`;
    const fields = `{"data":{"standing":"fine",${poison}},${poison}}`;
    puppet.says = ({ body }) => (body.includes("_entities") ? entities : fields);
    await instead("evaluation", async (url) => {
      const { data, errors } = await askAt(url, "{ __proto__: products { constructor: name stars } standing }");
      expect(data?.["standing"]).toBe("fine");
      expect(JSON.stringify(data)).toMatch(/^{"__proto__":\[{"constructor":"Chè Đồi","stars":(4|null)},/);
      expect(errors.filter(({ message }) => message !== "INTERNAL_SERVER_ERROR")).toEqual([]);
      expect(JSON.stringify([data, errors])).not.toContain("polluted");
      const mistake = `{"message":"x","path":["__proto__"],"extensions":{"code":"WRONG_STATE","facts":{${poison}},${poison}}}`;
      puppet.says = () => `{"data":{"standing":null},"errors":[${mistake}]}`;
      const refused = await askAt(url, "{ standing }");
      expect(refused.errors.map(({ message }) => message)).toEqual(["WRONG_STATE"]);
      expect(Object.keys(refused.errors[0]?.extensions ?? {})).toEqual(["code", "facts", "traceId"]);
    });
    expect(puppet.heard).toHaveLength(3);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each([
    "GRAPHQL_VALIDATION_FAILED",
    "GRAPHQL_PARSE_FAILED",
    "PERSISTED_QUERY_NOT_FOUND",
    "DOWNSTREAM_SERVICE_ERROR",
  ])("is not to blame the client for what the gateway wrote: %s is masked", async (code) => {
    const said = {
      message: 'Cannot query field "secret" on type "Query".',
      extensions: { code, facts: { secret: 1 } },
    };
    puppet.says = () => JSON.stringify({ data: null, errors: [said] });
    await instead("evaluation", async (url) => {
      const { errors } = await askAt(url, "{ standing }");
      expect(errors).toEqual([
        {
          message: "INTERNAL_SERVER_ERROR",
          extensions: { code: "INTERNAL_SERVER_ERROR", facts: {}, traceId: expect.any(String) as string },
        },
      ]);
    });
  });
});

describe("the context that a subgraph is given", () => {
  it("counts its life from when the assignments were read, however often the person asks", async () => {
    const evaluationPuppet = await startPuppet();
    evaluationPuppet.says = () => '{"data":{"standing":"fine"}}';
    registryFacts.assignments.set("demo-patient", [producer]);
    const addresses = { registry: registryServer.url, evaluation: evaluationPuppet.url };
    const watched = await serveGateway(configFor(addresses), graphs, silent, documents);
    const headers = bearer(issuer.token({ subject: "demo-patient" }));
    const begun = Date.now();
    await askAt(watched.url, "{ standing }", { headers });
    const first = Date.now();
    await eventually("a later millisecond", 5, () => Date.now() > first);
    await askAt(watched.url, "{ standing }", { headers });
    await watched.stop();
    evaluationPuppet.close();
    const issued = evaluationPuppet.heard.map(({ headers: sent }: Heard) => {
      const text = Buffer.from(String(sent[viewerHeader]), "base64url").toString();
      return JSON.parse(text) as { readonly issuedAt: number; readonly expiresAt: number };
    });
    expect(registryFacts.asked).toBe(1);
    expect(issued).toHaveLength(2);
    expect(issued[1]).toMatchObject({ issuedAt: issued[0]?.issuedAt, expiresAt: issued[0]?.expiresAt });
    expect([begun <= (issued[0]?.issuedAt ?? 0), (issued[0]?.issuedAt ?? 0) <= first]).toEqual([true, true]);
  });
});

describe("an operation of a query plan", () => {
  it("is sent twice at most when it reads, and once, with more patience, when it writes", () => {
    const read = { mayRepeat: true, patience: 5_000 };
    expect(["{products{id}}", "query A__registry__0{products{id}}"].map(mannerOf)).toEqual([read, read]);
    const write = { mayRepeat: false, patience: 15_000 };
    expect(["mutation{close}", "mutation A__registry__0($id:ID!){rename(id:$id){id}}"].map(mannerOf)).toEqual([
      write,
      write,
    ]);
  });
});
