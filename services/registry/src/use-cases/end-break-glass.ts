import { endSession, type BreakGlassSession } from "../domain/break-glass";
import { refuse } from "../domain/refusals";
import { breakGlassApprovers, breakGlassReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * Turns a request down, or ends a session before its time: any operator or central officer, at once and
 * whatever changed meanwhile.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `WRONG_STATE` {state}
 */
export const endBreakGlass = async ({ repositories, now, viewer }: Deps, id: string): Promise<BreakGlassSession> => {
  const session = await repositories.breakGlass.lock(id);
  permit(breakGlassApprovers, viewer, session, now(), breakGlassReaders);
  return repositories.breakGlass.save(endSession(session, viewer.subject ?? refuse("FORBIDDEN"), now()));
};
