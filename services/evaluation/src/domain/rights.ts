import { allows, eitherOf, Refusal, type Role, type Rule, type Scope, type Viewer } from "@ocop/contracts";
import type { SeatRole } from "./council";
import type { EvaluationState } from "./evaluation";
import type { Authority } from "./regime";
import type { RoundState } from "./score-sheet";

/** A seat the viewer holds in a council whose term covers the day: a fact of this service. */
export type HeldSeat = {
  readonly councilId: string;
  readonly role: SeatRole;
  /** does the seat fill score sheets? */
  readonly scoring: boolean;
};

/** Who asks, with the seats of the person loaded once for the request. */
export type EvaluationViewer = Viewer & { readonly seats: readonly HeldSeat[] };

export const withoutSeats = (viewer: Viewer): EvaluationViewer => ({ ...viewer, seats: [] });

/** What the rules read of a row. Each row has the fields that its rules name; a missing one never matches. */
type RuledRow = {
  readonly state?: string;
  readonly meanScore?: string | null;
};

type EvaluationRule = Rule<EvaluationViewer, RuledRow>;

const regionsOf = (viewer: Viewer, role: Role): readonly string[] =>
  viewer.assignments.flatMap((assignment) => (assignment.role === role ? assignment.regionIds : []));

const holds = (viewer: Viewer, role: Role): boolean =>
  viewer.assignments.some((assignment) => assignment.role === role && assignment.scopeType === "NATIONAL");

const producersOf = ({ assignments }: Viewer): readonly string[] =>
  assignments.flatMap(({ role, scopeId }) =>
    ["PRODUCER_OWNER", "PRODUCER_DELEGATE"].includes(role) && scopeId !== null ? [scopeId] : [],
  );

const councilsOf = ({ seats }: EvaluationViewer, has: (seat: HeldSeat) => boolean): readonly string[] =>
  seats.filter(has).map(({ councilId }) => councilId);

const isCouncil = ({ role, scoring }: HeldSeat): boolean => scoring || role === "SECRETARY";
const isPresiding = ({ role }: HeldSeat): boolean => role === "CHAIR" || role === "DEPUTY_CHAIR";

const province = (viewer: Viewer): Scope => [{ provinceRegionId: regionsOf(viewer, "PROVINCE_OFFICER") }];
const central = (viewer: Viewer): Scope => (holds(viewer, "CENTRAL_OFFICER") ? "everything" : []);
const auditor = (viewer: Viewer): Scope =>
  holds(viewer, "AUDITOR") ? "everything" : [{ provinceRegionId: regionsOf(viewer, "AUDITOR") }];
const council =
  (has: (seat: HeldSeat) => boolean) =>
  (viewer: EvaluationViewer): Scope => [{ councilId: councilsOf(viewer, has) }];
const actor =
  (name: string) =>
  ({ system }: Viewer): Scope =>
    system === name ? "everything" : [];

/** Narrows a scope to rows in one of some states of a field. */
const where = (scope: Scope, field: string, values: readonly string[]): Scope =>
  scope === "everything" ? [{ [field]: values }] : scope.map((clause) => ({ ...clause, [field]: values }));

const closed: readonly RoundState[] = ["CLOSED", "SIGNED"];
const signed: readonly RoundState[] = ["SIGNED"];
const published: readonly EvaluationState[] = ["PUBLISHED"];

/** A result exists as soon as a scoring round closed; a running round has none. */
const hasResult = ({ meanScore }: RuledRow): boolean => meanScore !== null && meanScore !== undefined;

/**
 * Who may see and do what. A sheet carries the state of its scoring round, so that an open value of somebody
 * else's never leaves the database.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Phụ lục II (independent sheets), Điều 7.3 (who acts)
 */
export const rules = {
  /** what everybody may know exists */
  public: { scope: () => "everything" },
  "province.own": { scope: province },
  "central.officer": { scope: central },
  auditor: { scope: auditor },
  "commune.own": { scope: (viewer) => [{ communeRegionId: regionsOf(viewer, "COMMUNE_OFFICER") }] },
  "producer.own": { scope: (viewer) => [{ producerId: producersOf(viewer) }] },
  "council.seat": { scope: council(() => true) },
  "council.chair": { scope: council(isPresiding) },
  "council.secretary": { scope: council(({ role }) => role === "SECRETARY") },
  "council.member": { scope: council(({ scoring }) => scoring) },
  /** a council itself, seen from one of its seats */
  "council.own": { scope: (viewer) => [{ id: councilsOf(viewer, () => true) }] },

  "evaluation.published": { scope: () => [{ state: published }] },
  "result.province": { scope: province, when: hasResult },
  "result.council": { scope: council(isCouncil), when: hasResult },
  "result.central": { scope: central, when: hasResult },
  "result.auditor": { scope: auditor, when: hasResult },

  "sheet.own": { scope: ({ subject }) => [{ subject: subject === null ? [] : [subject] }] },
  "sheet.council": { scope: (viewer) => where(council(isCouncil)(viewer), "roundState", closed) },
  "sheet.province": { scope: (viewer) => where(province(viewer), "roundState", closed) },
  "sheet.central": { scope: (viewer) => where(central(viewer), "roundState", closed) },
  "sheet.auditor": { scope: (viewer) => where(auditor(viewer), "roundState", closed) },
  /** whose sheet it is: the province's office files the named sheets once the minutes are signed */
  "sheet.province.named": { scope: (viewer) => where(province(viewer), "roundState", signed) },

  "actor.event": { scope: actor("event") },
  "actor.clock": { scope: actor("clock") },
} as const satisfies Record<string, EvaluationRule>;

export type RuleName = keyof typeof rules;

export const evaluationReaders = [
  "evaluation.published",
  "province.own",
  "council.seat",
  "producer.own",
  "commune.own",
  "auditor",
  "central.officer",
] as const;
/** Everything of an evaluation that is neither published nor for the producer. */
export const evaluationInsiders = ["province.own", "council.seat", "auditor", "central.officer"] as const;
export const resultReaders = [
  "evaluation.published",
  "result.province",
  "result.council",
  "result.central",
  "result.auditor",
] as const;
/** The whole rating with every total: never the public's. */
export const ratingReaders = ["result.province", "result.council", "result.central", "result.auditor"] as const;
export const sheetReaders = ["sheet.own", "sheet.council", "sheet.province", "sheet.central", "sheet.auditor"] as const;
export const sheetNamers = ["sheet.own", "sheet.council", "sheet.province.named", "sheet.auditor"] as const;
export const councilReaders = ["council.own", "province.own", "auditor", "central.officer"] as const;
export const revocationReaders = ["province.own", "central.officer", "auditor", "producer.own"] as const;

/** The rows that several rules reach together. */
export const scopeOf = (names: readonly RuleName[], viewer: EvaluationViewer): Scope =>
  eitherOf(names.map((name) => rules[name].scope(viewer)));

export const may = (names: readonly RuleName[], viewer: EvaluationViewer, row: object, now: Date): boolean =>
  names.some((name) => allows<EvaluationViewer, RuledRow>(rules[name], viewer, row, now));

/**
 * Asked right after a row is locked.
 *
 * @param readers who may know that the row exists
 * @throws Refusal `NOT_FOUND` to a stranger, `FORBIDDEN` to a reader who may not act
 */
export const permit = (
  actors: readonly RuleName[],
  readers: readonly RuleName[],
  viewer: EvaluationViewer,
  row: object,
  now: Date,
): void => {
  if (may(actors, viewer, row, now)) return;
  throw new Refusal(may(readers, viewer, row, now) ? "FORBIDDEN" : "NOT_FOUND");
};

/** The officer who records for a level of authority. */
export const officerOf: Readonly<Record<Authority, RuleName>> = {
  // Districts ended on 01/07/2025; their certificates are the province's.
  DISTRICT: "province.own",
  PROVINCE: "province.own",
  CENTRAL: "central.officer",
};

/** The levels an officer may record decisions for, on this row. */
export const levelsOf = (viewer: EvaluationViewer, row: object, now: Date): readonly Authority[] => [
  ...(may(["province.own"], viewer, row, now) ? (["PROVINCE"] as const) : []),
  ...(may(["central.officer"], viewer, row, now) ? (["CENTRAL"] as const) : []),
];
