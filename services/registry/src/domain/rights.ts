import { allows, eitherOf, nothing, type Role, type Rule, type Scope, type Viewer } from "@ocop/contracts";
import { refuse } from "./refusals";

const heldBy = (viewer: Viewer, ...roles: readonly Role[]) =>
  viewer.assignments.filter(({ role }) => roles.includes(role));

const regionsOf = (viewer: Viewer, role: Role): readonly string[] =>
  heldBy(viewer, role).flatMap(({ scopeType, regionIds }) => (scopeType === "NATIONAL" ? [] : regionIds));

const producersOf = (viewer: Viewer): readonly string[] =>
  heldBy(viewer, "PRODUCER_OWNER", "PRODUCER_DELEGATE").flatMap(({ scopeId }) => (scopeId === null ? [] : [scopeId]));

const reaching = (field: string, ids: readonly string[]): Scope => (ids.length === 0 ? nothing : [{ [field]: ids }]);

const systemOnly = (name: string): Rule => ({ scope: ({ system }) => (system === name ? "everything" : nothing) });

/**
 * The rules of this service by record name: who reaches which rows.
 *
 * `producer.self` is for rows of producers themselves, `producer.own` for everything that belongs to one.
 * `gateway`, `event` and `loader` are named actors of the platform.
 */
export const rules = {
  "producer.self": { scope: (viewer) => reaching("id", producersOf(viewer)) },
  "producer.own": { scope: (viewer) => reaching("producerId", producersOf(viewer)) },
  "commune.own": { scope: (viewer) => reaching("communeRegionId", regionsOf(viewer, "COMMUNE_OFFICER")) },
  "province.own": { scope: (viewer) => reaching("provinceRegionId", regionsOf(viewer, "PROVINCE_OFFICER")) },
  auditor: {
    scope: (viewer) =>
      heldBy(viewer, "AUDITOR").some(({ scopeType }) => scopeType === "NATIONAL")
        ? "everything"
        : reaching("provinceRegionId", regionsOf(viewer, "AUDITOR")),
  },
  gateway: systemOnly("gateway"),
  event: systemOnly("event"),
  loader: systemOnly("loader"),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof rules;

/** Who may read a dossier with its evidence and answers. */
export const dossierReaders = ["producer.own", "commune.own", "province.own", "auditor"] as const;
/** Who fills in and submits a dossier: the producer, or the commune that helps it. */
export const dossierWriters = ["producer.own", "commune.own"] as const;
/** Who writes down a producer: its commune or its province. */
export const producerRegistrars = ["commune.own", "province.own"] as const;
export const producerWriters = ["producer.self", "commune.own", "province.own"] as const;
/** Who reads a producer's phone and representative. */
export const producerReaders = ["producer.self", "commune.own", "province.own", "auditor"] as const;
export const productWriters = ["producer.own", "commune.own"] as const;

/** The rows that any of these rules reaches: what the repository adds to a list. */
export const scopeOf = (viewer: Viewer, names: readonly RuleName[]): Scope =>
  eitherOf(names.map((name) => rules[name].scope(viewer)));

const isAllowed = (names: readonly RuleName[], viewer: Viewer, row: object, now: Date): boolean =>
  names.some((name) => allows(rules[name] as Rule<Viewer, object>, viewer, row, now));

/**
 * Asked right after the row is locked.
 *
 * @param readers who may know that the row exists; everyone when it is null
 * @throws Refusal `FORBIDDEN`, or `NOT_FOUND` when the viewer may not even know of the row
 */
export const permit = (
  names: readonly RuleName[],
  viewer: Viewer,
  row: object,
  now: Date,
  readers: readonly RuleName[] | null = null,
): void => {
  if (isAllowed(names, viewer, row, now)) return;
  refuse(readers === null || isAllowed(readers, viewer, row, now) ? "FORBIDDEN" : "NOT_FOUND");
};
