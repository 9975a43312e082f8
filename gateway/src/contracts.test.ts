import { composeServices } from "@apollo/composition";
import { prelude } from "@ocop/service-kit";
import fc from "fast-check";
import {
  buildSchema,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
} from "graphql";
import { apiSchemaOf } from "./api-schema";
import { contractOf } from "./contracts";

const compose = (...texts: readonly string[]): string => {
  const composed = composeServices(
    texts.map((text, nth) => ({
      name: `s${String(nth)}`,
      url: `http://s${String(nth)}`,
      typeDefs: parse(`${prelude}\n${text}`),
    })),
  );
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join("\n"));
  return composed.supergraphSdl;
};

const open = '@tag(name: "public")';

const contract = (...texts: readonly string[]) => contractOf(compose(...texts), "public");

const schemaOf = (...texts: readonly string[]) => {
  const { supergraph, broken } = contract(...texts);
  expect(broken).toEqual([]);
  return buildSchema(apiSchemaOf(supergraph));
};

const ownTypes = (schema: GraphQLSchema): readonly string[] =>
  Object.keys(schema.getTypeMap())
    .filter((name) => !name.startsWith("__") && !["Boolean", "Float", "ID", "Int", "String"].includes(name))
    .sort();

const fieldsOf = (schema: GraphQLSchema, name: string): readonly string[] => {
  const type = schema.getType(name);
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.keys(type.getFields()).sort()
    : [];
};

describe("a contract graph", () => {
  const catalogue = `
    type Query {
      products(where: Where ${open}, first: Int = 20 ${open}, secretly: Boolean): [Product!] @public ${open}
      dossiers(where: DossierWhere): [Dossier!] @authz(anyOf: ["producer.own"])
    }
    type Mutation { submit(input: SubmitInput!): Dossier @authz(anyOf: ["producer.own"]) }
    input SubmitInput { id: ID! }
    input Where { name: String ${open} kind: Kind ${open} price: Int }
    input DossierWhere { state: DossierState }
    enum Kind { TEA HONEY }
    enum DossierState { DRAFT DONE }
    scalar Day
    scalar Score
    type Product @key(fields: "id") @public { id: ID! name: String ${open} since: Day ${open} price: Int }
    type Dossier @public { id: ID! product: Product score: Score state: DossierState }
  `;

  it("has what carries its tag, the types that follow from it, and nothing else", () => {
    const schema = schemaOf(catalogue);
    expect(ownTypes(schema)).toEqual(["Day", "Kind", "Product", "Query", "Where"]);
    expect(fieldsOf(schema, "Query")).toEqual(["products"]);
    const args = schema.getQueryType()?.getFields()["products"]?.args ?? [];
    expect(args.map(({ name }) => name).sort()).toEqual(["first", "where"]);
    expect(fieldsOf(schema, "Product")).toEqual(["name", "since"]);
    expect(fieldsOf(schema, "Where")).toEqual(["kind", "name"]);
    expect(schema.getMutationType()).toBeUndefined();
  });

  it("takes the tags of one field from every subgraph, together", () => {
    const owner = `type Query { product: Product @public ${open} } type Product @key(fields: "id") @public { id: ID! name: String @shareable }`;
    const other = `type Product @key(fields: "id") { id: ID! name: String @shareable ${open} stars: Int @public ${open} }`;
    expect(fieldsOf(schemaOf(owner, other), "Product")).toEqual(["name", "stars"]);
  });

  it("hides keys and what other fields require, without which the planner could not plan", () => {
    const owner = `type Query { product: Product @public ${open} } type Product @key(fields: "id") @public { id: ID! weight: Int }`;
    const other = `type Product @key(fields: "id") { id: ID! weight: Int @external freight: Int @requires(fields: "weight") @public ${open} }`;
    const schema = schemaOf(owner, other);
    expect(fieldsOf(schema, "Product")).toEqual(["freight"]);
  });

  it("is one for each audience: a tag of another one is none", () => {
    const both = `type Query { a: Int @public ${open} b: Int @public @tag(name: "partner") @tag(name: "public") c: Int @public @tag(name: "partner") }`;
    expect(fieldsOf(buildSchema(apiSchemaOf(contractOf(compose(both), "public").supergraph)), "Query")).toEqual([
      "a",
      "b",
    ]);
    expect(fieldsOf(buildSchema(apiSchemaOf(contractOf(compose(both), "partner").supergraph)), "Query")).toEqual([
      "b",
      "c",
    ]);
  });

  it("keeps a union whole, and an interface with every type that implements it", () => {
    const schema = schemaOf(`
      type Query { found: Found @public ${open} named: Named @public ${open} }
      union Found = A | B
      interface Named { name(short: Boolean ${open}): String ${open} secret: Int }
      type A implements Named @public { name(short: Boolean ${open}): String ${open} secret: Int }
      type B implements Named @public { name(short: Boolean ${open}): String ${open} secret: Int }
    `);
    expect(ownTypes(schema)).toEqual(["A", "B", "Found", "Named", "Query"]);
    expect(fieldsOf(schema, "Named")).toEqual(["name"]);
  });
});

describe("a contract cannot be made, and the coordinate is named,", () => {
  const root = `type Query { ok: Int @public ${open} product: Product @public ${open} }`;

  it.each([
    [
      "when an argument that must be given has no tag",
      `type Query { a(id: ID!, first: Int! = 5): Int @public ${open} }`,
      ["Query.a(id:) is required and not tagged"],
    ],
    [
      "when an input field that must be given has no tag",
      `type Query { a(where: Where ${open}): Int @public ${open} } input Where { name: String ${open} list: String! }`,
      ["Where.list is required and not tagged"],
    ],
    [
      "when such a field lies deep inside an input",
      `type Query { a(where: Where ${open}): Int @public ${open} } input Where { deep: [Deep!] ${open} } input Deep { x: Int ${open} where: Where y: Int! }`,
      ["Deep.y is required and not tagged"],
    ],
    [
      "when an input has no tagged field",
      `type Query { a(where: Where ${open}): Int @public ${open} } input Where { name: String }`,
      ["Query.a(where:) takes Where, of which no field is tagged"],
    ],
    [
      "when a field gives a type with nothing in it",
      `${root} type Product @public { id: ID! }`,
      ["Query.product gives Product, of which no field is tagged"],
    ],
    [
      "when a field of a union may give a hidden type",
      `type Query { found: Found @public ${open} } union Found = A | B type A @public { a: Int ${open} } type B @public { b: Int }`,
      ["Query.found may give B, of which no field is tagged"],
    ],
    [
      "when a field of an interface may give a hidden type",
      `type Query { named: Named @public ${open} b: B @public } interface Named { name: String ${open} }
       type A implements Named @public { name: String ${open} } type B implements Named @public { name: String }`,
      ["Query.named may give B, of which no field is tagged"],
    ],
    [
      "when a type lacks a field that its interface keeps",
      `type Query { a: A @public ${open} } interface Named { name: String ${open} }
       type A implements Named @public { name: String x: Int ${open} }`,
      ["A.name is not tagged, and that of Named is"],
    ],
    [
      "when a type lacks an argument that its interface keeps",
      `type Query { a: A @public ${open} } interface Named { name(lang: String ${open}): String ${open} }
       type A implements Named @public { name(lang: String): String ${open} }`,
      ["A.name(lang:) is not tagged, and that of Named is"],
    ],
    [
      "when a field is tagged that nobody may see at all",
      `type Query { ok: Int @public ${open} a: Int @public @inaccessible ${open} }`,
      ["Query.a is tagged and inaccessible"],
    ],
    [
      "when a type is inaccessible and its fields are tagged",
      `type Query { ok: Int @public ${open} a: A @public @inaccessible } type A @public @inaccessible { a: Int ${open} }`,
      ["A is inaccessible and has tagged fields"],
    ],
    ["when no query is tagged", "type Query { a: Int @public }", ["Query has no tagged field"]],
  ])("%s", (_case, text, broken) => {
    expect(contract(text).broken).toEqual(broken);
  });
});

describe("any contract that can be made", () => {
  const names = ["a", "b", "c"] as const;
  const kinds = ["Int", "A", "B", "[A!]", "E", "S"] as const;
  const marks = fc.record({
    kind: fc.constantFrom(...kinds),
    isOpen: fc.boolean(),
    takes: fc.constantFrom(null, "Int", "I", "E"),
  });
  const type = fc.record({ a: marks, b: marks, c: marks });
  const written = (fields: Readonly<Record<string, { kind: string; isOpen: boolean; takes: string | null }>>): string =>
    Object.entries(fields)
      .map(
        ([name, { kind, isOpen, takes }]) =>
          `${name}${takes ? `(x: ${takes}${isOpen ? open : ""})` : ""}: ${kind} @public ${isOpen ? open : ""}`,
      )
      .join(" ");

  const said = (schema: GraphQLSchema, operation: string): readonly string[] =>
    validate(schema, parse(operation), undefined, { hideSuggestions: true }).map(({ message }) => message);

  it("has exactly its tagged fields, and refuses every other as it refuses a name that never was", () => {
    const runs = 60 * Number(process.env["OCOP_TEST_SCALE"] ?? "1");
    let made = 0;
    fc.assert(
      fc.property(type, type, type, fc.tuple(fc.boolean(), fc.boolean()), (query, a, b, [x, y]) => {
        const text = `type Query { ${written(query)} } type A { ${written(a)} } type B { ${written(b)} }
          enum E { X Y } scalar S input I { x: Int ${x ? open : ""} y: E ${y ? open : ""} }`;
        const { supergraph, broken } = contractOf(compose(text), "public");
        if (broken.length > 0) return;
        made += 1;
        const schema = buildSchema(apiSchemaOf(supergraph));
        const whole = { Query: query, A: a, B: b };
        for (const [name, fields] of Object.entries(whole))
          expect(fieldsOf(schema, name)).toEqual(names.filter((field) => fields[field].isOpen));
        for (const field of names.filter((one) => !query[one].isOpen))
          expect(said(schema, `{ ${field} }`)).toEqual([said(schema, "{ neverWas }")[0]?.replace("neverWas", field)]);
      }),
      { numRuns: runs },
    );
    expect(made).toBeGreaterThan(0);
  });
});
