import { assertRuled, ruleListOf, rulesOf, unruled } from "./rule-list";

const lawful = `
  type Query { product(id: ID!): Product @public }
  type Mutation { rename: Product @authz(anyOf: ["producer.own"]) }
  type Product @key(fields: "id") @public { id: ID! price: String @authz(anyOf: ["producer.own"]) }
  type Dossier @key(fields: "id") { id: ID! state: String @external meanScore: String @authz(anyOf: ["council.member"]) }
  type Line @part { text: String! }
  type PageInfo @shareable { hasNextPage: Boolean! }
`;

describe("default deny", () => {
  it("holds when every field that could leak has a rule", () => {
    expect(unruled(lawful)).toEqual([]);
    expect(() => {
      assertRuled(lawful);
    }).not.toThrow();
  });

  it.each([
    ["a root field", "type Query { a: Int }", ["Query.a has no rule"]],
    ["a mutation", "type Mutation { a: Int b: Int @public }", ["Mutation.a has no rule"]],
    ["a field of an own type", "type A { x: Int y: Int @public }", ["A.x has no rule"]],
    ["a contributed field", 'type A @key(fields: "id") { id: ID! x: Int }', ["A.x has no rule"]],
    ["the second part of no key", 'type A @key(fields: "id b { c }") { id: ID! b: Int c: Int }', ["A.c has no rule"]],
    ["a root type that carries a rule", "type Query @public { a: Int }", ["Query may not carry a rule itself"]],
    ["a ruled shared type", "type Money @shareable @public { amount: String! }", ["Money may not carry a rule itself"]],
    ["a ruled field of a shared type", "type Money { amount: String! @public }", ["Money.amount may not carry a rule"]],
    ["a ruled text", "type LocalizedText @public { vi: String! }", ["LocalizedText may not carry a rule itself"]],
    ["a type that is called oddly", "type Odd_ { a: Int }", ["Odd_.a has no rule"]],
    [
      "a field that another directive names",
      'type A @key(fields: "id") @other(fields: "x") { id: ID! x: Int }',
      ["A.x has no rule"],
    ],
    [
      "a field that the key names beside its fields",
      'type A @key(fields: "id", note: "x") { id: ID! x: Int }',
      ["A.x has no rule"],
    ],
    ["a key that is no text", 'type A @key(fields: ["id"]) { id: ID! }', ["A.id has no rule"]],
    ["a part with a key", 'type A @key(fields: "id") @part { id: ID! }', ["A is an entity and cannot be a part"]],
  ])("is broken by %s", (_what, sdl, broken) => {
    expect(unruled(sdl)).toEqual(broken);
    expect(() => {
      assertRuled(sdl);
    }).toThrow(broken[0]);
  });
});

describe("outside default deny", () => {
  it.each([
    ["the federation's own types", "type _Service { sdl: String } type A @public { a: Int }"],
    ["what is no object", "enum E { X } input I { a: Int } scalar S"],
    ["every field of a key, however it is written", 'type A @key(fields: " id{c}b ") { id: ID! b: Int }'],
    ["every field of several keys", 'type A @key(fields: "id") @key(fields: "b") { id: ID! b: Int }'],
  ])("is %s", (_what, sdl) => {
    expect(unruled(sdl)).toEqual([]);
  });
});

describe("a broken law", () => {
  it("is told with every place of it, one a line", () => {
    expect(() => {
      assertRuled("type Query { a: Int } type A { x: Int }");
    }).toThrow(new Error("Default deny is broken:\n  Query.a has no rule\n  A.x has no rule"));
  });
});

describe("the printed list of rules", () => {
  it("is sorted, joins what guards a field and leaves out what has no rule", () => {
    expect(
      ruleListOf('type B @public { b: Int } type A { z: Int @authz(anyOf: ["x", "y"]) a: Int c: Int @public }'),
    ).toEqual(["A.c → public", "A.z → x | y", "B.b → public"]);
  });
});

describe("the rule of a field", () => {
  it("is read from the argument of its name in the directive of its name, and from no other", () => {
    const ruleOf = (directive: string) => rulesOf(`type A { a: Int ${directive} }`).map(({ rule }) => rule);
    expect(ruleOf('@authz(note: "x", anyOf: ["y"])')).toEqual([{ kind: "authz", anyOf: ["y"] }]);
    expect(ruleOf('@other(anyOf: ["x"])')).toEqual([{ kind: "none" }]);
    expect(ruleOf('@other(anyOf: ["x"]) @authz(anyOf: ["y"])')).toEqual([{ kind: "authz", anyOf: ["y"] }]);
    expect(ruleOf("@authz")).toEqual([{ kind: "none" }]);
  });

  it("is its own, else its object's, else none", () => {
    expect(rulesOf('type A @authz(anyOf: ["x", "y"]) { a: Int b: Int @public } type B { c: Int }')).toEqual([
      { type: "A", field: "a", rule: { kind: "authz", anyOf: ["x", "y"] }, from: "object" },
      { type: "A", field: "b", rule: { kind: "public" }, from: "field" },
      { type: "B", field: "c", rule: { kind: "none" }, from: "nowhere" },
    ]);
  });
});
