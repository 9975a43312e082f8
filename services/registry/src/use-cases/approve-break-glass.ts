import { approveSession, type BreakGlassSession } from "../domain/break-glass";
import { unchangedSince } from "../domain/dossier";
import { refuse } from "../domain/refusals";
import { breakGlassApprovers, breakGlassReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * A second operator or a central officer agrees; the rights are lent from now on.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state}, `SAME_OFFICER`
 */
export const approveBreakGlass = async (
  { repositories, now, viewer }: Deps,
  id: string,
  expectedVersion: number,
): Promise<BreakGlassSession> => {
  const session = await repositories.breakGlass.lock(id);
  permit(breakGlassApprovers, viewer, session, now(), breakGlassReaders);
  unchangedSince(session, expectedVersion);
  return repositories.breakGlass.save(approveSession(session, viewer.subject ?? refuse("FORBIDDEN"), now()));
};
