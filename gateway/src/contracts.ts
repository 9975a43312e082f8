import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  type SchemaDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from "graphql";
import type { Contract } from "./audiences";

type Marked = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

type Types = ReadonlyMap<string, TypeDefinitionNode>;

type Kept = {
  /** names of the types that stay */
  readonly types: ReadonlySet<string>;
  /** why the contract cannot be made, each naming its coordinate */
  readonly broken: readonly string[];
};

/** A contract graph, or what stands in its way. */
export type ContractGraph = {
  /** text of its supergraph */
  readonly supergraph: string;
  readonly broken: readonly string[];
};

const isHidden = ({ directives = [] }: Marked): boolean => directives.some(({ name }) => name.value === "inaccessible");

const isTaggedFor =
  (contract: Contract) =>
  ({ directives = [] }: Marked): boolean =>
    directives.some(
      ({ name, arguments: args = [] }) =>
        name.value === "tag" && args.some(({ value }) => value.kind === Kind.STRING && value.value === contract),
    );

/** Types of the graph itself; names with two underscores belong to the machinery of the supergraph. */
const typesOf = (document: DocumentNode): Types =>
  new Map(
    document.definitions.flatMap((definition) =>
      isTypeDefinition(definition) && !definition.name.value.includes("__")
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  );

const isTypeDefinition = (node: DefinitionNode): node is TypeDefinitionNode =>
  node.kind.endsWith("TypeDefinition") && "name" in node;

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));

const isRequired = ({ type, defaultValue }: InputValueDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;

const fieldsOf = (type: TypeDefinitionNode): readonly FieldDefinitionNode[] =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION ? (type.fields ?? []) : [];

const interfacesOf = (type: TypeDefinitionNode): readonly string[] =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION
    ? (type.interfaces ?? []).map(({ name }) => name.value)
    : [];

/** Object types that a value of an interface or union can be. */
const possibleTypes = (type: TypeDefinitionNode, types: Types): readonly string[] => {
  const name = type.name.value;
  if (type.kind === Kind.UNION_TYPE_DEFINITION) return (type.types ?? []).map((member) => member.name.value);
  if (type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  return [...types.values()]
    .filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION && interfacesOf(one).includes(name))
    .map((one) => one.name.value);
};

/** What a walk over the kept fields has found so far. */
type Walk = {
  readonly types: Types;
  readonly isTagged: (node: Marked) => boolean;
  /** objects and interfaces with a tagged field */
  readonly composites: ReadonlySet<string>;
  /** inputs, unions, enums and scalars that kept fields reach */
  readonly reached: Set<string>;
  readonly broken: string[];
};

const keepInputs = (walk: Walk, inputs: readonly InputValueDefinitionNode[], place: (name: string) => string): void => {
  for (const input of inputs) {
    const coordinate = place(input.name.value);
    if (!walk.isTagged(input)) {
      if (isRequired(input)) walk.broken.push(`${coordinate} is required and not tagged`);
      continue;
    }
    if (isHidden(input)) walk.broken.push(`${coordinate} is tagged and inaccessible`);
    keepInputType(walk, nameOf(input.type), coordinate);
  }
};

const keepInputType = (walk: Walk, name: string, coordinate: string): void => {
  const { types, isTagged, reached, broken } = walk;
  const type = types.get(name);
  if (type === undefined) return;
  if (isHidden(type)) broken.push(`${coordinate} takes ${name}, which is inaccessible`);
  const fields = type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : null;
  if (fields && !fields.some(isTagged)) broken.push(`${coordinate} takes ${name}, of which no field is tagged`);
  if (reached.has(name)) return;
  reached.add(name);
  keepInputs(walk, fields ?? [], (field) => `${name}.${field}`);
};

const keepOutputType = ({ types, composites, reached, broken }: Walk, name: string, coordinate: string): void => {
  const type = types.get(name);
  if (type === undefined) return;
  if (isHidden(type)) broken.push(`${coordinate} gives ${name}, which is inaccessible`);
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) reached.add(name);
  else if (!composites.has(name)) broken.push(`${coordinate} gives ${name}, of which no field is tagged`);
  for (const possible of possibleTypes(type, types))
    if (!composites.has(possible)) broken.push(`${coordinate} may give ${possible}, of which no field is tagged`);
};

const keepField = (walk: Walk, type: string, field: FieldDefinitionNode): void => {
  const coordinate = `${type}.${field.name.value}`;
  if (isHidden(field)) walk.broken.push(`${coordinate} is tagged and inaccessible`);
  keepInputs(walk, field.arguments ?? [], (name) => `${coordinate}(${name}:)`);
  keepOutputType(walk, nameOf(field.type), coordinate);
};

/** Whoever implements an interface has every field and argument that the contract keeps of it. */
const keepPromises = ({ types, isTagged, broken }: Walk, type: TypeDefinitionNode): void => {
  const own = new Map(fieldsOf(type).map((field) => [field.name.value, field]));
  for (const name of interfacesOf(type)) {
    const promise = types.get(name);
    for (const promised of promise ? fieldsOf(promise).filter(isTagged) : []) {
      const field = own.get(promised.name.value);
      const coordinate = `${type.name.value}.${promised.name.value}`;
      const kept = (field?.arguments ?? []).filter(isTagged).map((argument) => argument.name.value);
      if (!field || !isTagged(field)) broken.push(`${coordinate} is not tagged, and that of ${name} is`);
      else
        for (const { name: argument } of (promised.arguments ?? []).filter(isTagged))
          if (!kept.includes(argument.value))
            broken.push(`${coordinate}(${argument.value}:) is not tagged, and that of ${name} is`);
    }
  }
};

/**
 * Finds what a contract keeps: objects and interfaces with a tagged field, and the inputs, unions, enums and
 * scalars that those fields reach.
 */
const keep = (types: Types, isTagged: (node: Marked) => boolean): Kept => {
  const composites = [...types.values()].filter((type) => fieldsOf(type).some(isTagged));
  const names = composites.map(({ name }) => name.value);
  const walk: Walk = { types, isTagged, composites: new Set(names), reached: new Set(), broken: [] };
  if (!names.includes("Query")) walk.broken.push("Query has no tagged field");
  for (const type of composites) {
    const name = type.name.value;
    if (isHidden(type)) walk.broken.push(`${name} is inaccessible and has tagged fields`);
    for (const field of fieldsOf(type).filter(isTagged)) keepField(walk, name, field);
    keepPromises(walk, type);
  }
  return { types: new Set([...names, ...walk.reached]), broken: [...new Set(walk.broken)] };
};

const inaccessible: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "inaccessible" },
};

const hide = <Node extends Marked>(node: Node): Node =>
  isHidden(node) ? node : { ...node, directives: [...(node.directives ?? []), inaccessible] };

const hideUntagged = <Node extends Marked>(nodes: readonly Node[], isTagged: (node: Marked) => boolean): Node[] =>
  nodes.map((node) => (isTagged(node) ? node : hide(node)));

/** A kept type without the parts that carry no tag. */
const cut = (type: TypeDefinitionNode, isTagged: (node: Marked) => boolean): TypeDefinitionNode => {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = hideUntagged(type.fields ?? [], isTagged);
      return {
        ...type,
        fields: fields.map((field) =>
          isHidden(field) ? field : { ...field, arguments: hideUntagged(field.arguments ?? [], isTagged) },
        ),
      };
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, fields: hideUntagged(type.fields ?? [], isTagged) };
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return type;
  }
};

const specification = "https://specs.apollo.dev/inaccessible/v0.2";

/** What a supergraph opens with once something in it is inaccessible. */
const [link, definition] = parse(`
  schema @link(url: "${specification}", for: SECURITY) { query: Query }
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
`).definitions as unknown as readonly [SchemaDefinitionNode, DirectiveDefinitionNode];

/** A supergraph in which nothing was inaccessible so far does not know the directive. */
const withInaccessible = (document: DocumentNode): DocumentNode => {
  const knows = document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === "inaccessible",
  );
  if (knows) return document;
  const linked = document.definitions.map((node) =>
    node.kind === Kind.SCHEMA_DEFINITION
      ? { ...node, directives: [...(node.directives ?? []), ...(link.directives ?? [])] }
      : node,
  );
  return { ...document, definitions: [...linked, definition] };
};

/**
 * The contract graph of an audience: everything in the composed supergraph that carries no tag for it is made
 * `@inaccessible`. It is still there for the query planner (keys, `@requires`), and for nobody else.
 *
 * Tags stand on fields, arguments and input fields; types follow. What would answer wrongly or not at all is
 * named in `broken`: a required argument or input field without a tag, a kept field whose type has nothing kept,
 * a kept interface or union field with a possible type that is hidden, an implementer that lacks what its
 * interface keeps.
 *
 * @param supergraph as composed of all subgraphs
 */
export const contractOf = (supergraph: string, contract: Contract): ContractGraph => {
  const document = withInaccessible(parse(supergraph));
  const isTagged = isTaggedFor(contract);
  const types = typesOf(document);
  const { types: kept, broken } = keep(types, isTagged);
  const definitions = document.definitions.map((node) => {
    if (!isTypeDefinition(node) || !types.has(node.name.value)) return node;
    return kept.has(node.name.value) ? cut(node, isTagged) : hide(node);
  });
  return { supergraph: print({ ...document, definitions }), broken };
};
