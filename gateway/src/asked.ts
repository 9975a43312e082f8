import { Refusal } from "@ocop/contracts";
import { z } from "zod";
import type { Audience } from "./audiences";
import { type Documents, hashOf, type PersistedDocument } from "./documents";

/** What a client asked for, with the document that its hash stands for written out. */
export type Asked = {
  readonly text: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
};

const record = z.record(z.string(), z.unknown());

/** What a request may hold. Nothing else may reach the server: it would run a text that nobody has looked at. */
const body = z.looseObject({
  query: z.string().nullish(),
  documentId: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: z
    .looseObject({ persistedQuery: z.looseObject({ version: z.literal(1), sha256Hash: z.string() }).nullish() })
    .nullish(),
});

type Body = z.output<typeof body>;

const refuse = (code: string, facts: Record<string, string> = {}): never => {
  throw new Refusal(code, facts);
};

/** The hash by which a document is asked for, as `documentId` or as an extension of Apollo's; null when it is not. */
const hashIn = ({ documentId, extensions }: Body): string | null => {
  if (typeof documentId !== "string") return extensions?.persistedQuery?.sha256Hash ?? null;
  const [, hash] = /^sha256:([\da-f]{64})$/i.exec(documentId) ?? [];
  return hash?.toLowerCase() ?? refuse("PERSISTED_QUERY_NOT_FOUND");
};

export type Askable = {
  readonly audience: Audience;
  readonly documents: Documents;
  /** only listed documents may be run */
  readonly isClosed: boolean;
};

const listed = ({ audience, documents }: Askable, hash: string): PersistedDocument | null => {
  const document = documents.get(hash.toLowerCase());
  return document?.audiences.includes(audience) ? document : null;
};

const textOf = (askable: Askable, asked: Body): string => {
  const hash = hashIn(asked);
  const { query } = asked;
  if (typeof query !== "string" || query === "") {
    if (hash === null) return refuse("BAD_REQUEST", { field: "query" });
    return listed(askable, hash)?.body ?? refuse("PERSISTED_QUERY_NOT_FOUND");
  }
  if (!askable.isClosed && hash === null) return query;
  const own = hashOf(query);
  if (hash !== null && hash.toLowerCase() !== own) return refuse("BAD_REQUEST", { field: "sha256Hash" });
  if (askable.isClosed && listed(askable, own) === null) return refuse("PERSISTED_DOCUMENT_REQUIRED");
  return query;
};

/**
 * What the body of a request asks for.
 *
 * @throws Refusal `PERSISTED_QUERY_NOT_FOUND`, `PERSISTED_DOCUMENT_REQUIRED`, or `BAD_REQUEST` {field} when nothing
 * can be made of it, several requests at once among them, and for the hash of another text
 * @see GraphQL over HTTP, appendix "Persisted Documents"; Apollo, "Automatic persisted queries"
 */
export const askedIn = (askable: Askable, received: unknown): Asked => {
  const parsed = body.safeParse(received);
  if (!parsed.success) return refuse("BAD_REQUEST", { field: String(parsed.error.issues[0]?.path[0] ?? "body") });
  const { operationName = null, variables } = parsed.data;
  return { text: textOf(askable, parsed.data), operationName, variables: variables ?? {} };
};

/** Names that every object of JavaScript answers to; nothing of the graph is called so. */
const isPoisoned = (name: string): boolean => name === "__proto__" || name === "constructor" || name === "prototype";

const parsedJson = (field: string, text: string): unknown => {
  try {
    return JSON.parse(text, (name, value: unknown) => (isPoisoned(name) ? refuse("BAD_REQUEST", { field }) : value));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse("BAD_REQUEST", { field });
    throw error;
  }
};

const once = (parameters: URLSearchParams, field: string): string | null => {
  const [first = null, ...more] = parameters.getAll(field);
  return more.length === 0 ? first : refuse("BAD_REQUEST", { field });
};

/**
 * The parameters of a GET as the body of a POST would say them; null when it names no document by its hash.
 *
 * @param search the part of the address after the question mark
 * @throws Refusal `BAD_REQUEST` {field} for a parameter that is given twice or is no JSON
 */
export const bodyOfSearch = (search: string): unknown => {
  const parameters = new URLSearchParams(search);
  const json = (field: string): unknown => {
    const text = once(parameters, field);
    return text === null ? undefined : parsedJson(field, text);
  };
  const documentId = once(parameters, "documentId");
  const extensions = json("extensions");
  if (parameters.has("query") || (documentId === null && extensions === undefined)) return null;
  return { documentId, extensions, variables: json("variables"), operationName: once(parameters, "operationName") };
};
