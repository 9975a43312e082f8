import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { checkLiteral, variableTypes } from "./lists";
import { assumedSize, largestPage, type Shape, type ShapedField, type TypeRef } from "./shape";

/** Cost of each mutation beside what it answers. */
const mutationWeight = 10;

/** How long a list will be: known from the text, or from a variable of the request. */
type Size =
  { readonly kind: "known"; readonly items: number } | { readonly kind: "asked"; readonly of: readonly Source[] };
type Source = { readonly variable: string; readonly otherwise: number } | { readonly items: number };

/** One field of an answer; fields of the same name at the same place are one. */
type Part = {
  /** once, however much is answered */
  readonly once: number;
  /** for each item */
  readonly each: number;
  /** null where the answer is no list */
  readonly size: Size | null;
  readonly inside: Map<string, Part>;
};

/** The fields of an answer whose length the arguments of the field above them say. */
type Sized = { readonly fields: readonly string[]; readonly size: Size };

/** What one operation costs, and which fields of the graph it uses. Made once for each distinct document. */
export type MeasuredOperation = {
  readonly kind: OperationTypeNode;
  /** `Type.field` of every field of the schema it selects, sorted, without introspection */
  readonly fields: readonly string[];
  readonly variables: ReadonlyMap<string, TypeRef>;
  /** Before it runs, from the sizes that its lists are asked for or assumed to have. */
  requested(variables: Readonly<Record<string, unknown>>): number;
  /** After it ran, from the lists that were really answered. Never the same field twice. */
  actual(data: Readonly<Record<string, unknown>> | null | undefined): number;
};

const roots: Readonly<Record<OperationTypeNode, string>> = {
  [OperationTypeNode.QUERY]: "Query",
  [OperationTypeNode.MUTATION]: "Mutation",
  [OperationTypeNode.SUBSCRIPTION]: "Subscription",
};

const unknownField: ShapedField = {
  type: { name: "", lists: 0 },
  arguments: new Map(),
  weight: 1,
  size: { assumed: assumedSize, slicing: [], sized: [] },
};

/** The schema asked about itself costs nothing of the subgraphs. */
const introspection: ShapedField = { ...unknownField, weight: 0 };

const isPage = (items: unknown): items is number => typeof items === "number" && Number.isFinite(items);

/** A page outside of what a subgraph answers is refused by it, so that the client reads the reason. */
const pageOf = (items: number): number => Math.min(Math.max(items, 0), largestPage);

const sourceOf = (
  { arguments: declared, size: { assumed } }: ShapedField,
  { arguments: given = [] }: FieldNode,
  name: string,
  defaults: ReadonlyMap<string, ValueNode>,
): Source => {
  const argument = declared.get(name);
  const otherwise = argument?.default?.kind === Kind.INT ? pageOf(Number(argument.default.value)) : assumed;
  const value = given.find((one) => one.name.value === name)?.value;
  if (value?.kind === Kind.INT) return { items: pageOf(Number(value.value)) };
  if (value?.kind !== Kind.VARIABLE) return { items: otherwise };
  const preset = defaults.get(value.name.value);
  return {
    variable: value.name.value,
    otherwise: preset?.kind === Kind.INT ? pageOf(Number(preset.value)) : otherwise,
  };
};

const known = (items: number): Size => ({ kind: "known", items });

/** The longest of the lists that the arguments of a field ask for. */
const sizeOf = (field: ShapedField, node: FieldNode, defaults: ReadonlyMap<string, ValueNode>): Size => {
  if (field.size.slicing.length === 0) return known(field.size.assumed);
  const of = field.size.slicing.map((name) => sourceOf(field, node, name, defaults));
  const items = of.map((source) => ("items" in source ? source.items : null));
  return items.every((one) => one !== null) ? known(Math.max(...items)) : { kind: "asked", of };
};

const sourcesOf = (size: Size): readonly Source[] => (size.kind === "known" ? [{ items: size.items }] : size.of);

/** One name at one place stands for lists of several types, of which the longest counts. */
const longest = (one: Size | null, other: Size | null): Size | null => {
  if (one === null || other === null) return one ?? other;
  if (one.kind === "known" && other.kind === "known") return known(Math.max(one.items, other.items));
  return { kind: "asked", of: [...sourcesOf(one), ...sourcesOf(other)] };
};

const itemsOf = (size: Size, variables: Readonly<Record<string, unknown>>): number => {
  if (size.kind === "known") return size.items;
  return Math.max(
    ...size.of.map((source) => {
      if ("items" in source) return source.items;
      const asked = Object.hasOwn(variables, source.variable) ? variables[source.variable] : undefined;
      return isPage(asked) ? pageOf(asked) : source.otherwise;
    }),
  );
};

const requestedOf = (part: Part, variables: Readonly<Record<string, unknown>>): number => {
  let each = part.each;
  for (const inside of part.inside.values()) each += requestedOf(inside, variables);
  return part.once + (part.size === null ? each : each * itemsOf(part.size, variables));
};

const actualOf = (part: Part, value: unknown): number => {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + actualOf(part, item), 0);
  let sum = part.each;
  if (typeof value !== "object") return sum;
  for (const [name, inside] of part.inside)
    if (Object.hasOwn(value, name))
      sum += inside.once + actualOf(inside, (value as Readonly<Record<string, unknown>>)[name]);
  return sum;
};

/** Whether the cost is the same for every request. */
const isFixed = ({ size, inside }: Part): boolean => size?.kind !== "asked" && [...inside.values()].every(isFixed);

/** Fields that cost nothing, alone and with all that is inside them, are not looked at again. */
const isFree = ({ once, each, inside }: Part): boolean => once === 0 && each === 0 && inside.size === 0;

const withoutFree = (part: Part): Part => {
  for (const [name, inside] of part.inside) if (isFree(withoutFree(inside))) part.inside.delete(name);
  return part;
};

/**
 * Measures one operation of a document whose fragments, written out, are within the limits.
 *
 * A field of an object costs 1, or its `@cost`; one of a scalar nothing; a mutation 10 more. What is inside a
 * list counts once for each item: as many as `@listSize` or `first` says, 20 when nothing does.
 *
 * @throws Refusal `BAD_USER_INPUT` {field, max} for an argument with a list that is too long
 */
export const measureOperation = (
  shape: Shape,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): MeasuredOperation => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const defaults = new Map<string, ValueNode>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue) defaults.set(variable.name.value, defaultValue);
  const used = new Set<string>();
  const open = new Set<string>();

  const shapeOfField = (holder: string, name: string): ShapedField => {
    if (name.startsWith("__")) return introspection;
    const field = shape.fields.get(holder)?.get(name);
    if (field) used.add(`${holder}.${name}`);
    return field ?? (holder === "" ? introspection : unknownField);
  };

  const addField = (holder: string, node: FieldNode, into: Map<string, Part>, sized: Sized | null): void => {
    const field = shapeOfField(holder, node.name.value);
    let arguments_ = 0;
    for (const { name, value } of node.arguments ?? []) {
      const argument = field.arguments.get(name.value);
      arguments_ += argument?.weight ?? 0;
      checkLiteral(shape, argument?.type ?? null, value, name.value);
    }
    const own = sizeOf(field, node, defaults);
    const list = sized?.fields.includes(node.name.value) ? sized.size : own;
    const key = node.alias?.value ?? node.name.value;
    const before = into.get(key);
    const part = {
      once: Math.max(before?.once ?? 0, arguments_ + (holder === roots.mutation ? mutationWeight : 0)),
      each: Math.max(before?.each ?? 0, field.weight),
      size: longest(before?.size ?? null, field.type.lists > 0 ? list : null),
      inside: before?.inside ?? new Map<string, Part>(),
    };
    into.set(key, part);
    if (node.selectionSet)
      addSet(field.type.name, node.selectionSet, part.inside, { fields: field.size.sized, size: own });
  };

  const addSet = (
    holder: string,
    { selections }: SelectionSetNode,
    into: Map<string, Part>,
    sized: Sized | null,
  ): void => {
    for (const node of selections)
      switch (node.kind) {
        case Kind.FIELD:
          addField(holder, node, into, sized);
          break;
        case Kind.INLINE_FRAGMENT:
          addSet(node.typeCondition?.name.value ?? holder, node.selectionSet, into, sized);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const name = node.name.value;
          const fragment = fragments.get(name);
          // A fragment inside itself is refused by validation; here it only must not run for ever.
          if (!fragment || open.has(name)) break;
          open.add(name);
          addSet(fragment.typeCondition.name.value, fragment.selectionSet, into, sized);
          open.delete(name);
        }
      }
  };

  const top: Part = { once: 0, each: 0, size: null, inside: new Map() };
  addSet(roots[operation.operation], operation.selectionSet, top.inside, null);
  withoutFree(top);
  const fixed = isFixed(top) ? requestedOf(top, {}) : null;
  return {
    kind: operation.operation,
    fields: [...used].sort(),
    variables: variableTypes(operation),
    requested: (variables) => fixed ?? requestedOf(top, variables),
    actual: (data) => actualOf(top, data),
  };
};
