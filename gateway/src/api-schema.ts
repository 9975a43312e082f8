import { Supergraph } from "@apollo/federation-internals";
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from "graphql";

/**
 * The schema that clients of a supergraph see, sorted, without anything of the federation's own.
 *
 * @throws GraphQLError when the supergraph is not one, or hides what it still needs
 */
export const apiSchemaOf = (supergraph: string): string =>
  `${printSchema(lexicographicSortSchema(Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema()))}\n`;

type Member = {
  readonly coordinate: string;
  readonly description: string | null | undefined;
  readonly deprecationReason: string | null | undefined;
};

const membersOf = (type: GraphQLNamedType): readonly Member[] => {
  if (isEnumType(type))
    return type.getValues().map(({ name, ...rest }) => ({ coordinate: `${type.name}.${name}`, ...rest }));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(({ name, ...rest }) => ({
      coordinate: `${type.name}.${name}`,
      ...rest,
    }));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, args, ...rest }) => [
    { coordinate: `${type.name}.${name}`, ...rest },
    ...args.map((argument) => ({ ...argument, coordinate: `${type.name}.${name}(${argument.name}:)` })),
  ]);
};

const ownTypes = (schema: GraphQLSchema): readonly GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));

/** Every member of a schema by its coordinate, its types by name. */
const describedOf = (schema: GraphQLSchema): ReadonlyMap<string, Member> =>
  new Map(
    ownTypes(schema).flatMap((type) => [
      [type.name, { coordinate: type.name, description: type.description, deprecationReason: null }] as const,
      ...membersOf(type).map((member) => [member.coordinate, member] as const),
    ]),
  );

/** Names in backquotes of a description that could be coordinates: `Type`, `Type.field`, `rootField(argument:)`. */
const namedIn = (description: string): readonly string[] =>
  [...description.matchAll(/`([^`]+)`/g)]
    .flatMap(([, text = ""]) => [...text.matchAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?/g)])
    .map(([name]) => name);

/**
 * What the descriptions of a contract give away: names of the whole graph that the contract itself does not have.
 *
 * @param whole schema of the internal graph
 * @param contract schema of the contract
 */
export const hiddenButNamed = (whole: string, contract: string): readonly string[] => {
  const known = describedOf(buildSchema(whole));
  const kept = describedOf(buildSchema(contract));
  const isHidden = (name: string): boolean =>
    [name, `Query.${name}`, `Mutation.${name}`].some((one) => known.has(one)) &&
    ![name, `Query.${name}`, `Mutation.${name}`].some((one) => kept.has(one));
  return [...kept.values()].flatMap(({ coordinate, description }) =>
    namedIn(description ?? "")
      .filter(isHidden)
      .map((name) => `${coordinate} speaks of ${name}, which is hidden`),
  );
};

/** `use X; removal ≥ YYYY-MM-DD`, the form of every deprecation. */
const removalDay = (reason: string | null | undefined): string | null =>
  /removal ≥ (\d{4}-\d{2}-\d{2})/.exec(reason ?? "")?.[1] ?? null;

/**
 * What clients of the old schema would lose with the new one. A field may go once the removal date of its
 * `@deprecated` has passed.
 *
 * @param today `YYYY-MM-DD`
 * @returns one sentence each; empty when every client goes on working
 */
export const breakingChanges = (old: string, fresh: string, today: string): readonly string[] => {
  const [before, after] = [buildSchema(old), buildSchema(fresh)];
  const mayGo = [...describedOf(before).values()]
    .filter(({ deprecationReason }) => (removalDay(deprecationReason) ?? "9999") <= today)
    .map(({ coordinate }) => `${coordinate} was removed.`);
  return findBreakingChanges(before, after)
    .filter(({ description }) => !mayGo.includes(description))
    .map(({ type, description }) => `${type}: ${description}`);
};
