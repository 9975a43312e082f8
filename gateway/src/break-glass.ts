import type { ViewerAssignment } from "@ocop/contracts";
import { type Clock, type Log, type Trace, viewerLife } from "@ocop/service-kit";
import { z } from "zod";
import { assignment, assignmentFields } from "./assignments";
import type { SubgraphLink } from "./gateway";
import { askOwn, complain, refuseWhileAway } from "./own-question";
import { createRemembered } from "./remembered";

/** What registry is asked about a break-glass session, and nobody else can ask. */
export const breakGlassQuery = `query BreakGlassOf($id: ID!, $subject: String!) {
  _breakGlassOf(id: $id, subject: $subject) { actedAs assignments { ${assignmentFields} } endsAt }
}`;

const session = z.object({
  actedAs: z.string(),
  assignments: z.array(assignment),
  endsAt: z.iso.datetime({ offset: true }),
});

const question = { query: breakGlassQuery, data: z.object({ _breakGlassOf: session.nullable() }) };

/** Milliseconds for which an answer serves, also while registry is away: rights that are lent end soon after they are taken back. */
const life = 10_000;

/** What is lent to an operator for a while. */
export type Lent = {
  /** subject of the person whose rights are lent */
  readonly actedAs: string;
  readonly assignments: readonly ViewerAssignment[];
  /** milliseconds on the machine's clock, never so late that a context made of it outlives the session */
  readonly readAt: number;
};

export type BreakGlass = {
  /**
   * What an approved session that still runs lends to this person; null for every other id.
   *
   * @throws Refusal `SUBGRAPH_UNAVAILABLE` while registry is away
   */
  of(id: string, subject: string, trace: Trace): Promise<Lent | null>;
};

type BreakGlassParts = {
  readonly registry: SubgraphLink;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
  /** the platform's clock: the end of a session is a time of the platform */
  readonly clock: Clock;
  readonly log: Log;
};

const uuid = z.uuid();

export const createBreakGlass = ({ registry, now, clock, log }: BreakGlassParts): BreakGlass => {
  const remembered = createRemembered<z.output<typeof session> | null>({
    ask: async (key, trace) => {
      const [id = "", ...subject] = key.split(" ");
      return (await askOwn(registry, question, { id, subject: subject.join(" ") }, trace))._breakGlassOf;
    },
    freshFor: (answer) => (answer === null ? 2_000 : life),
    usableFor: life,
    now,
    onFailure: complain(log, "a break-glass session cannot be read"),
  });
  return {
    of: async (id, subject, trace) => {
      if (!uuid.safeParse(id).success) return null;
      const { answer, readAt } = await remembered.of(`${id} ${subject}`, trace).catch(refuseWhileAway);
      if (answer === null) return null;
      const left = Date.parse(answer.endsAt) - clock.now().getTime();
      if (left <= 0) return null;
      const { actedAs, assignments } = answer;
      return { actedAs, assignments, readAt: Math.min(readAt, now() + left - viewerLife) };
    },
  };
};
