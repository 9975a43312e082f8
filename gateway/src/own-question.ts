import { Refusal, systemViewer } from "@ocop/contracts";
import { type Log, printTrace, signViewer, type Trace } from "@ocop/service-kit";
import type { z } from "zod";
import { SubgraphAway } from "./channel";
import type { SubgraphLink } from "./gateway";

/** A question that the gateway asks a subgraph in its own name: its field is in no graph that a client can reach. */
export type OwnQuestion<Data extends z.ZodType> = {
  readonly query: string;
  /** what the subgraph answers, as its schema promises it */
  readonly data: Data;
};

/** Milliseconds given to the subgraph: a request waits for this before anything else can start. */
const patience = 2_000;

/**
 * Asks one subgraph directly.
 *
 * @throws SubgraphAway when it cannot be asked
 * @throws Error when it refuses or answers something else: a fault of the platform
 */
export const askOwn = async <Data extends z.ZodType>(
  { channel, key }: SubgraphLink,
  { query, data: shape }: OwnQuestion<Data>,
  variables: Readonly<Record<string, string>>,
  trace: Trace,
): Promise<z.output<Data>> => {
  const body = JSON.stringify({ query, variables });
  const traceparent = printTrace(trace);
  const signed = signViewer({ viewer: systemViewer("gateway"), audience: channel.name, body, key, traceparent });
  const { data, errors } = await channel.send({ body, headers: { traceparent, ...signed }, mayRepeat: true, patience });
  if (errors)
    throw new Error(`${channel.name} refused to tell the gateway: ${errors.map(({ message }) => message).join(", ")}`);
  return shape.parse(data);
};

/** Logs a question without an answer: a subgraph that is away is an outage, everything else a fault of the platform. */
export const complain =
  (log: Log, sentence: string) =>
  (err: unknown, { traceId }: Trace, isUsable: boolean): void => {
    log[err instanceof SubgraphAway ? "warn" : "error"]({ err, traceId, isUsable }, sentence);
  };

/**
 * What whoever asks is told when only that subgraph could have said who they are.
 *
 * @throws Refusal `SUBGRAPH_UNAVAILABLE` instead of SubgraphAway, every other error as it is
 */
export const refuseWhileAway = (error: unknown): never => {
  if (error instanceof SubgraphAway)
    throw new Refusal("SUBGRAPH_UNAVAILABLE", { subgraph: error.subgraph, fields: [] });
  throw error;
};
