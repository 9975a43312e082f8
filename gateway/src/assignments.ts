import { roles, scopeTypes, type ViewerAssignment } from "@ocop/contracts";
import type { Log, Trace } from "@ocop/service-kit";
import { z } from "zod";
import type { SubgraphLink } from "./gateway";
import { askOwn, complain } from "./own-question";
import { createRemembered, usableFor } from "./remembered";

/** A person's live rights as registry gave them, and when (milliseconds on the machine's clock). */
export type KnownAssignments = { readonly assignments: readonly ViewerAssignment[]; readonly readAt: number };

/**
 * Milliseconds after which an answer is asked for again. Who has no right yet is asked about sooner: a
 * person who was just given the first one is waiting for it.
 */
const freshFor = (assignments: readonly ViewerAssignment[]): number => (assignments.length === 0 ? 2_000 : 30_000);

/** The fields of an assignment as a viewer carries it. */
export const assignmentFields = "id role scopeType scopeId regionIds";

/** An assignment as registry tells it. */
export const assignment = z.object({
  id: z.string(),
  role: z.enum(roles),
  scopeType: z.enum(scopeTypes),
  scopeId: z.string().nullable(),
  regionIds: z.array(z.string()),
});

/** What registry is asked, and nobody else can ask. */
export const assignmentsQuery = `query AssignmentsOf($subject: String!) {
  _assignmentsOf(subject: $subject) { ${assignmentFields} }
}`;

const question = { query: assignmentsQuery, data: z.object({ _assignmentsOf: z.array(assignment) }) };

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
  const remembered = createRemembered<readonly ViewerAssignment[]>({
    ask: async (subject, trace) => (await askOwn(registry, question, { subject }, trace))._assignmentsOf,
    freshFor,
    usableFor,
    now,
    onFailure: complain(log, "assignments cannot be read"),
  });
  const none = (): KnownAssignments => ({ assignments: [], readAt: now() });
  return {
    of: (subject, trace) =>
      remembered.of(subject, trace).then(({ answer, readAt }) => ({ assignments: answer, readAt }), none),
  };
};
