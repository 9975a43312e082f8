import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isObjectType,
  isRequiredArgument,
} from "graphql";

/** Public reference data, the same for everyone: thousands of lines that hold nothing of a council. */
const leftOut = ["CriteriaSet", "CouncilRules"];

/**
 * Everything that can be asked of a type, down to so many levels: each field that a client may select, through
 * lists and entities, however often the same type comes again.
 *
 * @returns a selection set, or an empty text where nothing is left within the depth
 */
export const selectionOf = (schema: GraphQLSchema, type: GraphQLNamedType | undefined, depth: number): string => {
  if (!isObjectType(type)) return "";
  const chosen = Object.values(type.getFields()).flatMap((field) => fieldOf(schema, field, depth));
  return chosen.length === 0 ? "" : `{ __typename ${chosen.join(" ")} }`;
};

const fieldOf = (
  schema: GraphQLSchema,
  { name, type, args }: GraphQLField<unknown, unknown>,
  depth: number,
): readonly string[] => {
  const inner = getNamedType(type);
  if (args.some(isRequiredArgument) || leftOut.includes(inner.name)) return [];
  if (!isObjectType(inner)) return [name];
  const selection = depth === 0 ? "" : selectionOf(schema, inner, depth - 1);
  return selection === "" ? [] : [`${name} ${selection}`];
};

/** Every value in an answer, a row or a body, numbers and texts alike, whatever holds it. */
export const valuesIn = (found: unknown): readonly (string | number)[] => {
  if (typeof found === "string" || typeof found === "number") return [found];
  if (Array.isArray(found)) return found.flatMap(valuesIn);
  return typeof found === "object" && found !== null ? Object.values(found).flatMap(valuesIn) : [];
};
