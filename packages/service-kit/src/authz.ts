import "reflect-metadata";
import { Extensions } from "type-graphql";

type RuleDecorator = MethodDecorator & PropertyDecorator & ClassDecorator;

/**
 * Who may use what the decorator stands on: anyone to whom at least one of the named rules of
 * `domain/rights.ts` says yes. On a class it covers the fields that carry nothing of their own.
 *
 * On a root field the rule is asked "could this viewer ever pass?" before the resolver runs; on any
 * other field it is held against the parent row.
 *
 * @example @Authz("producer.own", "commune.own")
 */
export const Authz = (first: string, ...more: readonly string[]): RuleDecorator =>
  Extensions({ directives: { authz: { anyOf: [first, ...more] } } });

/** Open to everyone, the anonymous public included. Said aloud, because a field without a rule is refused. */
export const Public = (): RuleDecorator => Extensions({ directives: { public: {} } });

/**
 * A type that exists only inside the field that holds it: a line of a table, an edge, a payload.
 * Whoever may see the holding field sees it whole. Never on an entity.
 */
export const Part = (): RuleDecorator => Extensions({ directives: { part: {} } });

/** The graphs that show a part of the whole: to machines of partners, and to everyone. */
export type ContractName = "partner" | "public";

/**
 * Shows a field, its arguments or an input field in the named graphs besides the internal one. On a class it
 * covers the fields that carry neither `@Shown` nor a restricting rule of their own; `@Shown()` on a field takes
 * it out again. What nothing shows is in the internal graph alone.
 *
 * It decides what a schema has, never who may see it: that is the rule.
 *
 * @example @Shown("partner", "public")
 */
export const Shown = (...contracts: readonly ContractName[]): RuleDecorator => Extensions({ shown: contracts });

/**
 * How many rows a list without `first` is taken to hold when an operation is weighed; 20 where nothing is said.
 *
 * @example @Sized(100)
 */
export const Sized = (rows: number): MethodDecorator & PropertyDecorator => Extensions({ sized: rows });
