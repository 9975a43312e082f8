import {
  cleanLines,
  cleanText,
  isWithin,
  type Day,
  type Role,
  type ScopeType,
  type ViewerAssignment,
} from "@ocop/contracts";
import type { Territory } from "./administrative-unit";
import { refuse } from "./refusals";

/**
 * `PROPOSED` waits for a second officer · `ACTIVE` granted · `REJECTED` by another · `WITHDRAWN` by who
 * proposed it · `REVOKED` taken back.
 */
export const assignmentStates = ["PROPOSED", "ACTIVE", "REJECTED", "WITHDRAWN", "REVOKED"] as const;
export type AssignmentState = (typeof assignmentStates)[number];

/** Where a scope lies today; nulls for NATIONAL. Stored, so that lists are filtered by it. */
export type ScopeTerritory = { readonly [Key in keyof Territory]: string | null };

export const nowhere: ScopeTerritory = { provinceRegionId: null, communeRegionId: null };

/**
 * One right of one person: a role together with its scope, from a day to a day.
 *
 * `scopeId` is the id of an administrative unit (of any list) or of a producer, null for NATIONAL.
 */
export type Assignment = ScopeTerritory & {
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
  readonly state: AssignmentState;
  /** subject of the person, or name of the system actor, that proposed or granted it */
  readonly grantedBy: string;
  readonly proposedAt: Date;
  /** subject of the second officer; null where one is enough */
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  /** who rejected or withdrew the proposal */
  readonly rejectedBy: string | null;
  readonly rejectedAt: Date | null;
  readonly revokedBy: string | null;
  readonly revokedAt: Date | null;
  /** why it was rejected, withdrawn or revoked */
  readonly endReason: string | null;
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
 * The roles that a role may grant, within its own scope: the whole country, the province, the commune or
 * the one producer. Communes and provinces entrust their producers, a province its communes, the centre
 * whoever holds an office.
 */
export const grantable: Readonly<Record<Role, readonly Role[]>> = {
  CENTRAL_OFFICER: ["CENTRAL_OFFICER", "PROVINCE_OFFICER", "COMMUNE_OFFICER", "AUDITOR", "PLATFORM_OPERATOR"],
  PROVINCE_OFFICER: ["PROVINCE_OFFICER", "COMMUNE_OFFICER", "PRODUCER_OWNER", "PRODUCER_DELEGATE"],
  COMMUNE_OFFICER: ["PRODUCER_OWNER", "PRODUCER_DELEGATE"],
  PRODUCER_OWNER: ["PRODUCER_DELEGATE"],
  PRODUCER_DELEGATE: [],
  AUDITOR: [],
  PLATFORM_OPERATOR: [],
};

/** Roles that take two officers: whoever holds them acts for the state, or sees behind the platform. */
export const fourEyes: readonly Role[] = [
  "CENTRAL_OFFICER",
  "PROVINCE_OFFICER",
  "COMMUNE_OFFICER",
  "PLATFORM_OPERATOR",
];

export const needsSecondOfficer = (role: Role): boolean => fourEyes.includes(role);

/** What a grant says. */
export type Grant = ScopeTerritory &
  Pick<
    Assignment,
    | "id"
    | "subject"
    | "role"
    | "scopeType"
    | "scopeId"
    | "validFrom"
    | "validUntil"
    | "legalBasis"
    | "grantedBy"
    | "proposedAt"
  >;

/**
 * Grants a right at once.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} when the role does not go with the scope, the period is empty,
 *   an auditor's right has no end, nobody is named or no legal basis is; `FORBIDDEN` when people grant to themselves
 */
export const grant = (given: Grant): Assignment => {
  if (!/^[\x21-\x7e]{1,200}$/.test(given.subject)) refuse("BAD_USER_INPUT", { field: "subject" });
  if (!scopesOf[given.role].includes(given.scopeType)) refuse("BAD_USER_INPUT", { field: "scopeType" });
  if ((given.scopeType === "NATIONAL") !== (given.scopeId === null)) refuse("BAD_USER_INPUT", { field: "scopeId" });
  if (given.validUntil !== null && given.validUntil <= given.validFrom)
    refuse("BAD_USER_INPUT", { field: "validUntil" });
  if (given.role === "AUDITOR" && given.validUntil === null) refuse("BAD_USER_INPUT", { field: "validUntil" });
  if (given.subject === given.grantedBy) refuse("FORBIDDEN");
  return {
    ...given,
    legalBasis: cleanText("legalBasis", given.legalBasis, 500),
    version: 0,
    state: "ACTIVE",
    confirmedBy: null,
    confirmedAt: null,
    rejectedBy: null,
    rejectedAt: null,
    revokedBy: null,
    revokedAt: null,
    endReason: null,
  };
};

/** The right as a person gives it: granted, or proposed where a second officer must agree. From today at the earliest. */
export const propose = (given: Grant, today: Day): Assignment => {
  if (given.validFrom < today) refuse("BAD_USER_INPUT", { field: "validFrom" });
  const granted = grant(given);
  return needsSecondOfficer(given.role) ? { ...granted, state: "PROPOSED" } : granted;
};

const inState = ({ state }: Assignment, wanted: AssignmentState): void => {
  if (state !== wanted) refuse("WRONG_STATE", { state });
};

/**
 * The second pair of eyes.
 *
 * @throws Refusal `WRONG_STATE` {state}; `SAME_OFFICER` for who proposed it and for whom it is
 */
export const confirm = (proposal: Assignment, by: string, now: Date): Assignment => {
  inState(proposal, "PROPOSED");
  if ([proposal.grantedBy, proposal.subject].includes(by)) refuse("SAME_OFFICER");
  return { ...proposal, state: "ACTIVE", confirmedBy: by, confirmedAt: now };
};

/**
 * The proposal turned down by another, or taken back by who made it.
 *
 * @throws Refusal `WRONG_STATE` {state}; `BAD_USER_INPUT` {field} without a reason
 */
export const reject = (proposal: Assignment, by: string, reason: string, now: Date): Assignment => {
  inState(proposal, "PROPOSED");
  return {
    ...proposal,
    state: by === proposal.grantedBy ? "WITHDRAWN" : "REJECTED",
    rejectedBy: by,
    rejectedAt: now,
    endReason: cleanLines("reason", reason, 1_000),
  };
};

/**
 * The right taken back, or laid down by who holds it.
 *
 * @throws Refusal `WRONG_STATE` {state}; `BAD_USER_INPUT` {field} without a reason
 */
export const revoke = (granted: Assignment, by: string, reason: string, now: Date): Assignment => {
  inState(granted, "ACTIVE");
  return {
    ...granted,
    state: "REVOKED",
    revokedBy: by,
    revokedAt: now,
    endReason: cleanLines("reason", reason, 1_000),
  };
};

/** Does the right hold on this day? The last day is the one before `validUntil`. */
export const isLive = (
  { state, validFrom, validUntil }: Pick<Assignment, "state" | "validFrom" | "validUntil">,
  day: Day,
): boolean => state === "ACTIVE" && isWithin(day, validFrom, validUntil);

const open: readonly AssignmentState[] = ["PROPOSED", "ACTIVE"];

type Held = Pick<
  Assignment,
  "id" | "subject" | "role" | "scopeType" | "scopeId" | "state" | "validFrom" | "validUntil"
>;

const meets = (a: Held, b: Held): boolean =>
  (b.validUntil === null || a.validFrom < b.validUntil) && (a.validUntil === null || b.validFrom < a.validUntil);

/**
 * Nobody holds the same right twice on one day, nor is it proposed twice.
 *
 * @param held the rows of the same person
 * @throws Refusal `RIGHT_HELD` {assignmentId}
 */
export const demandNew = (given: Held, held: readonly Held[]): void => {
  const same = held.find(
    (one) =>
      open.includes(one.state) &&
      one.subject === given.subject &&
      one.role === given.role &&
      one.scopeType === given.scopeType &&
      one.scopeId === given.scopeId &&
      meets(one, given),
  );
  if (same !== undefined) refuse("RIGHT_HELD", { assignmentId: same.id });
};

/**
 * The right as it travels with a viewer.
 *
 * @param regionIds units of today in which a territorial scope lies; empty for any other
 */
export const asCarried = (
  { id, role, scopeType, scopeId }: Assignment,
  regionIds: readonly string[],
): ViewerAssignment => ({ id, role, scopeType, scopeId, regionIds });
