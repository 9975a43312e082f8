import type { Viewer } from "./viewer";

/** One way into a row: every named field of the row must hold one of the listed values. */
export type Clause = Readonly<Record<string, readonly string[]>>;

/** The rows a viewer may reach: all of them, or those that satisfy any one clause. No clause, no row. */
export type Scope = "everything" | readonly Clause[];

/**
 * One right, described once. The repository adds `scope` to every list and reference; a field, an act
 * and a door ask {@link allows}, which is the same scope held against one row, and then `when`.
 *
 * @typeParam V the viewer with the facts of the owning service
 */
export type Rule<V extends Viewer = Viewer, Row = never> = {
  readonly scope: (viewer: V) => Scope;
  /** What the row's own state adds, for example "only after release". Synchronous: facts are loaded before. */
  readonly when?: (row: Row, viewer: V, now: Date) => boolean;
};

export const nothing: Scope = [];

/** The rows reachable by any of several scopes: rights add up and never multiply. */
export const eitherOf = (scopes: readonly Scope[]): Scope =>
  scopes.includes("everything") ? "everything" : scopes.flatMap((scope) => (scope === "everything" ? [] : scope));

/** Could this viewer ever pass? Asked at a root field, before any row is known. */
export const couldPass = (scope: Scope): boolean =>
  scope === "everything" || scope.some((clause) => Object.values(clause).every((values) => values.length > 0));

/** Does the row lie within the scope? Ids are compared as text; an absent or null field never matches. */
export const within = (scope: Scope, row: object): boolean =>
  scope === "everything" ||
  scope.some((clause) =>
    Object.entries(clause).every(([field, values]) => {
      const value: unknown = (row as Record<string, unknown>)[field];
      return typeof value === "string" && values.includes(value);
    }),
  );

/** The verdict of one rule on one row, now. */
export const allows = <V extends Viewer, Row extends object>(
  rule: Rule<V, Row>,
  viewer: V,
  row: Row,
  now: Date,
): boolean => within(rule.scope(viewer), row) && (rule.when?.(row, viewer, now) ?? true);
