import { roles, scopeTypes, systemViewer, type ViewerAssignment } from "@ocop/contracts";
import { type Log, printTrace, signViewer, type Trace } from "@ocop/service-kit";
import { z } from "zod";
import { SubgraphAway } from "./channel";
import type { SubgraphLink } from "./gateway";

/** A person's live rights as registry gave them, and when (milliseconds on the machine's clock). */
export type KnownAssignments = { readonly assignments: readonly ViewerAssignment[]; readonly readAt: number };

/**
 * Milliseconds after which an answer is asked for again. Who has no right yet is asked about sooner: a
 * person who was just given the first one is waiting for it.
 */
const freshFor = ({ assignments }: KnownAssignments): number => (assignments.length === 0 ? 2_000 : 30_000);

/**
 * Milliseconds for which an answer serves while registry is away. Contexts live 60 s from the reading; the
 * rest is left for the subgraph to receive one that is still alive.
 */
const usableFor = 55_000;

/** People remembered at once; the one asked longest ago is forgotten first. */
const capacity = 10_000;

/** Milliseconds given to registry: a request waits for this before anything else can start. */
const patience = 2_000;

/** What registry is asked, and nobody else can ask. */
export const assignmentsQuery = `query AssignmentsOf($subject: String!) {
  _assignmentsOf(subject: $subject) { id role scopeType scopeId regionIds }
}`;

const answer = z.object({
  _assignmentsOf: z.array(
    z.object({
      id: z.string(),
      role: z.enum(roles),
      scopeType: z.enum(scopeTypes),
      scopeId: z.string().nullable(),
      regionIds: z.array(z.string()),
    }),
  ),
});

/** Asks registry directly, as the gateway itself: the field is in no graph that a client can reach. */
const askRegistry = async (
  { channel, key }: SubgraphLink,
  subject: string,
  trace: Trace,
): Promise<readonly ViewerAssignment[]> => {
  const body = JSON.stringify({ query: assignmentsQuery, variables: { subject } });
  const traceparent = printTrace(trace);
  const signed = signViewer({ viewer: systemViewer("gateway"), audience: channel.name, body, key, traceparent });
  const { data, errors } = await channel.send({ body, headers: { traceparent, ...signed }, mayRepeat: true, patience });
  if (errors)
    throw new Error(`registry refused to tell assignments: ${errors.map(({ message }) => message).join(", ")}`);
  return answer.parse(data)._assignmentsOf;
};

export type Assignments = {
  /**
   * The live assignments of a person, at most 30 s old. While registry is away the last answer serves for up to
   * a minute, after that none do: facts of the other services still hold, assignments do not.
   */
  of(subject: string, trace: Trace): Promise<KnownAssignments>;
};

type AssignmentsParts = {
  readonly registry: SubgraphLink;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
  readonly log: Log;
};

export const createAssignments = ({ registry, now, log }: AssignmentsParts): Assignments => {
  const known = new Map<string, KnownAssignments>();
  const underWay = new Map<string, Promise<KnownAssignments>>();

  const remember = (subject: string, found: KnownAssignments): KnownAssignments => {
    known.delete(subject);
    known.set(subject, found);
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    return found;
  };

  const read = async (subject: string, trace: Trace): Promise<KnownAssignments> => {
    // The life of what is read counts from before the question, so it is never longer than promised.
    const readAt = now();
    try {
      return remember(subject, { assignments: await askRegistry(registry, subject, trace), readAt });
    } catch (error) {
      const last = known.get(subject);
      const isUsable = last !== undefined && now() - last.readAt < usableFor;
      const level = error instanceof SubgraphAway ? "warn" : "error";
      log[level]({ err: error, traceId: trace.traceId, isUsable }, "assignments cannot be read");
      return isUsable ? last : { assignments: [], readAt: now() };
    } finally {
      underWay.delete(subject);
    }
  };

  return {
    of: (subject, trace) => {
      const last = known.get(subject);
      if (last && now() - last.readAt < freshFor(last)) return Promise.resolve(last);
      const asked = underWay.get(subject) ?? read(subject, trace);
      underWay.set(subject, asked);
      return asked;
    },
  };
};
