import { type ConstDirectiveNode, Kind, type ObjectTypeDefinitionNode, parse, valueFromASTUntyped } from "graphql";

/** What guards one field: named rules of which one must hold, everyone, or nothing at all. */
export type FieldRule =
  | { readonly kind: "authz"; readonly anyOf: readonly string[] }
  | { readonly kind: "public" }
  | { readonly kind: "none" };

export type RuledField = {
  readonly type: string;
  readonly field: string;
  readonly rule: FieldRule;
  /** Where the rule stands: on the field, on its object, or nowhere. */
  readonly from: "field" | "object" | "nowhere";
};

/** Types that every subgraph defines alike; they carry no rule and no description. */
export const sharedTypes: readonly string[] = ["PageInfo", "LocalizedText", "Money"];

export const rootTypes: readonly string[] = ["Query", "Mutation"];

const none: FieldRule = { kind: "none" };

const ruleOf = (directives: readonly ConstDirectiveNode[] = []): FieldRule => {
  for (const { name, arguments: args } of directives) {
    if (name.value === "public") return { kind: "public" };
    const anyOf = args?.find((argument) => argument.name.value === "anyOf");
    if (name.value === "authz" && anyOf)
      return { kind: "authz", anyOf: valueFromASTUntyped(anyOf.value) as readonly string[] };
  }
  return none;
};

const has = (name: string, directives: readonly ConstDirectiveNode[] = []): boolean =>
  directives.some((directive) => directive.name.value === name);

/** Names of the top-level fields in the `@key`s of a type. */
const keyFields = ({ directives = [] }: ObjectTypeDefinitionNode): readonly string[] =>
  directives
    .filter(({ name }) => name.value === "key")
    .flatMap(({ arguments: args = [] }) => args.filter(({ name }) => name.value === "fields"))
    .flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.replace(/\{[^}]*\}/g, " ").split(/\s+/) : []));

const objectsOf = (sdl: string): readonly ObjectTypeDefinitionNode[] =>
  parse(sdl).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && !definition.name.value.startsWith("_") ? [definition] : [],
  );

const isPart = ({ directives }: ObjectTypeDefinitionNode): boolean => has("part", directives);

/**
 * The effective rule of every field of a subgraph's SDL: its own, else its object's, else none.
 *
 * @param sdl a printed subgraph, as committed in `schema.graphql`
 */
export const rulesOf = (sdl: string): readonly RuledField[] =>
  objectsOf(sdl).flatMap(({ name: type, directives, fields = [] }) =>
    fields.map((field): RuledField => {
      const own = ruleOf(field.directives);
      if (own.kind !== "none") return { type: type.value, field: field.name.value, rule: own, from: "field" };
      const rule = ruleOf(directives);
      return {
        type: type.value,
        field: field.name.value,
        rule,
        from: rule.kind === "none" ? "nowhere" : "object",
      };
    }),
  );

/**
 * What breaks default deny in a subgraph, one sentence each; empty when nothing does.
 *
 * Free of a rule are shared types, types marked `@part`, and on a type without a rule of its own the
 * fields of its key and its `@external` fields: who asks for them knows them, or asks their owner.
 */
export const unruled = (sdl: string): readonly string[] => {
  const objects = objectsOf(sdl);
  const rules = rulesOf(sdl);
  return objects.flatMap((object) => {
    const type = object.name.value;
    const own = rules.filter((rule) => rule.type === type);
    if (sharedTypes.includes(type) || rootTypes.includes(type) || isPart(object)) {
      const objectRule = ruleOf(object.directives);
      if (objectRule.kind !== "none") return [`${type} may not carry a rule itself`];
    }
    if (sharedTypes.includes(type))
      return own.filter(({ from }) => from === "field").map(({ field }) => `${type}.${field} may not carry a rule`);
    if (isPart(object)) return keyFields(object).length > 0 ? [`${type} is an entity and cannot be a part`] : [];
    const given = new Set([
      ...keyFields(object),
      ...(object.fields ?? []).filter(({ directives }) => has("external", directives)).map(({ name }) => name.value),
    ]);
    return own
      .filter(({ field, rule }) => rule.kind === "none" && !given.has(field))
      .map(({ field }) => `${type}.${field} has no rule`);
  });
};

/**
 * The default-deny law of one subgraph.
 *
 * @throws Error naming every root field and every field of an own type that has no effective rule
 */
export const assertRuled = (sdl: string): void => {
  const found = unruled(sdl);
  if (found.length > 0) throw new Error(`Default deny is broken:\n${found.map((line) => `  ${line}`).join("\n")}`);
};

const printed = (rule: FieldRule): string => {
  switch (rule.kind) {
    case "authz":
      return rule.anyOf.join(" | ");
    case "public":
      return "public";
    case "none":
      return "-";
  }
};

/** The printed list `Type.field → rules`, sorted, that reviewers read and a test compares. */
export const ruleListOf = (sdl: string): readonly string[] =>
  rulesOf(sdl)
    .filter(({ rule }) => rule.kind !== "none")
    .map(({ type, field, rule }) => `${type}.${field} → ${printed(rule)}`)
    .sort();
