import type { Assignment } from "../domain/assignment";
import { isOpen } from "../domain/break-glass";
import type { Queries } from "../domain/ports";
import { liveAssignmentsOf } from "./assignments-of";

/** What break-glass lends: whose rights, which, and until when. */
export type LentRights = {
  readonly actedAs: string;
  readonly assignments: readonly Assignment[];
  readonly endsAt: Date;
};

/**
 * The rights that a session lends to one person now; null when it is not approved, over, somebody else's, or
 * when who asked for it is no operator any more.
 */
export const lentRights = async (
  queries: Pick<Queries, "breakGlass" | "assignmentsOf">,
  id: string,
  subject: string,
  now: Date,
): Promise<LentRights | null> => {
  const session = await queries.breakGlass(id);
  if (session === null || session.requestedBy !== subject || session.endsAt === null || !isOpen(session, now))
    return null;
  const own = await liveAssignmentsOf(queries, subject, now);
  if (!own.some(({ role }) => role === "PLATFORM_OPERATOR")) return null;
  const { actedAs, endsAt } = session;
  return { actedAs, endsAt, assignments: await liveAssignmentsOf(queries, actedAs, now) };
};
