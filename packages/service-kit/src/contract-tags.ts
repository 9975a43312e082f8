import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  type InputValueDefinitionNode,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
} from "graphql";
import type { ContractName } from "./authz";

type Tags = readonly ContractName[];

type Extended = { readonly extensions: Readonly<Record<string, unknown>> };

const none: Tags = [];

const shownOf = ({ extensions }: Extended): Tags | null => (extensions["shown"] as Tags | undefined) ?? null;

/** A field with a restricting rule of its own is not shown because its class is: it has to say so itself. */
const isRestricted = ({ extensions }: Extended): boolean =>
  (extensions["directives"] as Readonly<Record<string, unknown>> | undefined)?.["authz"] !== undefined;

/** Was the type made by `connectionOf`? */
export const isConnectionPart = ({ extensions }: Extended): boolean => extensions["connection"] === true;

type Member = {
  readonly type: GraphQLNamedType;
  readonly field: Extended & { readonly name: string; readonly type: GraphQLType };
};

const membersOf = (schema: GraphQLSchema): readonly Member[] =>
  Object.values(schema.getTypeMap()).flatMap((type) =>
    (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) && !type.name.startsWith("__")
      ? Object.values<Member["field"]>(type.getFields()).map((field) => ({ type, field }))
      : [],
  );

const ownTags = ({ type, field }: Member): Tags =>
  shownOf(field) ?? (isRestricted(field) ? none : (shownOf(type) ?? none));

/** A page and its edges belong to whoever may ask for the list: the tags of every field that gives it, together. */
const tagsOfPages = (members: readonly Member[]): ReadonlyMap<string, Tags> => {
  const tags = new Map<string, Set<ContractName>>();
  const add = (type: GraphQLNamedType, given: Iterable<ContractName>): void => {
    if (isConnectionPart(type)) tags.set(type.name, new Set([...(tags.get(type.name) ?? []), ...given]));
  };
  for (const member of members.filter(({ type }) => !isConnectionPart(type)))
    add(getNamedType(member.field.type), ownTags(member));
  for (const { type, field } of members.filter(({ type }) => isConnectionPart(type)))
    add(getNamedType(field.type), tags.get(type.name) ?? []);
  return new Map([...tags].map(([name, set]) => [name, [...set]]));
};

/**
 * The contracts that each field and input field of a schema is shown in, by `Type.field`: its own `@Shown`, else
 * its class's. Fields of a page have those of the fields that give the page.
 */
export const contractTags = (schema: GraphQLSchema): ReadonlyMap<string, Tags> => {
  const members = membersOf(schema);
  const pages = tagsOfPages(members);
  return new Map(
    members.map((member) => {
      const tags = pages.get(member.type.name) ?? ownTags(member);
      return [`${member.type.name}.${member.field.name}`, [...tags].sort()];
    }),
  );
};

const tag = (name: string): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "tag" },
  arguments: [
    { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "name" }, value: { kind: Kind.STRING, value: name } },
  ],
});

const withTags = <Node extends FieldDefinitionNode | InputValueDefinitionNode>(node: Node, tags: Tags): Node =>
  tags.length === 0 ? node : { ...node, directives: [...(node.directives ?? []), ...tags.map(tag)] };

/** The field with its tags, which its arguments share: who may ask for it may say what for. */
export const taggedField = (field: FieldDefinitionNode, tags: Tags): FieldDefinitionNode =>
  withTags({ ...field, arguments: (field.arguments ?? []).map((argument) => withTags(argument, tags)) }, tags);

export const taggedInput = (field: InputValueDefinitionNode, tags: Tags): InputValueDefinitionNode =>
  withTags(field, tags);
