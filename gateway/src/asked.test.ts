import { Refusal } from "@ocop/contracts";
import { type Askable, askedIn, bodyOfSearch } from "./asked";
import { hashOf } from "./documents";

const body = "query Sets { productSets { code } }";
const secret = "query Officers { me { subject } }";

const documents = new Map([
  [hashOf(body), { name: "Sets", body, audiences: ["internal", "public"] as const }],
  [hashOf(secret), { name: "Officers", body: secret, audiences: ["internal"] as const }],
]);

const open: Askable = { audience: "public", documents, isClosed: false };
const closed: Askable = { ...open, isClosed: true };

const asking = (askable: Askable, received: unknown): unknown => {
  try {
    return askedIn(askable, received);
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, ...error.facts };
    throw error;
  }
};

const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const found = { text: body, operationName: null, variables: {} };

describe("a document asked for by its hash", () => {
  it.each([
    ["as an extension of Apollo's", { extensions: persisted(hashOf(body)) }],
    ["as a document id", { documentId: `sha256:${hashOf(body)}` }],
    ["in capitals", { documentId: `sha256:${hashOf(body).toUpperCase()}` }],
    ["with its text beside it", { query: body, extensions: persisted(hashOf(body)) }],
  ])("is found: %s", (_case, received) => {
    expect([asking(open, received), asking(closed, received)]).toEqual([found, found]);
  });

  it.each([
    ["it is in no list", { extensions: persisted("0".repeat(64)) }],
    ["it belongs to another graph", { extensions: persisted(hashOf(secret)) }],
    ["its id is of another kind", { documentId: "md5:0" }],
    ["its id is called like a part of every object", { extensions: persisted("__proto__") }],
  ])("is unknown when %s", (_case, received) => {
    expect(asking(open, received)).toEqual({ code: "PERSISTED_QUERY_NOT_FOUND" });
  });

  it("is refused when the text beside it is another one, and not remembered", () => {
    const received = { query: "{ productSets { name } }", extensions: persisted(hashOf(body)) };
    expect(asking(open, received)).toEqual({ code: "BAD_REQUEST", field: "sha256Hash" });
    const registering = { query: "{ a }", extensions: persisted(hashOf("{ a }")) };
    expect(asking(open, registering)).toEqual({ text: "{ a }", operationName: null, variables: {} });
    expect(asking(open, { extensions: persisted(hashOf("{ a }")) })).toEqual({ code: "PERSISTED_QUERY_NOT_FOUND" });
  });
});

describe("a document sent as a text", () => {
  it("is run where texts are", () => {
    const received = { query: "query A { a }", operationName: "A", variables: { x: 1 } };
    expect(asking(open, received)).toEqual({ text: "query A { a }", operationName: "A", variables: { x: 1 } });
  });

  it("is run elsewhere when it is a listed one, to the letter and of this graph", () => {
    expect(asking(closed, { query: body })).toEqual(found);
    expect(asking(closed, { query: `${body} ` })).toEqual({ code: "PERSISTED_DOCUMENT_REQUIRED" });
    expect(asking(closed, { query: secret })).toEqual({ code: "PERSISTED_DOCUMENT_REQUIRED" });
    expect(asking(closed, { query: "{ a }", extensions: persisted(hashOf("{ a }")) })).toEqual({
      code: "PERSISTED_DOCUMENT_REQUIRED",
    });
  });
});

it.each([
  ["nothing", undefined, "body"],
  ["several requests at once", [{ query: body }], "body"],
  ["no document", {}, "query"],
  ["an empty one", { query: "" }, "query"],
  ["a document that is no text", { query: 0 }, "query"],
  ["variables that are a text", { query: body, variables: "{}" }, "variables"],
  ["a document id that is no text, beside a text", { query: body, documentId: 5 }, "documentId"],
  ["an extension that is none, beside a text", { query: body, extensions: { persistedQuery: 0 } }, "extensions"],
  [
    "another version of it",
    { query: body, extensions: { persistedQuery: { version: 2, sha256Hash: "" } } },
    "extensions",
  ],
])("nothing can be made of %s", (_case, received, field) => {
  const refusal = { code: "BAD_REQUEST", field };
  expect([asking(open, received), asking(closed, received)]).toEqual([refusal, refusal]);
});

describe("the parameters of a GET", () => {
  const search = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();
  const reading = (text: string): unknown => {
    try {
      return bodyOfSearch(text);
    } catch (error) {
      if (error instanceof Refusal) return { code: error.code, ...error.facts };
      throw error;
    }
  };

  it("are read as the body of a POST", () => {
    const text = search({
      extensions: JSON.stringify(persisted(hashOf(body))),
      variables: '{"first":3}',
      operationName: "Sets",
    });
    expect(asking(closed, bodyOfSearch(text))).toEqual({ text: body, operationName: "Sets", variables: { first: 3 } });
    expect(asking(closed, bodyOfSearch(search({ documentId: `sha256:${hashOf(body)}` })))).toEqual(found);
  });

  it.each([
    ["nothing", ""],
    ["a text", search({ query: body })],
    ["a text with its hash", search({ query: body, documentId: `sha256:${hashOf(body)}` })],
  ])("are none with %s", (_case, text) => {
    expect(reading(text)).toBeNull();
  });

  it.each([
    ["variables that are no JSON", "documentId=x&variables=%7B", "variables"],
    ["extensions that are no JSON", "extensions=x", "extensions"],
    ["a parameter that is given twice", "documentId=x&documentId=y", "documentId"],
    [
      "a variable called like a part of every object",
      `documentId=x&${search({ variables: '{"__proto__":{"a":1}}' })}`,
      "variables",
    ],
  ])("are refused with %s", (_case, text, field) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    expect(reading(text)).toEqual({ code: "BAD_REQUEST", field });
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});
