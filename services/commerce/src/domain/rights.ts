import { allows, eitherOf, nothing, type Role, type Rule, type Scope, type Viewer } from "@ocop/contracts";
import type { PartnerRole } from "./partner";
import { refuse } from "./refusals";

/** What commerce itself knows of a person: loaded once per request, before any rule is asked. */
export type Facts = {
  /** ids of the sale points the person runs */
  readonly operates: readonly string[];
  /** ids of the fairs the person organises */
  readonly organises: readonly string[];
  /** partners the person acts for */
  readonly memberships: readonly { readonly partnerId: string; readonly role: PartnerRole }[];
};

export const noFacts: Facts = { operates: [], organises: [], memberships: [] };

export type CommerceViewer = Viewer & Facts;

const regionsOf = (viewer: Viewer, role: Role): readonly string[] =>
  viewer.assignments.filter((assignment) => assignment.role === role).flatMap(({ regionIds }) => regionIds);

const nationwide = (viewer: Viewer, role: Role): Scope =>
  viewer.assignments.some((assignment) => assignment.role === role && assignment.scopeType === "NATIONAL")
    ? "everything"
    : nothing;

/**
 * The rights of commerce by the name under which `@authz` cites them.
 *
 * - `province.own`: the officer of the province in which a sale point or fair is recorded
 * - `salePoint.own`: the operator of this sale point; `fair.own`: the organiser of this fair
 * - `partner.member`: anybody who acts for this partner; `partner.admin`: its administrators
 * - `auditor.own`: auditors of the whole country, and of the province in which a sale point or fair is recorded
 * - `central.any`, `auditor.national`: officers and auditors of the whole country
 * - `gateway`: the gateway itself, a named actor of the platform
 */
export const rules = {
  "province.own": { scope: (viewer) => [{ provinceRegionId: regionsOf(viewer, "PROVINCE_OFFICER") }] },
  "salePoint.own": { scope: (viewer) => [{ id: viewer.operates }] },
  "fair.own": { scope: (viewer) => [{ id: viewer.organises }] },
  "partner.member": { scope: (viewer) => [{ id: viewer.memberships.map(({ partnerId }) => partnerId) }] },
  "partner.admin": {
    scope: ({ memberships }) => [
      { id: memberships.filter(({ role }) => role === "ADMIN").map(({ partnerId }) => partnerId) },
    ],
  },
  "auditor.own": {
    scope: (viewer) => eitherOf([nationwide(viewer, "AUDITOR"), [{ provinceRegionId: regionsOf(viewer, "AUDITOR") }]]),
  },
  "central.any": { scope: (viewer) => nationwide(viewer, "CENTRAL_OFFICER") },
  "auditor.national": { scope: (viewer) => nationwide(viewer, "AUDITOR") },
  gateway: { scope: ({ system }) => (system === "gateway" ? "everything" : nothing) },
} as const satisfies Record<string, Rule<CommerceViewer, object>>;

export type RuleName = keyof typeof rules;

/** Who registers sale points and fairs. */
export const recorders = ["province.own"] as const satisfies readonly RuleName[];
/** Who changes a sale point's profile. */
export const salePointKeepers = ["province.own", "salePoint.own"] as const satisfies readonly RuleName[];
/** Who may know the person who runs a sale point. */
export const operatorReaders = [...salePointKeepers, "auditor.own"] as const satisfies readonly RuleName[];
/** Who decides what a sale point sells. */
export const listers = ["salePoint.own"] as const satisfies readonly RuleName[];
/** Who may know the person behind a fair's organiser. */
export const organiserReaders = ["province.own", "fair.own", "auditor.own"] as const satisfies readonly RuleName[];
/** Who registers partners. */
export const partnerRegistrars = ["central.any"] as const satisfies readonly RuleName[];
/** Who may see a partner, its members and its contract. */
export const partnerReaders = [
  "central.any",
  "auditor.national",
  "partner.member",
] as const satisfies readonly RuleName[];

/** Who makes and revokes the keys of a partner's machines. */
export const apiKeyKeepers = ["central.any", "partner.admin"] as const satisfies readonly RuleName[];
/** Who may know that a key exists; its secret nobody is shown again. */
export const apiKeyReaders = [
  "central.any",
  "auditor.national",
  "partner.admin",
] as const satisfies readonly RuleName[];

/** Who reads the catalogue of a partner. */
export const catalogueReaders = ["partner.member"] as const satisfies readonly RuleName[];

/** The rows a viewer reaches by any of several rules. */
export const scopeOf = (names: readonly RuleName[], viewer: CommerceViewer): Scope =>
  eitherOf(names.map((name) => rules[name].scope(viewer)));

/** May the viewer do this to the row by any of the rules? */
export const may = (names: readonly RuleName[], viewer: CommerceViewer, row: object, now: Date): boolean =>
  names.some((name) => allows(rules[name] as Rule<CommerceViewer, object>, viewer, row, now));

/**
 * Goes on when any rule allows.
 *
 * @param readers who may know that the row exists; left out where everyone may
 * @throws Refusal `FORBIDDEN`, or `NOT_FOUND` to whoever may not even know of the row
 */
export const permit = (
  names: readonly RuleName[],
  viewer: CommerceViewer,
  row: object,
  now: Date,
  readers: readonly RuleName[] | null = null,
): void => {
  if (may(names, viewer, row, now)) return;
  refuse(readers === null || may(readers, viewer, row, now) ? "FORBIDDEN" : "NOT_FOUND");
};
