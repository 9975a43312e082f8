import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLField,
  getNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from "graphql";
import { isConnectionPart } from "./contract-tags";

/** Rows that a list is taken to hold when nothing says how many. */
const usualSize = 20;

const argument = (name: string, value: ConstValueNode): ConstArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: name },
  value,
});

const texts = (...values: readonly string[]): ConstValueNode => ({
  kind: Kind.LIST,
  values: values.map((value) => ({ kind: Kind.STRING, value })),
});

const number = (value: number): ConstValueNode => ({ kind: Kind.INT, value: String(value) });

const listSize = (...args: readonly ConstArgumentNode[]): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "listSize" },
  arguments: args,
});

const sliced = (first: { readonly defaultValue?: unknown }): readonly ConstArgumentNode[] => [
  argument("slicingArguments", texts("first")),
  argument("assumedSize", number(typeof first.defaultValue === "number" ? first.defaultValue : usualSize)),
  argument("requireOneSlicingArgument", { kind: Kind.BOOLEAN, value: false }),
];

const sizeOf = (field: GraphQLField<unknown, unknown>): ConstDirectiveNode | null => {
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  const first = field.args.find(({ name }) => name === "first");
  if (first && isConnectionPart(getNamedType(type)))
    return listSize(argument("sizedFields", texts("edges", "nodes")), ...sliced(first));
  if (!isListType(type) || !isCompositeType(getNamedType(type))) return null;
  if (first) return listSize(...sliced(first));
  const { sized } = field.extensions as { readonly sized?: number };
  return listSize(argument("assumedSize", number(sized ?? usualSize)));
};

/**
 * How many objects each field is taken to give, by `Type.field`, for whoever weighs an operation before it runs.
 * A page and a list with `first` hold as many as are asked for, any other list the size that its class states.
 * Lists of plain values weigh nothing and say nothing.
 *
 * @see IBM GraphQL Cost Directives specification, §3.2 (`@listSize`)
 */
export const listSizes = (schema: GraphQLSchema): ReadonlyMap<string, ConstDirectiveNode> =>
  new Map(
    Object.values(schema.getTypeMap()).flatMap((type) => {
      if ((!isObjectType(type) && !isInterfaceType(type)) || type.name.startsWith("__") || isConnectionPart(type))
        return [];
      return Object.values(type.getFields()).flatMap((field) => {
        const size = sizeOf(field);
        return size ? [[`${type.name}.${field.name}`, size] as const] : [];
      });
    }),
  );
