import { isWithin, type Day, type Role, type ScopeType, type ViewerAssignment } from "@ocop/contracts";
import { refuse } from "./refusals";

/**
 * One right of one person: a role together with its scope, from a day to a day.
 *
 * `scopeId` is the id of an administrative unit (of any list) or of a producer, null for NATIONAL.
 */
export type Assignment = {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
  readonly role: Role;
  readonly scopeType: ScopeType;
  readonly scopeId: string | null;
  readonly validFrom: Day;
  /** first day on which the right no longer holds; null while open */
  readonly validUntil: Day | null;
  readonly legalBasis: string;
  /** subject of the person, or name of the system actor, that granted it */
  readonly grantedBy: string;
  readonly revokedAt: Date | null;
};

const scopesOf: Readonly<Record<Role, readonly ScopeType[]>> = {
  CENTRAL_OFFICER: ["NATIONAL"],
  PROVINCE_OFFICER: ["PROVINCE"],
  COMMUNE_OFFICER: ["COMMUNE"],
  PRODUCER_OWNER: ["PRODUCER"],
  PRODUCER_DELEGATE: ["PRODUCER"],
  AUDITOR: ["NATIONAL", "PROVINCE"],
  PLATFORM_OPERATOR: ["NATIONAL"],
};

/**
 * Grants a right.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} when the role does not go with the scope, the period is empty,
 *   an auditor's right has no end, or nobody is named; `FORBIDDEN` when people grant to themselves
 */
export const grant = (given: Omit<Assignment, "version" | "revokedAt">): Assignment => {
  if (!/^[\x21-\x7e]{1,200}$/.test(given.subject)) refuse("BAD_USER_INPUT", { field: "subject" });
  if (!scopesOf[given.role].includes(given.scopeType)) refuse("BAD_USER_INPUT", { field: "scopeType" });
  if ((given.scopeType === "NATIONAL") !== (given.scopeId === null)) refuse("BAD_USER_INPUT", { field: "scopeId" });
  if (given.validUntil !== null && given.validUntil <= given.validFrom)
    refuse("BAD_USER_INPUT", { field: "validUntil" });
  if (given.role === "AUDITOR" && given.validUntil === null) refuse("BAD_USER_INPUT", { field: "validUntil" });
  if (given.subject === given.grantedBy) refuse("FORBIDDEN");
  return { ...given, version: 0, revokedAt: null };
};

/** Does the right hold on this day? The last day is the one before `validUntil`. */
export const isLive = ({ validFrom, validUntil, revokedAt }: Assignment, day: Day): boolean =>
  revokedAt === null && isWithin(day, validFrom, validUntil);

/**
 * The right as it travels with a viewer.
 *
 * @param regionIds units of today in which a territorial scope lies; empty for any other
 */
export const asCarried = (
  { id, role, scopeType, scopeId }: Assignment,
  regionIds: readonly string[],
): ViewerAssignment => ({ id, role, scopeType, scopeId, regionIds });
