import { requestSession, type BreakGlassRequest, type BreakGlassSession } from "../domain/break-glass";
import { refuse } from "../domain/refusals";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * An operator asks to look with another person's rights. Nothing is lent before a second person agrees.
 *
 * @throws Refusal `FORBIDDEN`, `SAME_OFFICER`, `BAD_USER_INPUT` {field}
 */
export const requestBreakGlass = async (
  { repositories, newId, now, viewer }: Deps,
  given: Pick<BreakGlassRequest, "actedAs" | "ticket" | "reason" | "hours">,
): Promise<BreakGlassSession> => {
  permit(["operator"], viewer, {}, now());
  const requestedBy = viewer.subject ?? refuse("FORBIDDEN");
  return repositories.breakGlass.save(requestSession({ ...given, id: newId(), requestedBy, requestedAt: now() }));
};
