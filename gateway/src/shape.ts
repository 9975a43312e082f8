import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type EnumTypeDefinitionNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  parse,
  type ScalarTypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
  type ValueNode,
  visit,
} from "graphql";

/** A type as it is written, without its exclamation marks: the name, and how many lists are around it. */
export type TypeRef = { readonly name: string; readonly lists: number };

export type Argument = { readonly type: TypeRef; readonly default: ValueNode | null; readonly weight: number };

/** How long the lists of one field are expected to be. */
export type ListSize = {
  /** without any argument that says it */
  readonly assumed: number;
  /** arguments of which the greatest says it */
  readonly slicing: readonly string[];
  /** the fields of the answer that are that long; empty: the answer itself */
  readonly sized: readonly string[];
};

export type ShapedField = {
  readonly type: TypeRef;
  readonly arguments: ReadonlyMap<string, Argument>;
  /** Cost of the field itself, once for each item of its answer. */
  readonly weight: number;
  readonly size: ListSize;
};

/** What the limits and the costs of operations are computed from. */
export type Shape = {
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, ShapedField>>;
  readonly inputs: ReadonlyMap<string, ReadonlyMap<string, TypeRef>>;
};

/** Cost of an object; scalars and enums come with the object that holds them. */
const objectWeight = 1;

/** Items that a list is expected to have when nothing says it, and those of a page when `first` is not given. */
export const assumedSize = 20;

/** Most items of one page; `first` above it is refused by the subgraph. */
export const largestPage = 100;

export const typeOf = (type: TypeNode): TypeRef => {
  switch (type.kind) {
    case Kind.NAMED_TYPE:
      return { name: type.name.value, lists: 0 };
    case Kind.NON_NULL_TYPE:
      return typeOf(type.type);
    case Kind.LIST_TYPE: {
      const { name, lists } = typeOf(type.type);
      return { name, lists: lists + 1 };
    }
  }
};

type Directed = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

const valueOf = ({ directives = [] }: Directed, directive: string, argument: string): ValueNode | null =>
  directives.find(({ name }) => name.value === directive)?.arguments?.find(({ name }) => name.value === argument)
    ?.value ?? null;

const isDirected = ({ directives = [] }: Directed, directive: string): boolean =>
  directives.some(({ name }) => name.value === directive);

const isHidden = (node: { readonly directives?: readonly DirectiveNode[] | undefined }): boolean =>
  (node.directives ?? []).some(({ name }) => name.value === "inaccessible");

const integerOf = (value: ValueNode | null): number | null => (value?.kind === Kind.INT ? Number(value.value) : null);

const namesOf = (value: ValueNode | null): readonly string[] =>
  value?.kind === Kind.LIST ? value.values.flatMap((item) => (item.kind === Kind.STRING ? item.value : [])) : [];

const weightOf = (node: Directed): number | null => integerOf(valueOf(node, "cost", "weight"));

/** A list is measured by `@listSize`, or by its `first` where there is none. */
const sizeOf = (field: FieldDefinitionNode): ListSize => {
  const assumed = integerOf(valueOf(field, "listSize", "assumedSize")) ?? assumedSize;
  if (isDirected(field, "listSize"))
    return {
      assumed,
      slicing: namesOf(valueOf(field, "listSize", "slicingArguments")),
      sized: namesOf(valueOf(field, "listSize", "sizedFields")),
    };
  const isPaged = field.arguments?.some(({ name }) => name.value === "first") ?? false;
  const isConnection = typeOf(field.type).name.endsWith("Connection");
  return { assumed, slicing: isPaged ? ["first"] : [], sized: isPaged && isConnection ? ["nodes", "edges"] : [] };
};

const argumentOf = (node: InputValueDefinitionNode): readonly [string, Argument] => [
  node.name.value,
  { type: typeOf(node.type), default: node.defaultValue ?? null, weight: weightOf(node) ?? 0 },
];

const isComposite = (node: DefinitionNode): node is Holder | UnionTypeDefinitionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION ||
  node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
  node.kind === Kind.UNION_TYPE_DEFINITION;

const isLeaf = (node: DefinitionNode): node is ScalarTypeDefinitionNode | EnumTypeDefinitionNode =>
  node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION;

type Holder = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Reads types, costs and list sizes out of the text of a supergraph. The Apollo gateway loads `@cost` and
 * `@listSize` and enforces neither, so the text is the only place they can be read from.
 *
 * @param supergraph as composed
 * @see https://ibm.github.io/graphql-specs/cost-spec.html (cost directives)
 */
export const shapeOf = (supergraph: string): Shape => {
  const { definitions } = visit(parse(supergraph, { noLocation: true }), {
    // What a client's graph does not have weighs as much as what never was, or its weight would tell of it.
    enter: (node) => ("directives" in node && isHidden(node) ? null : undefined),
  });
  const costs = new Map(
    definitions.flatMap((node) => {
      if (isComposite(node)) return [[node.name.value, weightOf(node) ?? objectWeight] as const];
      return isLeaf(node) ? [[node.name.value, weightOf(node) ?? 0] as const] : [];
    }),
  );
  const shaped = (field: FieldDefinitionNode): ShapedField => ({
    type: typeOf(field.type),
    arguments: new Map(field.arguments?.map(argumentOf)),
    weight: weightOf(field) ?? costs.get(typeOf(field.type).name) ?? 0,
    size: sizeOf(field),
  });
  const fieldsOf = ({ name, fields = [] }: Holder) =>
    [name.value, new Map(fields.map((field) => [field.name.value, shaped(field)]))] as const;
  return {
    fields: new Map(
      definitions
        .filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION)
        .map(fieldsOf),
    ),
    inputs: new Map(
      definitions
        .filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
        .map(({ name, fields = [] }) => [
          name.value,
          new Map(fields.map((field) => [field.name.value, typeOf(field.type)])),
        ]),
    ),
  };
};
