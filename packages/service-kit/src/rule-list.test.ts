import { assertRuled, rulesOf, unruled } from "./rule-list";

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
    ["a part with a key", 'type A @key(fields: "id") @part { id: ID! }', ["A is an entity and cannot be a part"]],
  ])("is broken by %s", (_what, sdl, broken) => {
    expect(unruled(sdl)).toEqual(broken);
    expect(() => {
      assertRuled(sdl);
    }).toThrow(broken[0]);
  });
});

describe("the rule of a field", () => {
  it("is its own, else its object's, else none", () => {
    expect(rulesOf('type A @authz(anyOf: ["x", "y"]) { a: Int b: Int @public } type B { c: Int }')).toEqual([
      { type: "A", field: "a", rule: { kind: "authz", anyOf: ["x", "y"] }, from: "object" },
      { type: "A", field: "b", rule: { kind: "public" }, from: "field" },
      { type: "B", field: "c", rule: { kind: "none" }, from: "nowhere" },
    ]);
  });
});
