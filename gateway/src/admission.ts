import { Refusal } from "@ocop/contracts";
import { OperationTypeNode } from "graphql";
import { type Analysis, createAnalyser, NotADocument, operationOf } from "./analysis";
import { type Asked, askedIn } from "./asked";
import { type Audience, traitsOf } from "./audiences";
import { type Budget, type BudgetSettings, type Payment, purseOf } from "./budget";
import type { MeasuredOperation } from "./cost";
import type { Documents } from "./documents";
import type { Identity } from "./identity";
import { checkVariables } from "./lists";
import { type Shape, shapeOf } from "./shape";
import type { Client } from "./usage";

export const clientNameHeader = "apollographql-client-name";
export const clientVersionHeader = "apollographql-client-version";

/** One request as it came through the door. */
export type Received = {
  readonly method: "GET" | "POST";
  /** what it asks for; of a GET the parameters */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** of whoever asks, behind the proxies that are trusted */
  readonly address: string;
};

/** A request that may run: within the limits, listed where only listed documents are, and paid. */
export type Admitted = {
  readonly method: "GET" | "POST";
  readonly client: Client;
  readonly asked: Asked;
  /** null when the document has no operation of that name: the server says so */
  readonly operation: MeasuredOperation | null;
  /** points it was taken to cost before it ran */
  readonly requested: number;
  readonly payment: Payment;
};

/** A client asked by GET for something that only POST may do. */
export class OnlyByPost extends Error {
  override readonly name = "OnlyByPost";
}

export type AdmissionParts = {
  readonly audience: Audience;
  readonly mode: "development" | "production";
  /** text of the audience's supergraph, with the costs in it */
  readonly supergraph: string;
  readonly documents: Documents;
  readonly budget: Budget;
  readonly budgets: BudgetSettings;
};

export type Admit = (received: Received, identity: Identity) => Promise<Admitted>;

const nameOf = (value: string | readonly string[] | undefined): string | null =>
  typeof value === "string" && /^[\w .@/+-]{1,64}$/.test(value) ? value : null;

/** Machines are known by their partner; people's programs and the public's say who they are. */
const clientOf = ({ headers }: Received, { kind, viewer }: Identity, isRequired: boolean): Client => {
  const name = nameOf(headers[clientNameHeader]);
  const version = nameOf(headers[clientVersionHeader]);
  const missing = name === null ? clientNameHeader : version === null ? clientVersionHeader : null;
  if (isRequired && missing !== null) throw new Refusal("BAD_REQUEST", { field: missing });
  const known = nameOf(viewer.client) ?? "unknown";
  return { name: kind === "machine" ? known : (name ?? known), version: version ?? "-" };
};

type Measured = Pick<Admitted, "asked" | "operation" | "requested">;

const measured = (shape: Shape, asked: Asked, analysis: Analysis): Measured => {
  const operation = operationOf(analysis, asked.operationName);
  if (!operation) return { asked, operation, requested: 0 };
  checkVariables(shape, operation.variables, asked.variables);
  return { asked, operation, requested: Math.ceil(operation.requested(asked.variables)) };
};

const isRefused = (error: unknown): boolean => error instanceof Refusal || error instanceof NotADocument;

/**
 * Decides whether one request may run, before anything is planned or a subgraph is asked. Whatever is refused is
 * paid for as well, so that refusals cannot be asked for without end.
 *
 * What it returns throws
 * NotADocument for a text that is no document or has too many tokens;
 * OnlyByPost for a GET that changes something;
 * Refusal `GRAPHQL_VALIDATION_FAILED` {limit, max, got}, `BAD_USER_INPUT` {field, max}, `COST_LIMIT_EXCEEDED`
 * {cost, limit}, `PERSISTED_QUERY_NOT_FOUND`, `PERSISTED_DOCUMENT_REQUIRED`, `BAD_REQUEST` {field},
 * `RATE_LIMITED` {retryAfter}.
 */
export const createAdmission = (parts: AdmissionParts): Admit => {
  const { audience, mode, supergraph, documents, budget, budgets } = parts;
  const { costLimit } = traitsOf[audience];
  const shape = shapeOf(supergraph);
  const analyse = createAnalyser(shape);
  const isClosed = mode === "production" && audience !== "partner";
  const needsClient = audience === "partner" || (audience === "internal" && mode === "production");

  const measure = ({ method, body }: Received): Measured => {
    const asked = askedIn({ audience, documents, isClosed }, body);
    const found = measured(shape, asked, analyse(asked.text));
    if (method === "GET" && found.operation && found.operation.kind !== OperationTypeNode.QUERY) throw new OnlyByPost();
    if (found.requested > costLimit)
      throw new Refusal("COST_LIMIT_EXCEEDED", { cost: found.requested, limit: costLimit });
    return found;
  };

  return async (received, identity) => {
    const purse = purseOf(identity, received.address, budgets);
    try {
      const client = clientOf(received, identity, needsClient);
      const found = measure(received);
      return { ...found, method: received.method, client, payment: await budget.pay(purse, found.requested) };
    } catch (error) {
      if (isRefused(error) && !(error instanceof Refusal && error.code === "RATE_LIMITED")) await budget.pay(purse, 0);
      throw error;
    }
  };
};
