import { cleanLines, cleanText } from "@ocop/contracts";
import { refuse } from "./refusals";

export const breakGlassStates = ["REQUESTED", "APPROVED", "ENDED"] as const;
export type BreakGlassState = (typeof breakGlassStates)[number];

/** Hours for which a session may be asked at most. */
export const longestHours = 4;

/**
 * Break-glass (truy cập khẩn cấp): an operator looks with the rights of another person, for a ticket, for
 * hours, after a second person agreed. Nothing can be written with lent rights, and the person whose rights
 * they are sees every session.
 */
export type BreakGlassSession = {
  readonly id: string;
  readonly version: number;
  /** subject of the operator who looks */
  readonly requestedBy: string;
  /** subject of the person whose assignments are lent */
  readonly actedAs: string;
  readonly ticket: string;
  readonly reason: string;
  /** 1 to 4, counted from the approval */
  readonly hours: number;
  readonly state: BreakGlassState;
  readonly requestedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  /** the instant at which it ends by itself; null before the approval */
  readonly endsAt: Date | null;
  /** who turned it down or ended it early */
  readonly endedBy: string | null;
  readonly endedAt: Date | null;
};

export type BreakGlassRequest = Pick<
  BreakGlassSession,
  "id" | "requestedBy" | "actedAs" | "ticket" | "reason" | "hours" | "requestedAt"
>;

/**
 * @throws Refusal `BAD_USER_INPUT` {field} for more than four hours, or without person, ticket or reason;
 *   `SAME_OFFICER` for who would act as themselves
 */
export const requestSession = (given: BreakGlassRequest): BreakGlassSession => {
  const { actedAs, requestedBy, hours } = given;
  if (!/^[\x21-\x7e]{1,200}$/.test(actedAs)) refuse("BAD_USER_INPUT", { field: "actAs" });
  if (!Number.isInteger(hours) || hours < 1 || hours > longestHours) refuse("BAD_USER_INPUT", { field: "hours" });
  if (actedAs === requestedBy) refuse("SAME_OFFICER");
  return {
    ...given,
    ticket: cleanText("ticket", given.ticket, 100),
    reason: cleanLines("reason", given.reason, 1_000),
    version: 0,
    state: "REQUESTED",
    approvedBy: null,
    approvedAt: null,
    endsAt: null,
    endedBy: null,
    endedAt: null,
  };
};

/**
 * The second person's yes. The hours count from here.
 *
 * @throws Refusal `WRONG_STATE` {state}; `SAME_OFFICER` for who asked and for whose rights are lent
 */
export const approveSession = (session: BreakGlassSession, by: string, now: Date): BreakGlassSession => {
  if (session.state !== "REQUESTED") refuse("WRONG_STATE", { state: session.state });
  if ([session.requestedBy, session.actedAs].includes(by)) refuse("SAME_OFFICER");
  const endsAt = new Date(now.getTime() + session.hours * 3_600_000);
  return { ...session, state: "APPROVED", approvedBy: by, approvedAt: now, endsAt };
};

/**
 * Turned down before the approval, or ended early after it.
 *
 * @throws Refusal `WRONG_STATE` {state}
 */
export const endSession = (session: BreakGlassSession, by: string, now: Date): BreakGlassSession => {
  if (session.state === "ENDED") refuse("WRONG_STATE", { state: session.state });
  return { ...session, state: "ENDED", endedBy: by, endedAt: now };
};

/** Are the rights lent at this instant? */
export const isOpen = ({ state, endsAt }: BreakGlassSession, now: Date): boolean =>
  state === "APPROVED" && endsAt !== null && now < endsAt;
