import {
  allows,
  eitherOf,
  type Role,
  type Rule,
  type Scope,
  type Viewer,
  type ViewerAssignment,
} from "@ocop/contracts";
import type { Lot } from "./lot";
import { refuse } from "./refusals";

const held = ({ assignments }: Viewer, ...roles: readonly Role[]): readonly ViewerAssignment[] =>
  assignments.filter(({ role }) => roles.includes(role));

/** Regions of all assignments of one role: rights of one kind add up. */
const regionsOf = (viewer: Viewer, role: Role): readonly string[] =>
  held(viewer, role).flatMap(({ regionIds }) => regionIds);

const anyOf = (field: string, values: readonly string[]): Scope => (values.length === 0 ? [] : [{ [field]: values }]);

/**
 * Who may reach a row of this service. Rows carry the producer and the territory of their product.
 *
 * @see access reference: one right comes from one assignment; a territory is compared by region id
 */
export const rules = {
  /** owner or delegate of the producer whose row it is */
  "producer.own": {
    scope: (viewer) =>
      anyOf(
        "producerId",
        held(viewer, "PRODUCER_OWNER", "PRODUCER_DELEGATE").flatMap(({ scopeId }) =>
          scopeId === null ? [] : [scopeId],
        ),
      ),
  },
  /** officer of the commune in which the product lies */
  "commune.own": { scope: (viewer) => anyOf("communeRegionId", regionsOf(viewer, "COMMUNE_OFFICER")) },
  /** officer of its province */
  "province.own": { scope: (viewer) => anyOf("provinceRegionId", regionsOf(viewer, "PROVINCE_OFFICER")) },
  "central.any": {
    scope: (viewer) =>
      held(viewer, "CENTRAL_OFFICER").some(({ scopeType }) => scopeType === "NATIONAL") ? "everything" : [],
  },
  /** auditor of the nation or of the province */
  "auditor.own": {
    scope: (viewer) =>
      held(viewer, "AUDITOR").some(({ scopeType }) => scopeType === "NATIONAL")
        ? "everything"
        : anyOf("provinceRegionId", regionsOf(viewer, "AUDITOR")),
  },
  /** anyone, as soon as the lot was published; what was withdrawn stays visible as withdrawn */
  "lot.published": { scope: () => [{ state: ["PUBLISHED", "WITHDRAWN"] satisfies Lot["state"][] }] },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

/** Who reads a lot, a draft included when it is their own. */
export const lotReaders = [
  "lot.published",
  "producer.own",
  "commune.own",
  "province.own",
  "central.any",
  "auditor.own",
] as const satisfies readonly RuleName[];

/** What anyone may see of lots: the scan host reads by it. */
export const publicReaders = ["lot.published"] as const satisfies readonly RuleName[];

/** Who reads what only the making of a lot concerns: what is missing in it, its serials and their jobs. */
export const workReaders = ["producer.own", "auditor.own"] as const satisfies readonly RuleName[];

/** Who writes trade items, lots and units. */
export const writers = ["producer.own"] as const satisfies readonly RuleName[];

/** The rows a viewer reaches by any of several rules. */
export const scopeOf = (names: readonly RuleName[], viewer: Viewer): Scope =>
  eitherOf(names.map((name) => rules[name].scope(viewer)));

/** May the viewer do this to the row by any of the rules? */
export const may = (names: readonly RuleName[], viewer: Viewer, row: object, now: Date): boolean =>
  names.some((name) => allows(rules[name] as Rule<Viewer, object>, viewer, row, now));

/**
 * Goes on when any of the rules allows.
 *
 * @param readers who may know that the row exists; left out where everyone may
 * @throws Refusal `FORBIDDEN`, or `NOT_FOUND` to whoever may not even know of the row
 */
export const permit = (
  names: readonly RuleName[],
  viewer: Viewer,
  row: object,
  now: Date,
  readers: readonly RuleName[] | null = null,
): void => {
  if (may(names, viewer, row, now)) return;
  refuse(readers === null || may(readers, viewer, row, now) ? "FORBIDDEN" : "NOT_FOUND");
};
