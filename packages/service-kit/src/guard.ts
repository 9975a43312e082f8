import { allows, couldPass, eitherOf, Refusal, type Rule, type Scope, type Viewer } from "@ocop/contracts";
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import type { GraphContext } from "./graph-context";
import { isId } from "./id";
import { type FieldRule, rootTypes, rulesOf } from "./rule-list";

/** The rules of one service by record name, as `domain/rights.ts` exports them. */
export type Rules<V extends Viewer = Viewer> = Readonly<Record<string, Rule<V, never>>>;

type Resolver<V extends Viewer> = GraphQLFieldResolver<unknown, GraphContext<V>>;

/** The scope of a rule for one viewer is computed once: a page of rows asks for it hundreds of times. */
const remembering = <V extends Viewer>({ scope, when }: Rule<V, never>): Rule<V, never> => {
  const scopes = new WeakMap<V, Scope>();
  const remembered = (viewer: V): Scope => {
    const known = scopes.get(viewer) ?? scope(viewer);
    scopes.set(viewer, known);
    return known;
  };
  return when ? { scope: remembered, when } : { scope: remembered };
};

const isSomeone = ({ subject, system }: Viewer): boolean => subject !== null || system !== null;

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null;

const idIn = (value: unknown): string | null =>
  isMembers(value) && typeof value["id"] === "string" && isId(value["id"]) ? value["id"] : null;

/** What a root field was asked about: the argument `id`, the member `id` of its input, or the input's first id. */
const idAsked = (args: Members): string | null => {
  const { input } = args;
  const ids = (isMembers(input) ? Object.values(input) : []).filter(
    (value) => typeof value === "string" && isId(value),
  );
  return idIn(args) ?? idIn(input) ?? (ids[0] as string | undefined) ?? null;
};

/** The name of the whole operation, without what the gateway adds to it for each subgraph. */
const operationOf = ({ operation: { name, operation } }: GraphQLResolveInfo): string =>
  name?.value.replace(/__[a-z]+__\d+$/, "") ?? operation;

/** Keeps a refusal of somebody who has signed in for the audit log. */
const noteRefusal = (context: GraphContext, info: GraphQLResolveInfo, objectId: string | null): void => {
  if (!isSomeone(context.viewer)) return;
  const { parentType, fieldName } = info;
  const operation = parentType.name === "Mutation" ? fieldName : operationOf(info);
  context.refusals?.add({
    operation,
    objectType: `${parentType.name}.${fieldName}`,
    objectId,
    outcome: "FORBIDDEN",
  });
};

/** Whatever refuses a root field with FORBIDDEN, its rule or the use case behind it, is noted. */
const watchRoot =
  <V extends Viewer>(resolve: Resolver<V>): Resolver<V> =>
  async (source, args: Members, context, info): Promise<unknown> => {
    try {
      return await resolve(source, args, context, info);
    } catch (error) {
      if (error instanceof Refusal && error.code === "FORBIDDEN") noteRefusal(context, info, idAsked(args));
      throw error;
    }
  };

/** Refuses before the resolver runs whoever could never pass, whatever the row. */
const guardRoot =
  <V extends Viewer>(rules: readonly Rule<V, never>[], resolve: Resolver<V>): Resolver<V> =>
  (source, args, context, info) => {
    if (!couldPass(eitherOf(rules.map(({ scope }) => scope(context.viewer)))))
      throw new Refusal(isSomeone(context.viewer) ? "FORBIDDEN" : "UNAUTHENTICATED");
    return resolve(source, args, context, info);
  };

/** Refuses the field on a row that none of the rules lets this viewer see. */
const guardField =
  <V extends Viewer>(rules: readonly Rule<V, never>[], resolve: Resolver<V>): Resolver<V> =>
  (source, args, context, info) => {
    if (!rules.some((rule) => allows(rule, context.viewer, source as never, context.now))) {
      noteRefusal(context, info, idIn(source));
      throw new Refusal("FORBIDDEN");
    }
    return resolve(source, args, context, info);
  };

/**
 * Tells a mutation's resolver which mutation it is. Rights lent under break-glass are for looking: nothing is
 * ever written with them.
 */
const nameMutation =
  <V extends Viewer>(resolve: Resolver<V>): Resolver<V> =>
  (source, args: Readonly<Record<string, unknown>>, context, info) => {
    if (context.viewer.actedAs !== null) throw new Refusal("FORBIDDEN");
    const lent = context.during?.({ operation: info.fieldName, args });
    return resolve(source, args, { ...context, ...lent }, info);
  };

/** A page holds 1 to 100 rows; asked for more or fewer, the field is refused and not cut silently. */
const boundPage =
  <V extends Viewer>(resolve: Resolver<V>): Resolver<V> =>
  (source, args: Readonly<Record<string, unknown>>, context, info) => {
    const { first } = args;
    if (typeof first === "number" && (first < 1 || first > 100))
      throw new Refusal("BAD_USER_INPUT", { field: "first" });
    return resolve(source, args, context, info);
  };

const fieldsOf = (schema: GraphQLSchema, type: string) => (schema.getType(type) as GraphQLObjectType).getFields();

/**
 * Puts every rule of the SDL before the resolver it guards. The nearest rule wins: the field's own,
 * else its object's. Aliases, fragments, interfaces, `_entities` and mutation results all pass
 * through the same resolvers, so one verdict holds on every path.
 *
 * @throws Error naming each rule that `rules` does not have
 */
export const guard = <V extends Viewer>(schema: GraphQLSchema, sdl: string, rules: Rules<V>): void => {
  const known = new Map(Object.entries(rules).map(([name, rule]) => [name, remembering(rule)]));
  const unknown: string[] = [];
  const named = (rule: FieldRule & { kind: "authz" }, place: string): readonly Rule<V, never>[] =>
    rule.anyOf.flatMap((name) => {
      const found = known.get(name);
      if (!found) unknown.push(`${place}: no rule is named "${name}"`);
      return found ? [found] : [];
    });

  for (const { type, field: name, rule } of rulesOf(sdl)) {
    const field = fieldsOf(schema, type)[name];
    if (!field) continue;
    const plain: Resolver<V> = field.resolve ?? defaultFieldResolver;
    const resolve = type === "Mutation" ? nameMutation(plain) : plain;
    const bounded = field.args.some((argument) => argument.name === "first") ? boundPage(resolve) : resolve;
    const isRoot = rootTypes.includes(type);
    const guarding = isRoot ? guardRoot : guardField;
    const guarded = rule.kind === "authz" ? guarding(named(rule, `${type}.${name}`), bounded) : bounded;
    if (isRoot) field.resolve = watchRoot(guarded);
    else if (guarded !== plain) field.resolve = guarded;
  }
  if (unknown.length > 0) throw new Error(`The graph asks for rules that do not exist:\n  ${unknown.join("\n  ")}`);
};
