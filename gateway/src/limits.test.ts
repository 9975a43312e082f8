import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import { GraphQLError } from "graphql";
import { checkLimits, maxTokens, parseDocument } from "./limits";

const times = (count: number, text: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(" ");

/** What is said against a document; null when nothing is. */
const verdictOn = (text: string): unknown => {
  try {
    checkLimits(parseDocument(text));
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, ...error.facts };
  }
};

const exceeds = (limit: string, max: number, got: number) => ({ code: "GRAPHQL_VALIDATION_FAILED", limit, max, got });

const nested = (depth: number): string => `${"{ a ".repeat(depth)}${"}".repeat(depth)}`;

describe("a document within its limits", () => {
  it.each([
    ["twelve fields inside one another", nested(12)],
    ["fifteen aliases", `{ ${times(15, (nth) => `a${String(nth)}: __typename`)} }`],
    ["eight directives", `{ a ${times(8, () => "@x")} }`],
    ["four mutations", `mutation { ${times(4, (nth) => `a${String(nth)}`)} }`],
    ["aliases called like the parts of every object", "{ constructor: a __proto__: b prototype: c }"],
    ["a fragment that does not exist, which validation refuses", "{ ...Nothing }"],
    [
      "a fragment inside itself, which validation refuses",
      "{ ...A } fragment A on T { a ...B } fragment B on T { ...A }",
    ],
    [
      "the question of every tool for the schema",
      `{ __schema { types { ${"ofType { ".repeat(20)}name${" }".repeat(20)} } } }`,
    ],
  ])("may have %s", (_case, text) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    expect(verdictOn(text)).toBeNull();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});

describe("a document beyond its limits", () => {
  it.each([
    ["depth", nested(13), 12, 13],
    ["aliases", `{ ${times(16, (nth) => `a${String(nth)}: __typename`)} }`, 15, 16],
    ["directives", `{ a ${times(9, () => "@x")} }`, 8, 9],
    ["mutations", `mutation { ${times(5, (nth) => `a${String(nth)}`)} }`, 4, 5],
  ])("is refused for its %s", (limit, text, max, got) => {
    expect(verdictOn(text)).toEqual(exceeds(limit, max, got));
  });

  it.each([
    ["aliases", `{ ${times(4, () => "...F")} } fragment F on T { ${times(4, (nth) => `a${String(nth)}: b`)} }`, 15, 16],
    ["depth", `{ a { ...F } } fragment F on T ${nested(12)}`, 12, 13],
    ["directives", "{ ...F ...F ...F } fragment F on T { a @x @y @z }", 8, 9],
    ["mutations", "mutation { ...F ...F } fragment F on Mutation { a b c }", 4, 6],
  ])("is refused for its %s when they hide in fragments", (limit, text, max, got) => {
    expect(verdictOn(text)).toEqual(exceeds(limit, max, got));
  });

  it("counts directives on variables, operations, fragments and spreads", () => {
    const text = "query ($v: Int @a) @b @c { ...F @d @e ... @f { a @g } } fragment F on T @h @i { a }";
    expect(verdictOn(text)).toEqual(exceeds("directives", 8, 9));
  });

  it("is refused for the operation that is not asked for, too", () => {
    expect(verdictOn(`query A { a } query B ${nested(13)}`)).toEqual(exceeds("depth", 12, 13));
  });

  it("is refused for the fields that its fragments would write out, counted without writing them out", () => {
    const bomb = `{ ...F0 } ${times(30, (nth) => `fragment F${String(nth)} on T { ${times(10, () => `...F${String(nth + 1)}`)} }`)} fragment F30 on T { id }`;
    expect(verdictOn(bomb)).toEqual(exceeds("expansion", 2_000, 1_000_000));
  });

  it("is refused when it has too many tokens, before it is read to its end", () => {
    const text = (tokens: number): string => `{ ${times(tokens - 2, () => "a")} }`;
    expect(() => parseDocument(text(maxTokens))).not.toThrow();
    expect(() => parseDocument(text(maxTokens + 1))).toThrow(GraphQLError);
  });

  it("is measured in the time of its text: a bomb of fragments visits each once", () => {
    let visits = 0;
    const document = parseDocument(
      `{ ...F0 } ${times(40, (nth) => `fragment F${String(nth)} on T { ...F${String(nth + 1)} ...F${String(nth + 1)} }`)} fragment F40 on T { id }`,
    );
    for (const node of document.definitions)
      if ("selectionSet" in node) {
        const { selectionSet } = node;
        Object.defineProperty(node, "selectionSet", {
          get: () => {
            visits += 1;
            return selectionSet;
          },
        });
      }
    expect(() => {
      checkLimits(document);
    }).toThrow(Refusal);
    expect(visits).toBe(42);
  });
});

it("counts fragments as if they were written out, whatever the document", () => {
  const selection: fc.Arbitrary<string> = fc.letrec<{ set: string; one: string }>((tie) => ({
    set: fc.array(tie("one"), { minLength: 1, maxLength: 4 }).map((ones) => ones.join(" ")),
    one: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("a", "x: a", "__typename", "t: __typename @d"),
      tie("set").map((set) => `a { ${set} }`),
      tie("set").map((set) => `... on T { ${set} }`),
    ),
  })).set;
  fc.assert(
    fc.property(selection, selection, (inner, outer) => {
      const shared = `{ ${outer} a { ...F } ...F } fragment F on T { ${inner} }`;
      const written = `{ ${outer} a { ... on T { ${inner} } } ... on T { ${inner} } }`;
      expect(verdictOn(shared)).toEqual(verdictOn(written));
    }),
  );
});
