import type { Rule, Viewer } from "@ocop/contracts";
import { Authz, buildSubgraph, type GraphContext, Public, type Server, Shown } from "@ocop/service-kit";
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from "graphql";
import {
  Arg,
  Directive,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { type Audience, audiences, traitsOf } from "../src/audiences";
import { graphsOf } from "../src/compose";
import type { GatewayConfig } from "../src/config";
import { serveGateway } from "../src/serve";
import { clientHeaders, documents, listed, serve, silent, unlimited } from "./fixtures";
import { audience, type Issuer, startIssuer } from "./issuer";
import { commerce, facts } from "./knowing-subgraphs";

/** Items are registry's; evaluation adds the freight, which it reckons from a weight that no contract shows. */
@InputType("ItemWhere")
class ItemWhere {
  @Shown("partner", "public")
  @Field(() => String, { nullable: true })
  readonly name?: string | null;

  @Field(() => Int, { nullable: true })
  readonly weight?: number | null;
}

@Public()
@Directive('@key(fields: "id")')
@ObjectType("Item")
class ItemType {
  @Field(() => ID)
  readonly id!: string;

  @Shown("partner", "public")
  @Field(() => String)
  readonly name!: string;

  @Field(() => Int, { nullable: true })
  readonly weight!: number | null;
}

@Public()
@ObjectType("Secret")
class SecretType {
  @Field(() => String)
  readonly text!: string;
}

const tea = { id: "tea", name: "Chè", weight: 2 };

@Resolver(() => ItemType)
class ItemResolver {
  @Public()
  @Shown("partner", "public")
  @Query(() => [ItemType], { nullable: true })
  items(@Arg("where", () => ItemWhere, { nullable: true }) _where: ItemWhere | null): readonly ItemType[] {
    return [tea];
  }

  @Public()
  @Shown("partner")
  @Query(() => String, { nullable: true })
  price(): string {
    return "10";
  }

  @Public()
  @Query(() => SecretType, { nullable: true })
  secret(): SecretType {
    return { text: "hidden" };
  }

  @Public()
  @Query(() => [SecretType], { nullable: true })
  secrets(@Arg("ids", () => [ID]) _ids: readonly string[]): readonly SecretType[] {
    return [];
  }

  @Authz("nobody")
  @Mutation(() => ItemType, { nullable: true })
  change(@Arg("input", () => ItemWhere) _input: ItemWhere): ItemType {
    return tea;
  }
}

@Directive('@key(fields: "id")')
@ObjectType("Item")
class ItemStub {
  @Field(() => ID)
  readonly id!: string;

  @Directive("@external")
  @Field(() => Int, { nullable: true })
  readonly weight!: number | null;
}

@Resolver(() => ItemStub)
class FreightResolver {
  @Public()
  @Shown("partner", "public")
  @Directive('@requires(fields: "weight")')
  @FieldResolver(() => Int, { nullable: true })
  freight(@Root() { weight }: ItemStub): number | null {
    return weight === null ? null : weight * 100;
  }

  @Public()
  @Shown("partner", "public")
  @Query(() => ItemStub, { nullable: true })
  best(): Pick<ItemStub, "id"> {
    return { id: "tea" };
  }
}

const rules: Readonly<Record<string, Rule<Viewer, never>>> = { nobody: { scope: () => [] } };

const registry = buildSubgraph<Viewer, GraphContext>({
  resolvers: [ItemResolver],
  rules,
  references: { Item: () => Promise.resolve(tea) },
});
const evaluation = buildSubgraph<Viewer, GraphContext>({
  resolvers: [FreightResolver],
  orphanedTypes: [ItemStub],
  rules,
  references: { Item: (key: object) => Promise.resolve(key) },
});

const graphs = graphsOf([
  { name: "registry", sdl: registry.sdl },
  { name: "evaluation", sdl: evaluation.sdl },
  { name: "commerce", sdl: commerce.sdl },
]);

const machine = "key:0190a3c4-0000-7000-8000-0000000000aa";
const key = "k".repeat(32);

let people: Issuer;
let machines: Issuer;
let servers: Readonly<Record<"registry" | "evaluation" | "commerce", Server>>;

const start = (mode: GatewayConfig["mode"], registryUrl = servers.registry.url): ReturnType<typeof serveGateway> =>
  serveGateway(
    {
      mode,
      host: "127.0.0.1",
      clockOffsetSeconds: 0,
      port: 0,
      issuer: people.url,
      audience,
      publicHost: "http://127.0.0.1:4000",
      scanHost: "http://127.0.0.1:4010",
      partnerHost: machines.url,
      processes: 1,
      ...unlimited,
      subgraphs: [
        { name: "registry", url: registryUrl, keys: [key] },
        { name: "evaluation", url: servers.evaluation.url, keys: [key] },
        { name: "commerce", url: servers.commerce.url, keys: [key] },
      ],
    },
    graphs,
    silent,
    documents,
  );

let gateway: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  [people, machines] = await Promise.all([startIssuer(), startIssuer()]);
  const [registryServer, evaluationServer, commerceServer] = await Promise.all([
    serve("registry", registry, key),
    serve("evaluation", evaluation, key),
    serve("commerce", commerce, key),
  ]);
  servers = { registry: registryServer, evaluation: evaluationServer, commerce: commerceServer };
  facts.clients.set(machine, {
    partnerId: "partner-1",
    plan: "standard",
    pointsPerMinute: 10_000,
    scopes: ["graph.read"],
  });
  gateway = await start("production");
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all(Object.values(servers).map((server) => server.stop()));
  people.close();
  machines.close();
});

type Caller = "nobody" | "person" | "machine" | "narrowMachine";

const tokenOf: Readonly<Record<Caller, () => string | null>> = {
  nobody: () => null,
  person: () => people.token({ subject: "demo-someone" }),
  machine: () => machines.token({ subject: machine }),
  narrowMachine: () => machines.token({ subject: machine, scope: "catalogue.read" }),
};

const callerOf: Readonly<Record<Audience, Caller>> = { internal: "nobody", partner: "machine", public: "nobody" };

const ask = async (
  door: Audience,
  query: string,
  {
    caller = callerOf[door],
    variables = {},
    url = gateway.url,
  }: { caller?: Caller; variables?: object; url?: string } = {},
) => {
  const token = tokenOf[caller]();
  const response = await fetch(`${url}${traitsOf[door].path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...clientHeaders,
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: listed(query), variables }),
  });
  const { data, errors = [] } = (await response.json()) as {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  };
  return { status: response.status, data, errors };
};

describe("one set of subgraphs", () => {
  it("answers on three doors, each with what its audience is shown", async () => {
    const query = "{ items { name freight } }";
    const data = { items: [{ name: "Chè", freight: 200 }] };
    for (const door of audiences) expect(await ask(door, query)).toEqual({ status: 200, data, errors: [] });
    expect((await ask("internal", "{ secret { text } price }")).data).toEqual({
      secret: { text: "hidden" },
      price: "10",
    });
    expect((await ask("partner", "{ price }")).data).toEqual({ price: "10" });
    expect((await ask("public", "{ price }")).status).toBe(400);
  });

  it.each<[Audience, Caller, number, string]>([
    ["internal", "machine", 403, "FORBIDDEN"],
    ["partner", "nobody", 401, "UNAUTHENTICATED"],
    ["partner", "narrowMachine", 403, "FORBIDDEN"],
    ["partner", "person", 403, "FORBIDDEN"],
  ])("closes the %s door to %s", async (door, caller, status, code) => {
    const answer = await ask(door, "{ items { name } }", { caller });
    expect([answer.status, answer.errors.map(({ extensions }) => extensions["code"])]).toEqual([status, [code]]);
    expect(answer.data).toBeUndefined();
  });

  it.each<[Audience, Caller]>([
    ["internal", "person"],
    ["public", "person"],
    ["public", "machine"],
  ])("opens the %s door to a %s", async (door, caller) => {
    expect((await ask(door, "{ items { name } }", { caller })).status).toBe(200);
  });
});

describe("what a contract does not show", () => {
  type Asking = { readonly query: string; readonly variables?: object };

  it.each<[what: string, hidden: string, asking: (name: string) => Asking]>([
    ["a root field", "secret", (name) => ({ query: `{ ${name} { text } }` })],
    ["a field", "weight", (name) => ({ query: `{ items { ${name} } }` })],
    [
      "a field whose limits would be exceeded",
      "secrets",
      (name) => ({ query: `{ ${name}(ids: [${'"a" '.repeat(300)}]) { text } }` }),
    ],
    ["a key", "id", (name) => ({ query: `{ items { ${name} } }` })],
    ["a type", "Secret", (name) => ({ query: `{ items { ... on ${name} { text } } }` })],
    ["the type of a variable", "Secret", (name) => ({ query: `query ($a: ${name}) { items { name } }` })],
    ["an input field", "weight", (name) => ({ query: `{ items(where: { ${name}: 1 }) { name } }` })],
    [
      "an input field in a variable",
      "weight",
      (name) => ({
        query: "query ($where: ItemWhere) { items(where: $where) { name } }",
        variables: { where: { [name]: 1 } },
      }),
    ],
    ["a mutation", "change", (name) => ({ query: `mutation { ${name}(input: { name: "x" }) { name } }` })],
    ["what the gateway alone may ask", "_clientOf", (name) => ({ query: `{ ${name}(subject: "a") { plan } }` })],
    ["a name almost as hidden", "secre", (name) => ({ query: `{ ${name} { text } }` })],
  ])("is refused as a name that never existed: %s", async (_what, hidden, asking) => {
    const saidOf = async (name: string): Promise<string> => {
      const { query, variables = {} } = asking(name);
      const { status, data, errors } = await ask("public", query, { variables });
      const told = errors.map(({ message, extensions: { code, facts: given } }) => ({ message, code, given }));
      return JSON.stringify({ status, data, told });
    };
    const said = await saidOf(hidden);
    expect(said).toBe((await saidOf("zzzzzz")).replaceAll("zzzzzz", hidden));
    expect(said).toMatch(/^\{"status":400,"told":\[\{"message":"(?!.*Did you mean)/);
  });

  it("is absent from introspection, which tells exactly the published schema", async () => {
    const told = await start("development");
    for (const door of audiences) {
      const { data } = await ask(door, getIntrospectionQuery(), { url: told.url });
      const schema = printSchema(lexicographicSortSchema(buildClientSchema(data as IntrospectionQuery)));
      expect(graphs[door].schema.endsWith(`\n\n${schema}\n`)).toBe(true);
    }
    await told.stop();
    expect(graphs.public.schema).not.toMatch(/weight|secret|price|Mutation|_clientOf|\bid\b/i);
    expect(graphs.partner.schema).toMatch(/price/);
    expect(graphs.internal.schema).toMatch(/secret[\s\S]*weight|weight[\s\S]*secret/);
  });

  it("is not named by an error about a service that is away, though the planner asked for it", async () => {
    const gone = await serve("registry", registry, key);
    await gone.stop();
    const lonely = await start("production", gone.url);
    const { data, errors } = await ask("public", "{ best { freight } }", { url: lonely.url });
    await lonely.stop();
    expect(data).toEqual({ best: { freight: null } });
    expect(errors.map(({ extensions: { code, facts: given } }) => ({ code, given }))).toEqual([
      { code: "SUBGRAPH_UNAVAILABLE", given: { subgraph: "registry", fields: [] } },
    ]);
  });
});

describe("the published schema", () => {
  it.each<Audience>(["partner", "public"])(
    "of the %s graph is given to everyone, and not again to whoever has it",
    async (door) => {
      const address = `${gateway.url}${traitsOf[door].path}/schema.graphql`;
      const response = await fetch(address);
      expect([response.status, await response.text()]).toEqual([200, graphs[door].schema]);
      const etag = response.headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[\w-]{43}"$/);
      expect((await fetch(address, { headers: { "if-none-match": `"other", W/${etag}` } })).status).toBe(304);
      expect((await fetch(address, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    },
  );

  it("of the internal graph is told in development alone", async () => {
    const path = `${traitsOf.internal.path}/schema.graphql`;
    expect((await fetch(`${gateway.url}${path}`)).status).toBe(404);
    const open = await start("development");
    expect(await (await fetch(`${open.url}${path}`)).text()).toBe(graphs.internal.schema);
    await open.stop();
  });
});
