/** Roles that registry stores as assignments. Council seats, partner members and operators of sale points are facts of other services. */
export const roles = [
  "CENTRAL_OFFICER",
  "PROVINCE_OFFICER",
  "COMMUNE_OFFICER",
  "PRODUCER_OWNER",
  "PRODUCER_DELEGATE",
  "AUDITOR",
  "PLATFORM_OPERATOR",
] as const;
export type Role = (typeof roles)[number];

export const scopeTypes = ["NATIONAL", "PROVINCE", "COMMUNE", "PRODUCER"] as const;
export type ScopeType = (typeof scopeTypes)[number];

/**
 * One live right of one person: a role together with its scope. The two are never stored or read apart.
 *
 * `scopeId` is the id of an administrative unit or of a producer, null for NATIONAL. `regionIds` are
 * the ids of the units of today in which the scope lies, resolved through lineage by registry.
 */
export type ViewerAssignment = {
  readonly id: string;
  readonly role: Role;
  readonly scopeType: ScopeType;
  readonly scopeId: string | null;
  readonly regionIds: readonly string[];
};

/** Who asks. `subject` is the identity provider's stable id, null for the anonymous public. */
export type Viewer = {
  readonly subject: string | null;
  readonly client: string;
  readonly assignments: readonly ViewerAssignment[];
  /** The name of the platform's own actor (`event`, `clock`, `loader`), null for people and machines outside. */
  readonly system: string | null;
  /**
   * Whose rights are lent under break-glass, null otherwise. The assignments are then that person's, the
   * subject stays the operator's own: what a person is by facts of a service is never lent, nothing can be
   * written, and both names stand in every entry of the audit log.
   */
  readonly actedAs: string | null;
};

export const anonymous: Viewer = {
  subject: null,
  client: "anonymous",
  assignments: [],
  system: null,
  actedAs: null,
};

/** A named actor of the platform itself: it reads and writes by rules of its own, never by a person's rights. */
export const systemViewer = (name: string): Viewer => ({
  subject: null,
  client: "system",
  assignments: [],
  system: name,
  actedAs: null,
});
