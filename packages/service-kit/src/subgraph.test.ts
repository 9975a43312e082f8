import { anonymous, Refusal, type Rule, type Viewer } from "@ocop/contracts";
import { graphql, parse } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { viewerOf } from "../testing/ask";
import { Authz, Part, Public } from "./authz";
import type { GraphContext } from "./graph-context";
import { connection, ConnectionArgs, connectionOf, Language, localize, LocalizedText } from "./graph-types";
import { createLog } from "./log";
import { assertRuled, ruleListOf } from "./rule-list";
import { buildSubgraph, prelude } from "./subgraph";
import { newTrace } from "./trace";

type Product = {
  readonly id: string;
  readonly name: string;
  readonly price: string;
  readonly producerId: string;
  readonly provinceRegionId: string;
};

const scopesOf = (viewer: Viewer, role: string): readonly string[] =>
  viewer.assignments.flatMap((one) =>
    one.role === role ? [...one.regionIds, ...(one.scopeId ? [one.scopeId] : [])] : [],
  );

const rules = {
  "producer.own": { scope: (viewer) => [{ producerId: scopesOf(viewer, "PRODUCER_OWNER") }] },
  "province.own": { scope: (viewer) => [{ provinceRegionId: scopesOf(viewer, "PROVINCE_OFFICER") }] },
  "central.cheap": {
    scope: ({ subject }) => (subject === "central" ? "everything" : []),
    when: ({ price }, _viewer, now) => price === "1" && now.getTime() === 0,
  },
} as const satisfies Record<string, Rule<Viewer, Product>>;

@InterfaceType("Named", { resolveType: () => "Product" })
abstract class NamedType {
  @Field(() => String, { nullable: true })
  readonly price!: string | null;
}

@Part()
@ObjectType("Line")
class LineType {
  @Field(() => String)
  readonly text!: string;
}

@Directive('@key(fields: "id")')
@Public()
@ObjectType("Product", { implements: NamedType })
class ProductType implements NamedType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => LocalizedText, { description: "Name of the product (tên sản phẩm)." })
  readonly name!: LocalizedText;

  @Authz("producer.own", "province.own", "central.cheap")
  @Field(() => String, { nullable: true })
  readonly price!: string | null;

  @Authz("producer.own")
  @Field(() => String)
  readonly recipe!: string;

  @Field(() => Int, { nullable: true })
  readonly stock!: number | null;
}

@Directive('@key(fields: "id")')
@ObjectType("Dossier")
class DossierStub {
  @Field(() => ID)
  readonly id!: string;

  @Authz("producer.own")
  @Field(() => [LineType], { nullable: true })
  readonly lines!: readonly LineType[] | null;
}

const rows: readonly Product[] = [
  { id: "1", name: "Chè", price: "1", producerId: "a", provinceRegionId: "north" },
  { id: "2", name: "Mật ong", price: "2", producerId: "b", provinceRegionId: "south" },
].map((row) => Object.freeze(row));

const ProductConnection = connectionOf("Product", ProductType, { totalCount: true });

const calls: string[] = [];

@Resolver(() => ProductType)
class ProductResolver {
  @Public()
  @Query(() => ProductType, { nullable: true })
  product(@Arg("id", () => ID) id: string): Product | null {
    return rows.find((row) => row.id === id) ?? null;
  }

  @Public()
  @Query(() => NamedType, { nullable: true })
  named(@Arg("id", () => ID) id: string): Product | null {
    return this.product(id);
  }

  @Authz("producer.own", "central.cheap")
  @Query(() => ProductConnection)
  products(@Args(() => ConnectionArgs) args: ConnectionArgs) {
    calls.push("products");
    const page = { rows: rows.slice(0, args.first), hasNextPage: rows.length > args.first };
    return {
      ...connection(page, args, ({ id }) => `c${id}`),
      totalCount: () => {
        calls.push("count");
        return Promise.resolve(rows.length);
      },
    };
  }

  @Authz("province.own")
  @Mutation(() => ProductType)
  rename(@Ctx() { viewer }: GraphContext): Product {
    calls.push("rename");
    return { id: "1", price: "1", producerId: "a", provinceRegionId: "north", name: viewer.subject ?? "" };
  }

  @FieldResolver(() => LocalizedText)
  name(
    @Root() { name }: Product,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: name, en: null }, lang);
  }

  @Authz("province.own")
  @FieldResolver(() => Int, { nullable: true })
  stock(): number {
    return 7;
  }

  @FieldResolver(() => String)
  recipe(@Root() { producerId }: Product): string {
    return `of ${producerId}`;
  }
}

const references = {
  Product: ({ id }: { readonly id: string }) => Promise.resolve(rows.find((row) => row.id === id) ?? null),
  Dossier: ({ id }: { readonly id: string }) => {
    if (id === "broken") throw new Refusal("NOT_FOUND");
    return Promise.resolve(id === "none" ? null : Object.freeze({ id, producerId: "a", lines: [{ text: "one" }] }));
  },
};

const build = (more: Partial<Parameters<typeof buildSubgraph<Viewer, GraphContext>>[0]> = {}) =>
  buildSubgraph<Viewer, GraphContext>({
    resolvers: [ProductResolver],
    orphanedTypes: [DossierStub],
    rules,
    references,
    ...more,
  });

const subgraph = build();

const owner = viewerOf({
  subject: "owner",
  assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: "a" }],
});
const officer = viewerOf({
  subject: "officer",
  assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", regionIds: ["south"] }],
});
const central = viewerOf({ subject: "central" });

const ask = async (source: string, viewer: Viewer, now = new Date(0)) => {
  const contextValue: GraphContext = { viewer, now, trace: newTrace(), log: createLog("test", { level: "silent" }) };
  const { data, errors = [] } = await graphql({ schema: subgraph.schema, source, contextValue });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: errors.map(({ message, path = [] }) => `${message} at ${path.join(".")}`),
  };
};

beforeEach(() => {
  calls.length = 0;
});

describe("the SDL of a subgraph", () => {
  it("is the prelude and the types, the same to the letter each time it is built", () => {
    expect(subgraph.sdl).toBe(build().sdl);
    expect(subgraph.sdl.startsWith(`${prelude}\n`)).toBe(true);
    expect(parse(subgraph.sdl).kind).toBe("Document");
  });

  it("says each field's own or inherited rule at the end of its description, and none on a stub or a shared type", () => {
    expect(subgraph.sdl).toContain(`type Product implements Named @public @key(fields: "id") {
  """Public."""
  id: ID!
  """
  Name of the product (tên sản phẩm).
  Public.
  """
  name(lang: Language! = VI): LocalizedText!
  """Rule: producer.own or province.own or central.cheap."""
  price: String @authz(anyOf: ["producer.own", "province.own", "central.cheap"])
  """Rule: producer.own."""
  recipe: String! @authz(anyOf: ["producer.own"])
  """Rule: province.own."""
  stock: Int @authz(anyOf: ["province.own"])
}`);
    expect(subgraph.sdl).toContain(`type Dossier @key(fields: "id") {
  id: ID!
  """Rule: producer.own."""
  lines: [Line!] @authz(anyOf: ["producer.own"]) @listSize(assumedSize: 20)
}`);
    expect(subgraph.sdl).toContain(`type LocalizedText @shareable {
  isFallback: Boolean! @tag(name: "partner") @tag(name: "public")
  lang: Language! @tag(name: "partner") @tag(name: "public")
  value: String! @tag(name: "partner") @tag(name: "public")
}`);
  });

  it("lists what guards every field", () => {
    assertRuled(subgraph.sdl);
    expect(ruleListOf(subgraph.sdl)).toEqual([
      "Dossier.lines → producer.own",
      "Mutation.rename → province.own",
      "Product.id → public",
      "Product.name → public",
      "Product.price → producer.own | province.own | central.cheap",
      "Product.recipe → producer.own",
      "Product.stock → province.own",
      "Query.named → public",
      "Query.product → public",
      "Query.products → producer.own | central.cheap",
    ]);
  });
});

describe("building a subgraph", () => {
  it("fails on a rule that does not exist, naming every place", () => {
    const { "producer.own": known } = rules;
    expect(() => build({ rules: { "producer.own": known } })).toThrow(
      /Product\.price: no rule is named "province\.own"[\s\S]*Query\.products: no rule is named "central\.cheap"/,
    );
  });

  it("fails on an entity without a reference and a reference without an entity", () => {
    const { Product, Dossier } = references;
    expect(() => build({ references: { Product } })).toThrow("Dossier has a key and no reference");
    expect(() => build({ references: { Product, Dossier, Line: Product } })).toThrow("Line has a reference and no key");
  });
});

describe("a root field", () => {
  it("is nullable whatever its class says, so that a subgraph that is down takes only its own fields along", () => {
    const { sdl } = build();
    const roots = /^type (Query|Mutation) \{\n([\s\S]*?)^\}/gm;
    const fields = [...sdl.matchAll(roots)].flatMap(([, , body = ""]) => body.match(/^ {2}\w+(\(.*\))?: .*$/gm) ?? []);
    expect(fields.length).toBeGreaterThan(1);
    for (const field of fields) expect(field).not.toMatch(/\)?: [^@]*! ?(@|$)/);
  });
});

describe("a rule on a root field", () => {
  it("is asked before the resolver runs: strangers must sign in, others are refused", async () => {
    expect(await ask("{ products { totalCount } }", anonymous)).toEqual({
      data: { products: null },
      errors: ["UNAUTHENTICATED at products"],
    });
    expect(await ask("{ products { totalCount } }", officer)).toEqual({
      data: { products: null },
      errors: ["FORBIDDEN at products"],
    });
    expect(await ask("mutation { rename { id } }", owner)).toEqual({
      data: { rename: null },
      errors: ["FORBIDDEN at rename"],
    });
    expect(calls).toEqual([]);
  });

  it("lets through whoever could pass on some row", async () => {
    expect((await ask("{ products { totalCount } }", owner)).data).toEqual({ products: { totalCount: 2 } });
    expect((await ask("mutation { rename { id } }", officer)).data).toEqual({ rename: { id: "1" } });
  });
});

describe("a rule on a field", () => {
  it("is held against the parent row: refused fields are null with their path", async () => {
    expect(await ask('{ own: product(id: "1") { price } other: product(id: "2") { price } }', owner)).toEqual({
      data: { own: { price: "1" }, other: { price: null } },
      errors: ["FORBIDDEN at other.price"],
    });
  });

  it("adds up with others, and asks `when` with the instant of the request", async () => {
    const source = '{ one: product(id: "1") { price } two: product(id: "2") { price } }';
    expect((await ask(source, officer)).data).toEqual({ one: { price: null }, two: { price: "2" } });
    expect((await ask(source, central)).data).toEqual({ one: { price: "1" }, two: { price: null } });
    expect((await ask(source, central, new Date(1))).data).toEqual({ one: { price: null }, two: { price: null } });
  });

  it("is nearer than its object's, whether it stands on the property or on the field's resolver", async () => {
    expect(await ask('{ product(id: "2") { id stock name { value } } }', officer)).toEqual({
      data: { product: { id: "2", stock: 7, name: { value: "Mật ong" } } },
      errors: [],
    });
    expect(await ask('{ product(id: "1") { recipe } }', owner)).toEqual({
      data: { product: { recipe: "of a" } },
      errors: [],
    });
    expect((await ask('{ product(id: "1") { stock } }', owner)).errors).toEqual(["FORBIDDEN at product.stock"]);
  });

  it("takes the whole object along when the field cannot be null", async () => {
    expect(await ask('{ product(id: "1") { id recipe } }', anonymous)).toEqual({
      data: { product: null },
      errors: ["FORBIDDEN at product.recipe"],
    });
  });

  it.each([
    ["an alias", '{ product(id: "2") { x: price } }', { product: { x: null } }],
    ["a fragment", '{ product(id: "2") { ...f } } fragment f on Product { price }', { product: { price: null } }],
    ["an interface", '{ named(id: "2") { price } }', { named: { price: null } }],
    ["a nested list", "{ products { nodes { price } } }", { products: { nodes: [{ price: "1" }, { price: null }] } }],
    [
      "an entity reference",
      '{ _entities(representations: [{ __typename: "Product", id: "2", producerId: "a" }]) { ... on Product { price } } }',
      { _entities: [{ price: null }] },
    ],
  ])("gives the same verdict through %s", async (_path, source, data) => {
    const answer = await ask(source, owner);
    expect(answer.data).toEqual(data);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]).toMatch(/^FORBIDDEN at /);
  });

  it("guards what a mutation returns", async () => {
    expect(await ask("mutation { rename { price } }", officer)).toEqual({
      data: { rename: { price: null } },
      errors: ["FORBIDDEN at rename.price"],
    });
  });
});

describe("an entity reference", () => {
  it("that fails or is out of scope is null alone", async () => {
    const keys = ["d", "none", "broken"].map((id) => `{ __typename: "Dossier", id: "${id}" }`).join(", ");
    const product = '{ __typename: "Product", id: "1" }';
    expect(
      await ask(
        `{ _entities(representations: [${keys}, ${product}]) { __typename ... on Dossier { lines { text } } ... on Product { price } } }`,
        owner,
      ),
    ).toEqual({
      data: {
        _entities: [
          { __typename: "Dossier", lines: [{ text: "one" }] },
          null,
          null,
          { __typename: "Product", price: "1" },
        ],
      },
      errors: ["NOT_FOUND at _entities.2"],
    });
  });
});

describe("a connection", () => {
  it("says where its page begins and ends", async () => {
    const page =
      "{ edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";
    expect((await ask(`{ products(first: 1) ${page} }`, owner)).data).toEqual({
      products: {
        edges: [{ cursor: "c1", node: { id: "1" } }],
        nodes: [{ id: "1" }],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: "c1", endCursor: "c1" },
      },
    });
    expect((await ask('{ products(after: "c0") { pageInfo { hasNextPage hasPreviousPage } } }', owner)).data).toEqual({
      products: { pageInfo: { hasNextPage: false, hasPreviousPage: true } },
    });
  });

  it("counts only for a client that asks", async () => {
    await ask("{ products { nodes { id } } }", owner);
    expect(calls).toEqual(["products"]);
    await ask("{ products { totalCount } }", owner);
    expect(calls).toEqual(["products", "products", "count"]);
  });

  it.each([-1, 0, 101])("refuses a page of %i before the resolver runs", async (first) => {
    expect(await ask(`{ products(first: ${String(first)}) { totalCount } }`, owner)).toEqual({
      data: { products: null },
      errors: ["BAD_USER_INPUT at products"],
    });
    expect(calls).toEqual([]);
  });

  it.each([1, 100])("gives a page of %i", async (first) => {
    expect((await ask(`{ products(first: ${String(first)}) { totalCount } }`, owner)).errors).toEqual([]);
  });
});
