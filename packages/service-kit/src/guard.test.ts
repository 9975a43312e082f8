import { anonymous, Refusal, type Rule, systemViewer, type Viewer } from "@ocop/contracts";
import { buildSchema, graphql, type GraphQLObjectType, type GraphQLSchema } from "graphql";
import { viewerOf } from "../testing/ask";
import type { GraphContext } from "./graph-context";
import { guard } from "./guard";
import type { MutationCall } from "./idempotency";
import { createLog } from "./log";
import type { Refused } from "./refusals";
import { newTrace } from "./trace";

const sdl = `
  directive @authz(anyOf: [String!]!) on OBJECT | FIELD_DEFINITION
  directive @public on OBJECT | FIELD_DEFINITION

  type Query {
    product(id: ID): Product @public
    products(first: Int, most: Int): [Product!] @public
    drafts: [Product!] @authz(anyOf: ["owner", "officer"])
  }
  type Mutation {
    rename(id: ID, input: RenameInput): Product @public
    retire(id: ID): Product @authz(anyOf: ["owner"])
  }
  input RenameInput { id: ID note: String productId: ID otherId: ID count: Int }
  type Product @public {
    id: ID!
    name: String
    label(lang: String): String
    price: String @authz(anyOf: ["owner", "released"])
    lots(first: Int): [String!] @authz(anyOf: ["owner"])
  }
`;

const tea = "01890000-0000-7000-8000-000000000001";
const honey = "01890000-0000-7000-8000-000000000002";
const rows = [
  { id: tea, name: "Chè", price: "1", producerId: "a", state: "DRAFT", lots: ["L1"] },
  { id: honey, name: "Mật ong", price: "2", producerId: "b", state: "RELEASED", lots: ["L2"] },
];
type Row = (typeof rows)[number];

const asked: string[] = [];
const reaches = (viewer: Viewer, role: string): readonly string[] =>
  viewer.assignments.flatMap((one) => (one.role === role && one.scopeId !== null ? [one.scopeId] : []));
const rules = {
  owner: {
    scope: (viewer) => {
      asked.push("owner");
      return [{ producerId: reaches(viewer, "PRODUCER_OWNER") }];
    },
  },
  officer: { scope: (viewer) => [{ provinceRegionId: reaches(viewer, "PROVINCE_OFFICER") }] },
  released: { scope: () => "everything", when: ({ state }, _viewer, now) => state === "RELEASED" && now.getTime() > 0 },
} as const satisfies Record<string, Rule<Viewer, Row>>;

const guarded = () => {
  const schema = buildSchema(sdl);
  guard(schema, sdl, rules);
  return schema;
};
let schema: GraphQLSchema;

const owner = viewerOf({
  subject: "owner",
  assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: "a" }],
});
const stranger = viewerOf({ subject: "stranger" });
const operator: Viewer = { ...owner, subject: "operator", actedAs: "owner" };

type Roots = Readonly<Record<string, (args: never, context: GraphContext & { readonly act?: string }) => unknown>>;

const run = async (
  source: string,
  viewer: Viewer,
  { roots = {}, more = {} }: { readonly roots?: Roots; readonly more?: Partial<GraphContext> & { act?: string } } = {},
) => {
  const noted: Refused[] = [];
  const ran: string[] = [];
  const note = (name: string, answer: unknown) => () => {
    ran.push(name);
    return answer;
  };
  const rootValue = {
    product: note("product", rows[0]),
    products: note("products", rows),
    drafts: note("drafts", rows),
    rename: note("rename", rows[0]),
    retire: note("retire", rows[0]),
    ...roots,
  };
  const refusals = { add: (one: Refused) => noted.push(one), all: () => noted };
  const contextValue = {
    ...{ viewer, now: new Date(1), trace: newTrace(), log: createLog("test", { level: "silent" }), refusals },
    ...more,
  };
  const { data, errors = [] } = await graphql({ schema, source, rootValue, contextValue });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: errors.map(({ message, originalError }) =>
      originalError instanceof Refusal ? [message, originalError.facts] : [message],
    ),
    noted,
    ran,
  };
};
const refusing = (code: "FORBIDDEN" | "NOT_FOUND") => () => {
  throw new Refusal(code);
};

beforeAll(() => {
  schema = guarded();
});

beforeEach(() => {
  asked.length = 0;
});

describe("a ruled root field", () => {
  it("asks the public to sign in and refuses who is known, a system actor too, before the resolver runs", async () => {
    const answers = [anonymous, stranger, systemViewer("clock")].map((viewer) => run("{ drafts { id } }", viewer));
    expect((await Promise.all(answers)).map(({ errors, ran }) => [errors, ran])).toEqual([
      [[["UNAUTHENTICATED", {}]], []],
      [[["FORBIDDEN", {}]], []],
      [[["FORBIDDEN", {}]], []],
    ]);
  });

  it("lets in whom any one of its rules could let pass", async () => {
    const officer = viewerOf({
      subject: "officer",
      assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: "north" }],
    });
    for (const viewer of [owner, officer])
      expect(await run("{ drafts { id } }", viewer)).toMatchObject({
        data: { drafts: [{ id: tea }, { id: honey }] },
        errors: [],
        noted: [],
        ran: ["drafts"],
      });
  });
});

describe("a ruled field", () => {
  it("is read on the rows that one of its rules allows, by the row's state and the instant of the request", async () => {
    const source = "{ products { price } }";
    expect((await run(source, owner)).data).toEqual({ products: [{ price: "1" }, { price: "2" }] });
    expect(await run(source, stranger)).toMatchObject({
      data: { products: [{ price: null }, { price: "2" }] },
      errors: [["FORBIDDEN", {}]],
    });
    expect((await run(source, stranger, { more: { now: new Date(0) } })).data).toEqual({
      products: [{ price: null }, { price: null }],
    });
  });

  it("works out the scope of one viewer once for all rows, and of another viewer anew", async () => {
    await run("{ products { price lots } }", owner);
    expect(asked).toEqual([]);
    const another = { ...owner };
    await run("{ products { price lots } }", another);
    expect(asked).toEqual(["owner"]);
  });

  it("leaves an open field of a row as it was", () => {
    const product = schema.getType("Product") as GraphQLObjectType;
    for (const open of ["name", "label"]) expect(product.getFields()[open]?.resolve).toBeUndefined();
    expect(product.getFields()["price"]?.resolve).toBeDefined();
  });
});

describe("a refusal to somebody who has signed in", () => {
  it("by the rule of a root field is noted with what was asked about", async () => {
    expect((await run(`mutation { retire(id: "${tea}") { id } }`, stranger)).noted).toEqual([
      { operation: "retire", objectType: "Mutation.retire", objectId: tea, outcome: "FORBIDDEN" },
    ]);
    expect((await run("query Drafts { drafts { id } }", stranger)).noted).toEqual([
      { operation: "Drafts", objectType: "Query.drafts", objectId: null, outcome: "FORBIDDEN" },
    ]);
  });

  it("by a use case behind an open root field is noted, too", async () => {
    const roots = { rename: refusing("FORBIDDEN") };
    expect(await run(`mutation { rename(id: "${tea}") { id } }`, stranger, { roots })).toMatchObject({
      data: { rename: null },
      errors: [["FORBIDDEN", {}]],
      noted: [{ operation: "rename", objectId: tea }],
    });
  });

  it("is noted when the use case answers later", async () => {
    const roots = { rename: () => Promise.reject(new Refusal("FORBIDDEN")) };
    expect((await run("mutation { rename { id } }", stranger, { roots })).noted).toHaveLength(1);
  });

  it.each([
    ["the argument before the input", `id: "${tea}", input: { id: "${honey}" }`, tea],
    ["the input's own id before its others", `input: { productId: "${tea}", id: "${honey}" }`, honey],
    ["the first id in the input", `input: { note: "01", productId: "${honey}", otherId: "${tea}" }`, honey],
    ["no text that is not an id", `id: "chè", input: { note: "chè", count: 1 }`, null],
    ["nothing where nothing was named", `input: null`, null],
  ])("names %s", async (_what, args, objectId) => {
    const roots = { rename: refusing("FORBIDDEN") };
    const { noted } = await run(`mutation { rename(${args}) { id } }`, stranger, { roots });
    expect(noted.map((one) => one.objectId)).toEqual([objectId]);
  });

  it("on a row is noted with its id, under the name of the whole operation without the gateway's addition", async () => {
    const name = async (operation: string) => (await run(`${operation} { product { lots } }`, stranger)).noted;
    const lots = { objectType: "Product.lots", objectId: tea, outcome: "FORBIDDEN" };
    expect(await name("query Passport__registry__0")).toEqual([{ operation: "Passport", ...lots }]);
    expect(await name("query Passport__registry__12")).toEqual([{ operation: "Passport", ...lots }]);
    expect(await name("query Passport__registry__0__again")).toEqual([
      { operation: "Passport__registry__0__again", ...lots },
    ]);
    expect(await name("query")).toEqual([{ operation: "query", ...lots }]);
  });

  it("stays a refusal where nobody notes it", async () => {
    const rootValue = { rename: refusing("FORBIDDEN") };
    const contextValue = { viewer: stranger, now: new Date(1) };
    const source = "mutation { rename { id } }";
    const { errors = [] } = await graphql({ schema, source, rootValue, contextValue });
    expect(errors.map(({ message }) => message)).toEqual(["FORBIDDEN"]);
  });

  it("on a row without an id of the platform names no object", async () => {
    const noted = async (id: unknown) =>
      (await run("{ product { lots } }", stranger, { roots: { product: () => ({ ...rows[0], id }) } })).noted;
    for (const id of ["chè", 7, null]) expect((await noted(id)).map(({ objectId }) => objectId)).toEqual([null]);
  });

  it("is noted for a system actor, never for the public, and never for another refusal or a bug", async () => {
    const act = async (viewer: Viewer, rename: () => unknown) =>
      (await run("mutation { rename { id } }", viewer, { roots: { rename } })).noted.length;
    expect(await act(systemViewer("clock"), refusing("FORBIDDEN"))).toBe(1);
    expect(await act(anonymous, refusing("FORBIDDEN"))).toBe(0);
    expect(await act(stranger, refusing("NOT_FOUND"))).toBe(0);
    expect(
      await act(stranger, () => {
        throw Object.assign(new Error("bug"), { code: "FORBIDDEN" });
      }),
    ).toBe(0);
    expect((await run("{ product { lots } }", anonymous)).noted).toEqual([]);
  });
});

describe("a mutation", () => {
  it("is refused under lent rights before anything runs, while what one reads is not", async () => {
    expect(await run("mutation { rename { id } retire { id } }", operator)).toMatchObject({
      data: { rename: null, retire: null },
      errors: [
        ["FORBIDDEN", {}],
        ["FORBIDDEN", {}],
      ],
      ran: [],
    });
    expect(await run("{ drafts { id } }", operator)).toMatchObject({ errors: [], ran: ["drafts"] });
  });

  it("is lent an act of its own, that knows which mutation it serves with which arguments", async () => {
    const calls: MutationCall[] = [];
    const acts: unknown[] = [];
    const seen = (_args: never, { act, viewer }: { readonly act?: string; readonly viewer: Viewer }) => {
      acts.push([act, viewer.subject]);
      return null;
    };
    const during = (call: MutationCall) => {
      calls.push(call);
      return { act: `of ${call.operation}` };
    };
    const more = { during, act: "of the request" };
    await run(`mutation { one: rename(id: "x") { id } retire { id } }`, owner, {
      roots: { rename: seen, retire: seen },
      more,
    });
    await run("{ product { id } }", owner, { roots: { product: seen }, more });
    expect(calls).toEqual([
      { operation: "rename", args: { id: "x" } },
      { operation: "retire", args: {} },
    ]);
    expect(acts).toEqual([
      ["of rename", "owner"],
      ["of retire", "owner"],
      ["of the request", "owner"],
    ]);
  });
});

describe("a page", () => {
  it.each([-1, 0, 101])("of %i rows is refused before the resolver runs, and not cut", async (first) => {
    expect(await run(`{ products(first: ${String(first)}) { id } }`, owner)).toMatchObject({
      data: { products: null },
      errors: [["BAD_USER_INPUT", { field: "first" }]],
      ran: [],
    });
    expect((await run(`{ product { lots(first: ${String(first)}) } }`, owner)).errors).toEqual([
      ["BAD_USER_INPUT", { field: "first" }],
    ]);
  });

  it.each(["first: 1", "first: 100", "first: null", "most: 500"])("with (%s) is given", async (args) => {
    expect(await run(`{ products(${args}) { id } }`, owner)).toMatchObject({ errors: [], ran: ["products"] });
  });
});

describe("guarding a schema", () => {
  it("fails on rules that do not exist and names each with its place", () => {
    const { owner: known } = rules;
    expect(() => {
      guard(buildSchema(sdl), sdl, { owner: known });
    }).toThrow(
      'The graph asks for rules that do not exist:\n  Query.drafts: no rule is named "officer"\n  Product.price: no rule is named "released"',
    );
  });

  it("passes over a field that the schema does not have", () => {
    const extended = sdl.replace("name: String", "name: String elsewhere: String @public");
    expect(() => {
      guard(buildSchema(sdl), extended, rules);
    }).not.toThrow();
  });
});
