import "reflect-metadata";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { getDocumentNodeFromSchema } from "@graphql-tools/utils";
import type { Viewer } from "@ocop/contracts";
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from "graphql";
import { buildSchemaSync, createResolversMap, getMetadataStorage, type NonEmptyArray } from "type-graphql";
import { contractTags, taggedField, taggedInput } from "./contract-tags";
import type { GraphContext } from "./graph-context";
import { DateTime } from "./graph-types";
import { guard, type Rules } from "./guard";
import { listSizes } from "./list-size";
import { type FieldRule, rootTypes, rulesOf } from "./rule-list";

/**
 * The opening of every subgraph, the same to the letter in all of them: without `@composeDirective`
 * a subgraph would lose its rules on the way into the supergraph, silently.
 */
export const prelude = `extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@composeDirective", "@override", "@cost", "@listSize"]
  )
  @link(url: "https://specs.ocop.vn/authz/v1.0", import: ["@authz", "@public", "@part"])
  @composeDirective(name: "@authz")
  @composeDirective(name: "@public")
  @composeDirective(name: "@part")

"""One of the named rules must allow it."""
directive @authz(anyOf: [String!]!) on OBJECT | FIELD_DEFINITION

"""Open to everyone."""
directive @public on OBJECT | FIELD_DEFINITION

"""Exists only inside the field that holds it and is seen by whoever sees that field."""
directive @part on OBJECT
`;

/**
 * Answers one entity reference: the row as this service holds it, with every column the rules of its
 * fields read, or null when there is none or the viewer's scope does not reach it.
 */
export type Reference<Context> = (key: never, context: Context) => Promise<object | null>;

export type SubgraphParts<V extends Viewer, Context extends GraphContext<V>> = {
  readonly resolvers: readonly NonNullable<unknown>[];
  /** Types that no query of this service returns: entities and stubs reached by reference alone. */
  readonly orphanedTypes?: readonly NonNullable<unknown>[];
  readonly rules: Rules<V>;
  /** One for each type with a key, by its name in the graph. */
  readonly references: Readonly<Record<string, Reference<Context>>>;
};

export type Subgraph = {
  /** Prelude and types, as committed in `schema.graphql`. */
  readonly sdl: string;
  /** Executable, guarded by its rules. */
  readonly schema: GraphQLSchema;
};

const sentence = (rule: FieldRule): string | null => {
  switch (rule.kind) {
    case "authz":
      return `Rule: ${rule.anyOf.join(" or ")}.`;
    case "public":
      return "Public.";
    case "none":
      return null;
  }
};

/** A root field is nullable: were it not, one subgraph that is down would take the whole answer with it. */
const nullableRoot = (type: string, field: FieldDefinitionNode): FieldDefinitionNode =>
  rootTypes.includes(type) && field.type.kind === Kind.NON_NULL_TYPE ? { ...field, type: field.type.type } : field;

/** Says each field's rule at the end of its description, where a client developer reads it. */
const describeRules = (document: DocumentNode): DocumentNode => {
  const rules = new Map(rulesOf(print(document)).map(({ type, field, rule }) => [`${type}.${field}`, rule]));
  const describe = (type: string, field: FieldDefinitionNode): FieldDefinitionNode => {
    const said = sentence(rules.get(`${type}.${field.name.value}`) ?? { kind: "none" });
    if (said === null) return field;
    const value = field.description ? `${field.description.value}\n${said}` : said;
    return { ...field, description: { kind: Kind.STRING, value, block: true } };
  };
  const object = (node: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode => ({
    ...node,
    fields: (node.fields ?? []).map((field) => describe(node.name.value, nullableRoot(node.name.value, field))),
  });
  return {
    ...document,
    definitions: document.definitions.map((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? object(node) : node)),
  };
};

const belongsToPrelude = ({ kind }: DefinitionNode): boolean =>
  kind === Kind.DIRECTIVE_DEFINITION || kind === Kind.SCHEMA_DEFINITION || kind === Kind.SCHEMA_EXTENSION;

/** Writes the contracts of each field as tags, and the size of each list. */
const describeContracts = (document: DocumentNode, schema: GraphQLSchema): DocumentNode => {
  const tags = contractTags(schema);
  const sizes = listSizes(schema);
  const field = (type: string, node: FieldDefinitionNode): FieldDefinitionNode => {
    const coordinate = `${type}.${node.name.value}`;
    const tagged = taggedField(node, tags.get(coordinate) ?? []);
    const size = sizes.get(coordinate);
    return size ? { ...tagged, directives: [...(tagged.directives ?? []), size] } : tagged;
  };
  const described = (node: DefinitionNode): DefinitionNode => {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION)
      return { ...node, fields: (node.fields ?? []).map((one) => field(node.name.value, one)) };
    if (node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return node;
    const tagsOf = ({ name }: InputValueDefinitionNode) => tags.get(`${node.name.value}.${name.value}`) ?? [];
    return { ...node, fields: (node.fields ?? []).map((one) => taggedInput(one, tagsOf(one))) };
  };
  return { ...document, definitions: document.definitions.map(described) };
};

/** Sorted, so that the text depends on what the classes say and not on the order in which they were loaded. */
const printSubgraph = (schema: GraphQLSchema): string => {
  const document = describeContracts(getDocumentNodeFromSchema(lexicographicSortSchema(schema)), schema);
  const own: DocumentNode = {
    ...document,
    definitions: document.definitions.filter((node) => !belongsToPrelude(node)),
  };
  return `${prelude}\n${print(describeRules(own))}\n`;
};

const entitiesOf = (sdl: string): readonly string[] =>
  parse(sdl).definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const resolvable = (node.directives ?? [])
      .filter(({ name }) => name.value === "key")
      .some(({ arguments: args = [] }) =>
        args.every(({ name, value }) => name.value !== "resolvable" || value.kind !== Kind.BOOLEAN || value.value),
      );
    return resolvable ? [node.name.value] : [];
  });

/** An entity without a reference resolver would echo what the caller sent; a resolver without an entity is never called. */
const checkReferences = (sdl: string, names: readonly string[]): void => {
  const entities = entitiesOf(sdl);
  const wrong = [
    ...entities.filter((name) => !names.includes(name)).map((name) => `${name} has a key and no reference`),
    ...names.filter((name) => !entities.includes(name)).map((name) => `${name} has a reference and no key`),
  ];
  if (wrong.length > 0) throw new Error(`References and keys differ:\n  ${wrong.join("\n  ")}`);
};

/** Asynchronous, so that one bad key fails alone; a copy, because the server writes `__typename` into what it is given. */
const referenceResolver =
  <Context>(reference: Reference<Context>) =>
  async (key: unknown, context: Context): Promise<object | null> => {
    const row = await reference(key as never, context);
    return row === null ? null : { ...row };
  };

/**
 * A field without a resolver of its own is read from its row at once. type-graphql would wrap each in an
 * asynchronous function for middlewares that there are none of: a promise a field, hundreds a page.
 */
const readPlainFieldsPlainly = (): void => {
  for (const type of getMetadataStorage().objectTypes) type.simpleResolvers ??= true;
};

/**
 * Builds one federated subgraph from type-graphql classes: prints it, adds the reference resolvers
 * and puts its rules before every resolver.
 *
 * @throws Error when a rule is unknown, or when entities and references are not the same set
 */
export const buildSubgraph = <V extends Viewer, Context extends GraphContext<V>>({
  resolvers,
  orphanedTypes = [],
  rules,
  references,
}: SubgraphParts<V, Context>): Subgraph => {
  readPlainFieldsPlainly();
  const classes = buildSchemaSync({
    resolvers: resolvers as unknown as NonEmptyArray<() => void>,
    orphanedTypes: orphanedTypes as (() => void)[],
    scalarsMap: [{ type: Date, scalar: DateTime }],
    skipCheck: true,
    validate: false,
  });
  const sdl = printSubgraph(classes);
  checkReferences(sdl, Object.keys(references));
  const map = createResolversMap(classes) as Record<string, Record<string, unknown>>;
  for (const [type, reference] of Object.entries(references))
    map[type] = { ...map[type], __resolveReference: referenceResolver(reference) };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: map as never });
  guard(schema, sdl, rules);
  return { sdl, schema };
};
