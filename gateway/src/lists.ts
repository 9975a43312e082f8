import { Refusal } from "@ocop/contracts";
import { Kind, type OperationDefinitionNode, type ValueNode } from "graphql";
import { type Shape, type TypeRef, typeOf } from "./shape";

/** Most items of a list that a client sends, and most of one of ids. */
export const maxItems = 250;
export const maxIds = 100;

/** Lists and objects inside one another in one variable. */
export const maxNesting = 24;

const refuse = (field: string, max: number): never => {
  throw new Refusal("BAD_USER_INPUT", { field, max });
};

const checkLength = (type: TypeRef | null, length: number, field: string): void => {
  const max = type?.name === "ID" ? maxIds : maxItems;
  if (length > max) refuse(field, max);
};

const insideOf = ({ inputs }: Shape, type: TypeRef | null, name: string): TypeRef | null =>
  (type && inputs.get(type.name)?.get(name)) ?? null;

/**
 * Refuses a list that is too long among the arguments in the text of a document.
 *
 * @param field name of the argument; of a list further inside it is the path, `where.ids`
 * @throws Refusal `BAD_USER_INPUT` {field, max}
 */
export const checkLiteral = (shape: Shape, type: TypeRef | null, value: ValueNode, field: string): void => {
  if (value.kind === Kind.LIST) {
    checkLength(type, value.values.length, field);
    for (const item of value.values) checkLiteral(shape, type, item, field);
  } else if (value.kind === Kind.OBJECT)
    for (const { name, value: inside } of value.fields)
      checkLiteral(shape, insideOf(shape, type, name.value), inside, `${field}.${name.value}`);
};

type Place = { readonly shape: Shape; readonly type: TypeRef | null; readonly field: string; readonly nesting: number };

const checkValue = ({ shape, type, field, nesting }: Place, value: unknown): void => {
  if (typeof value !== "object" || value === null) return;
  if (nesting > maxNesting) refuse(field, maxNesting);
  if (Array.isArray(value)) {
    checkLength(type, value.length, field);
    for (const item of value) checkValue({ shape, type, field, nesting: nesting + 1 }, item);
    return;
  }
  for (const [name, inside] of Object.entries(value)) {
    const place = { shape, type: insideOf(shape, type, name), field: `${field}.${name}`, nesting: nesting + 1 };
    checkValue(place, inside);
  }
};

/** The types that the variables of an operation are declared with. */
export const variableTypes = ({ variableDefinitions = [] }: OperationDefinitionNode): ReadonlyMap<string, TypeRef> =>
  new Map(variableDefinitions.map(({ variable, type }) => [variable.name.value, typeOf(type)]));

/**
 * Refuses variables with a list that is too long, or with more nesting than any input of the graph has.
 *
 * @throws Refusal `BAD_USER_INPUT` {field, max}, `field` as a path from the variable: `input.serials`
 */
export const checkVariables = (
  shape: Shape,
  types: ReadonlyMap<string, TypeRef>,
  variables: Readonly<Record<string, unknown>>,
): void => {
  for (const [name, value] of Object.entries(variables))
    checkValue({ shape, type: types.get(name) ?? null, field: name, nesting: 1 }, value);
};
