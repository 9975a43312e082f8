import { Kind, parse } from "graphql";
import { measureOperation, type MeasuredOperation } from "./cost";
import { shapeOf } from "./shape";

const shape = shapeOf(`
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | FIELD_DEFINITION | OBJECT
  type Query {
    me: Person
    products(first: Int! = 20): ProductConnection @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], assumedSize: 20, requireOneSlicingArgument: false)
    sets: [Set!] @listSize(assumedSize: 26)
    rounds: [Round!]
    newest(first: Int! = 5, limit: Int = 3): [Product!] @listSize(slicingArguments: ["first", "limit"])
    plain(first: Int): PlainConnection
    search(text: String @cost(weight: 8)): Int @cost(weight: 30)
    thing: Thing
    archive: Archive
  }
  type Archive @cost(weight: 6) { name: String again: Archive @cost(weight: 2) }
  type Mutation { rename(id: ID!): Product close: Boolean }
  interface Thing { name: String }
  type Person implements Thing { name: String friends: [Person!] pals(first: Int = 4): [Person!] }
  type Set { code: String }
  type Round { id: ID }
  type Product implements Thing { id: ID name: String tags: [String!] producer: Person dear: Person @cost(weight: 9) makers: [Person!] @listSize(assumedSize: 2) }
  type ProductConnection { nodes: [Product!]! edges: [Edge!]! pageInfo: PageInfo! totalCount: Int }
  type Edge { cursor: String node: Product }
  type PlainConnection { nodes: [Product!]! }
  type PageInfo { endCursor: String }
`);

const measured = (text: string, name = ""): MeasuredOperation => {
  const document = parse(text);
  const operation = document.definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION && (node.name?.value ?? "") === name,
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no such operation");
  return measureOperation(shape, document, operation);
};

const requested = (text: string, variables: Readonly<Record<string, unknown>> = {}): number =>
  measured(text).requested(variables);

describe("what an operation is taken to cost", () => {
  it.each([
    ["an object costs one, its scalars nothing", "{ me { name } }", 1],
    ["the type of an answer costs nothing", "{ __typename me { __typename } }", 1],
    ["the schema asked about itself costs nothing", "{ __schema { types { fields { name } } } }", 0],
    ["a page has the size of `first`", "{ products(first: 3) { nodes { id } } }", 1 + 3],
    [
      "what is inside a page counts for each of its items",
      "{ products(first: 3) { nodes { producer { name } } } }",
      1 + 3 * 2,
    ],
    [
      "nodes and edges of a page are both as long",
      "{ products(first: 3) { nodes { id } edges { node { id } } } }",
      1 + 3 + 3 * 2,
    ],
    ["what is beside them is there once", "{ products(first: 3) { totalCount pageInfo { endCursor } } }", 1 + 1],
    ["a page without `first` has its default", "{ products { nodes { id } } }", 1 + 20],
    ["a page is never longer than the longest there is", "{ products(first: 100000) { nodes { id } } }", 1 + 100],
    ["a list has the size that its schema states", "{ sets { code } }", 26],
    ["a list that nothing is known of has twenty items", "{ rounds { id } }", 20],
    ["a list inside a list multiplies", "{ products(first: 10) { nodes { makers { name } } } }", 1 + 10 * (1 + 2)],
    ["the greatest of several sizes counts", "{ newest(limit: 40) { id } }", 40],
    ["and their defaults do", "{ newest { id } }", 5],
    ["`first` speaks for a page whose schema says nothing", "{ plain(first: 4) { nodes { id } } }", 1 + 4],
    ["a list of scalars costs nothing", "{ products(first: 3) { nodes { tags } } }", 1 + 3],
    [
      "a weight of its own replaces the usual one",
      "{ products(first: 2) { nodes { dear { name } } } }",
      1 + 2 * (1 + 9),
    ],
    ["so does one of its type", "{ archive { name } }", 6],
    ["and that of the field comes before that of the type", "{ archive { again { name } } }", 6 + 2],
    ["weights of fields and of arguments add up", '{ search(text: "chè") }', 38],
    ["an argument that is left out weighs nothing", "{ search }", 30],
    ["a mutation costs ten more than it answers", 'mutation { rename(id: "1") { id } close }', 10 + 1 + 10],
    ["two names for one field are two fields", "{ a: me { name } b: me { name } }", 2],
    [
      "one field asked for twice is one",
      "{ me { name } me { __typename } ...F } fragment F on Query { me { name } }",
      1,
    ],
    [
      "fields of several types at one place add up",
      "{ thing { ... on Product { producer { name } } ... on Person { friends { name } } } }",
      1 + 1 + 20,
    ],
    [
      "of lists of several types under one name the longest counts",
      "{ thing { ... on Product { x: makers { name } } ... on Person { x: friends { name } } } }",
      1 + 20,
    ],
    [
      "wherever it stands",
      "{ thing { ... on Person { x: friends { name } } ... on Product { x: makers { name } } } }",
      1 + 20,
    ],
  ])("%s", (_rule, text, cost) => {
    expect(requested(text)).toBe(cost);
  });

  it.each([
    ["of the request", { n: 7 }, 1 + 7],
    ["of the document when the request has none", {}, 1 + 4],
    ["of the document when the request has nonsense", { n: "many" }, 1 + 4],
    ["at most of the longest page", { n: 5_000 }, 1 + 100],
    ["at least of an empty one", { n: -5 }, 1],
  ])("sizes a page by the variable %s", (_case, variables, cost) => {
    expect(requested("query ($n: Int = 4) { products(first: $n) { nodes { id } } }", variables)).toBe(cost);
  });

  it("falls back to the default of the schema for a variable that nobody sets", () => {
    expect(requested("query ($n: Int) { newest(first: $n) { id } }")).toBe(5);
  });

  it("counts the longest of several lists under one name by its variable too", () => {
    const text =
      "query ($n: Int!) { thing { ... on Product { x: makers { name } } ... on Person { x: pals(first: $n) { name } } } }";
    expect([0, 1, 2, 7].map((n) => requested(text, { n }))).toEqual([1 + 2, 1 + 2, 1 + 2, 1 + 7]);
  });

  it("takes no size from what every object has", () => {
    expect(requested("query ($constructor: Int) { newest(first: $constructor) { id } }")).toBe(5);
  });

  it("is that of the operation that is asked for", () => {
    const text = "query A { me { name } } query B { rounds { id } }";
    expect([measured(text, "A").requested({}), measured(text, "B").requested({})]).toEqual([1, 20]);
  });

  it("ends for a fragment inside itself, which validation refuses", () => {
    expect(requested("{ me { ...F } } fragment F on Person { friends { ...F } }")).toBe(1 + 20);
  });
});

describe("what an operation really cost", () => {
  it("counts the objects that were answered", () => {
    const operation = measured("{ products(first: 50) { nodes { id producer { name } } pageInfo { endCursor } } }");
    const data = {
      products: {
        nodes: [
          { id: "1", producer: { name: "a" } },
          { id: "2", producer: null },
        ],
        pageInfo: {},
      },
    };
    expect([operation.requested({}), operation.actual(data)]).toEqual([1 + 50 * 2 + 1, 1 + 2 + 1 + 1]);
  });

  it("is nothing without an answer, and ten for a mutation that answered null", () => {
    const operation = measured('mutation { rename(id: "1") { id } }');
    expect([operation.actual(null), operation.actual({ rename: null })]).toEqual([0, 10]);
  });

  it("counts only the fields of the type that came", () => {
    const operation = measured("{ thing { ... on Product { producer { name } } ... on Person { friends { name } } } }");
    expect(operation.actual({ thing: { friends: [{ name: "a" }, { name: "b" }] } })).toBe(1 + 2);
  });

  it("reads answers under names that every object has", () => {
    const operation = measured("{ constructor: me { name } __proto__: me { name } }");
    const data = JSON.parse('{ "__proto__": { "name": "a" } }') as Record<string, unknown>;
    expect(operation.actual(data)).toBe(1);
  });

  it("is never more than was taken, as long as lists are as long as was asked", () => {
    const operation = measured("query ($n: Int!) { products(first: $n) { nodes { id makers { name } } } }");
    for (const n of [0, 1, 20, 100]) {
      const nodes = Array.from({ length: n }, () => ({ id: "1", makers: [{ name: "a" }, { name: "b" }] }));
      expect(operation.actual({ products: { nodes } })).toBe(operation.requested({ n }));
    }
  });
});

it("names every field of the schema that an operation uses, once", () => {
  const { fields } = measured(
    "{ x: me { name __typename } products { nodes { ...P } edges { node { ...P } } } nothing } fragment P on Product { id producer { name } }",
  );
  expect(fields).toEqual([
    "Edge.node",
    "Person.name",
    "Product.id",
    "Product.producer",
    "ProductConnection.edges",
    "ProductConnection.nodes",
    "Query.me",
    "Query.products",
  ]);
});
