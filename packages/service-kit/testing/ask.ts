import type { Viewer, ViewerAssignment } from "@ocop/contracts";
import type { Problem } from "../src/errors";
import { newId } from "../src/id";
import { newTrace, printTrace } from "../src/trace";
import { signViewer } from "../src/viewer-context";

/** A started subgraph, and what the gateway would know of it. */
export type Asked = {
  readonly url: string;
  /** Name of the service. */
  readonly audience: string;
  readonly key: string;
};

export type Answer<Data> = {
  readonly status: number;
  readonly data: Data | null;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: {
      readonly code: string;
      readonly facts?: Readonly<Record<string, unknown>>;
      readonly traceId?: string;
    };
  }[];
};

/**
 * Asks a subgraph over HTTP as the gateway does, with the context of one viewer signed over the body.
 * A call refused before the schema (problem details) is answered as one error, too.
 *
 * @example await ask(server, "query ($id: ID!) { product(id: $id) { id } }", { variables: { id }, as: owner })
 */
export const ask = async <Data = Record<string, unknown>>(
  { url, audience, key }: Asked,
  document: string,
  { variables = {}, as }: { readonly variables?: Readonly<Record<string, unknown>>; readonly as: Viewer },
): Promise<Answer<Data>> => {
  const body = JSON.stringify({ query: document, variables });
  const signed = signViewer({ viewer: as, audience, body, key, traceparent: printTrace(newTrace()) });
  const headers = { "content-type": "application/json", ...signed };
  const response = await fetch(new URL("/graphql", url), { method: "POST", headers, body });
  const answer = (await response.json()) as Partial<Answer<Data>> & Partial<Problem>;
  const { data = null, errors = [], code, facts = {}, traceId = "" } = answer;
  if (code === undefined) return { status: response.status, data, errors };
  return { status: response.status, data, errors: [{ message: code, extensions: { code, facts, traceId } }] };
};

type AssignmentParts = Pick<ViewerAssignment, "role" | "scopeType"> & Partial<ViewerAssignment>;

/**
 * A signed-in person with these live assignments.
 *
 * @example viewerOf({ subject: "demo-producer-a", assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId }] })
 */
export const viewerOf = ({
  subject,
  assignments = [],
}: {
  readonly subject: string;
  readonly assignments?: readonly AssignmentParts[];
}): Viewer => ({
  subject,
  client: "test",
  system: null,
  actedAs: null,
  assignments: assignments.map((parts) => ({ id: newId(), scopeId: null, regionIds: [], ...parts })),
});
