import {
  allows,
  eitherOf,
  nothing,
  type Clause,
  type Role,
  type Rule,
  type Scope,
  type Viewer,
  type ViewerAssignment,
} from "@ocop/contracts";
import { grantable } from "./assignment";
import { ledProducers, readableDossiers, selfScoredDossiers, type Reading } from "./reading";
import type { PersonalField } from "./personal-data";
import { refuse } from "./refusals";

/** Who asks, with what councils gave the person to read, loaded once for the request. */
export type RegistryViewer = Viewer & { readonly readings: readonly Reading[] };

/** A viewer without facts: the platform's own actors, and lent rights. */
export const withoutReadings = (viewer: Viewer): RegistryViewer => ({ ...viewer, readings: [] });

const heldBy = (viewer: Viewer, ...roles: readonly Role[]) =>
  viewer.assignments.filter(({ role }) => roles.includes(role));

const regionsOf = (viewer: Viewer, role: Role): readonly string[] =>
  heldBy(viewer, role).flatMap(({ scopeType, regionIds }) => (scopeType === "NATIONAL" ? [] : regionIds));

const producersOf = (viewer: Viewer): readonly string[] =>
  heldBy(viewer, "PRODUCER_OWNER", "PRODUCER_DELEGATE").flatMap(({ scopeId }) => (scopeId === null ? [] : [scopeId]));

const reaching = (field: string, ids: readonly string[]): Scope => (ids.length === 0 ? nothing : [{ [field]: ids }]);

const isNational = (viewer: Viewer, ...roles: readonly Role[]): boolean =>
  heldBy(viewer, ...roles).some(({ scopeType }) => scopeType === "NATIONAL");

/** The rows of the viewer's own person; the public has none. */
const own = (field: string, { subject }: Viewer): Scope => reaching(field, subject === null ? [] : [subject]);

/**
 * The rights that one right lets its holder grant, confirm, reject and revoke: the roles of the table, in the
 * same or a narrower scope. A scope is compared by the regions of today in which it lies.
 */
const granting = ({ role, scopeType, scopeId, regionIds }: ViewerAssignment): readonly Clause[] => {
  const roles = { role: grantable[role] };
  switch (scopeType) {
    case "NATIONAL":
      return [roles];
    case "PROVINCE":
      return [{ ...roles, provinceRegionId: regionIds }];
    case "COMMUNE":
      return [{ ...roles, communeRegionId: regionIds }];
    case "PRODUCER":
      return [{ ...roles, scopeType: ["PRODUCER"], scopeId: scopeId === null ? [] : [scopeId] }];
  }
};

const isSomething = (clause: Clause): boolean => Object.values(clause).every((values) => values.length > 0);

const systemOnly = (name: string): Rule => ({ scope: ({ system }) => (system === name ? "everything" : nothing) });

/**
 * The rules of this service by record name: who reaches which rows.
 *
 * `producer.self` is for rows of producers themselves, `producer.own` for everything that belongs to one.
 * `dossier.council` are the dossiers that a council gave the person to read, `dossier.council.selfScore` those
 * whose self-assessment may be seen, too, `producer.council` the producers of those that one leads through the
 * council. `assignment.grantable` are the rights one could grant.
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
  "dossier.council": { scope: ({ readings }) => reaching("id", readableDossiers(readings)) },
  "dossier.council.selfScore": { scope: ({ readings }) => reaching("id", selfScoredDossiers(readings)) },
  "producer.council": { scope: ({ readings }) => reaching("id", ledProducers(readings)) },
  "assignment.grantable": { scope: ({ assignments }) => assignments.flatMap(granting).filter(isSomething) },
  "assignment.self": { scope: (viewer) => own("subject", viewer) },
  "central.officer": { scope: (viewer) => (isNational(viewer, "CENTRAL_OFFICER") ? "everything" : nothing) },
  operator: { scope: (viewer) => (isNational(viewer, "PLATFORM_OPERATOR") ? "everything" : nothing) },
  "auditor.national": { scope: (viewer) => (isNational(viewer, "AUDITOR") ? "everything" : nothing) },
  /** sessions in which one's own rights were lent */
  "breakGlass.actedAs": { scope: (viewer) => own("actedAs", viewer) },
  gateway: systemOnly("gateway"),
  event: systemOnly("event"),
  loader: systemOnly("loader"),
} as const satisfies Readonly<Record<string, Rule<RegistryViewer>>>;

export type RuleName = keyof typeof rules;

/** Who reads what stands in a dossier: its forms, evidence and reports. The centre would at a stage that no dossier reaches here yet. */
export const evidenceReaders = ["producer.own", "commune.own", "province.own", "auditor", "dossier.council"] as const;
/** Who may know of a dossier, and of where it is. */
export const dossierReaders = [...evidenceReaders, "central.officer"] as const;
/** Who may see what the producer claims (tự đánh giá, điểm tự chấm). */
export const selfScoreReaders = [
  "producer.own",
  "commune.own",
  "province.own",
  "auditor",
  "dossier.council.selfScore",
  "central.officer",
] as const;
/** Who is told what answers and evidence come to: whoever sees both. */
export const coachReaders = [
  "producer.own",
  "commune.own",
  "province.own",
  "auditor",
  "dossier.council.selfScore",
] as const;
/** Who fills in and submits a dossier: the producer, or the commune that helps it. */
export const dossierWriters = ["producer.own", "commune.own"] as const;
/** Who writes down a producer: its commune or its province. */
export const producerRegistrars = ["commune.own", "province.own"] as const;
/** Who records what is planned for a year: the commune its own, the province its own and those of its communes. */
export const planners = ["commune.own", "province.own"] as const;
export const producerWriters = ["producer.self", "commune.own", "province.own"] as const;
/** Who reads a producer's phone and representative: chair and secretary while its dossier is before their council. */
export const producerReaders = ["producer.self", "commune.own", "province.own", "auditor", "producer.council"] as const;
/** Who reads its phone at least masked. */
export const phoneReaders = [...producerReaders, "central.officer"] as const;
/** Who reads the masked numbers of its people's identity and bank account. */
export const maskedReaders = ["producer.self", "province.own", "auditor"] as const;
/** Who sees any personal value in full. */
export const personalReaders = ["province.own", "auditor", "central.officer"] as const;
/** Who sees which personal value in full, with a reason and an entry in the audit log. */
export const personalRevealers = {
  PHONE: personalReaders,
  NATIONAL_ID: ["province.own", "auditor"],
  BANK_ACCOUNT: ["province.own", "auditor"],
} as const satisfies Readonly<Record<PersonalField, readonly RuleName[]>>;
/** Who says where a row of a split commune lies: its province, or the commune that takes it in. */
export const placers = ["commune.own", "province.own"] as const;
export const placingReaders = [...placers, "auditor"] as const;
export const productWriters = ["producer.own", "commune.own"] as const;
/** Who may see a right of a person: who could grant it, the person, the auditor of its territory, the centre. */
export const assignmentReaders = ["assignment.grantable", "assignment.self", "auditor", "central.officer"] as const;
/** Who ends a right: who could grant it, and who holds it. */
export const assignmentEnders = ["assignment.grantable", "assignment.self"] as const;
/** Who agrees to break-glass, and ends it. */
export const breakGlassApprovers = ["operator", "central.officer"] as const;
export const breakGlassReaders = ["operator", "central.officer", "auditor.national", "breakGlass.actedAs"] as const;

/** The rows that any of these rules reaches: what the repository adds to a list. */
export const scopeOf = (viewer: RegistryViewer, names: readonly RuleName[]): Scope =>
  eitherOf(names.map((name) => rules[name].scope(viewer)));

/** Does any of these rules let the viewer at this row? */
export const isAllowed = (names: readonly RuleName[], viewer: RegistryViewer, row: object, now: Date): boolean =>
  names.some((name) => allows(rules[name] as Rule<RegistryViewer, object>, viewer, row, now));

/**
 * Asked right after the row is locked.
 *
 * @param readers who may know that the row exists; everyone when it is null
 * @throws Refusal `FORBIDDEN`, or `NOT_FOUND` when the viewer may not even know of the row
 */
export const permit = (
  names: readonly RuleName[],
  viewer: RegistryViewer,
  row: object,
  now: Date,
  readers: readonly RuleName[] | null = null,
): void => {
  if (isAllowed(names, viewer, row, now)) return;
  refuse(readers === null || isAllowed(readers, viewer, row, now) ? "FORBIDDEN" : "NOT_FOUND");
};
