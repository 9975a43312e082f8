import { Refusal } from "@ocop/contracts";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { checkVariables, variableTypes } from "./lists";
import { measureOperation } from "./cost";
import { shapeOf } from "./shape";

const shape = shapeOf(`
  type Query { products(where: Where, ids: [ID!], codes: [String!]): Int }
  type Mutation { label(input: LabelInput!): Int }
  input Where { ids: [ID!] codes: [String!] either: [Where!] }
  input LabelInput { serials: [String!]! unitIds: [ID!] first: Where }
`);

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => String(nth));

const operationIn = (text: string): OperationDefinitionNode => {
  const [node] = parse(text).definitions;
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  return node;
};

const refusalOf = (check: () => void): unknown => {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, ...error.facts };
    throw error;
  }
};

const sent = (types: string, variables: Readonly<Record<string, unknown>>): unknown =>
  refusalOf(() => {
    checkVariables(shape, variableTypes(operationIn(`query (${types}) { products }`)), variables);
  });

const written = (text: string): unknown =>
  refusalOf(() => {
    measureOperation(shape, parse(text), operationIn(text));
  });

describe("a list that a client sends", () => {
  it.each([
    ["250 items", "$c: [String!]", { c: many(250) }],
    ["100 ids", "$i: [ID!]", { i: many(100) }],
    ["100 ids and 250 items inside an input", "$w: Where", { w: { ids: many(100), codes: many(250) } }],
    ["nothing at all", "$c: [String!]", { c: null }],
  ])("may have %s", (_case, types, variables) => {
    expect(sent(types, variables)).toBeNull();
  });

  it.each([
    ["251 items", "$c: [String!]", { c: many(251) }, { field: "c", max: 250 }],
    ["101 ids", "$i: [ID!]!", { i: many(101) }, { field: "i", max: 100 }],
    ["101 ids inside an input", "$w: Where", { w: { ids: many(101) } }, { field: "w.ids", max: 100 }],
    [
      "101 ids deep inside",
      "$l: LabelInput!",
      { l: { first: { either: [{ ids: many(101) }] } } },
      { field: "l.first.either.ids", max: 100 },
    ],
    ["251 serials", "$l: LabelInput!", { l: { serials: many(251) } }, { field: "l.serials", max: 250 }],
    [
      "251 items for a variable that nobody declared",
      "$c: [String!]",
      { other: many(251) },
      { field: "other", max: 250 },
    ],
  ])("is refused with %s", (_case, types, variables, facts) => {
    expect(sent(types, variables)).toEqual({ code: "BAD_USER_INPUT", ...facts });
  });

  it("is refused when it is nested deeper than any input, and never by running out of stack", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect(sent("$c: [String!]", { c: deep })).toEqual({ code: "BAD_USER_INPUT", field: "c", max: 24 });
  });

  it("is measured in the text of the document too", () => {
    const ids = (count: number): string =>
      many(count)
        .map((id) => `"${id}"`)
        .join(" ");
    expect(written(`{ products(ids: [${ids(100)}]) }`)).toBeNull();
    expect(written(`{ products(ids: [${ids(101)}]) }`)).toEqual({ code: "BAD_USER_INPUT", field: "ids", max: 100 });
    expect(written(`{ products(where: { either: [{ ids: [${ids(101)}] }] }) }`)).toEqual({
      code: "BAD_USER_INPUT",
      field: "where.either.ids",
      max: 100,
    });
    expect(written(`{ products(codes: [${ids(251)}]) }`)).toEqual({ code: "BAD_USER_INPUT", field: "codes", max: 250 });
  });

  it("leaves Object.prototype as it was, whatever its members are called", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const named: unknown = JSON.parse('{ "__proto__": { "ids": ["1"] }, "constructor": { "prototype": ["1"] } }');
    expect(sent("$w: Where", { w: named })).toBeNull();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});
