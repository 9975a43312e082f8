import type { Equivalent } from "./report";

const union = {
  file: "packages/contracts/src/rule.ts",
  text: `scopes.includes("everything") ? "everything" : scopes.flatMap((scope) => (scope === "everything" ? [] : scope));`,
  reason: "“everything” was answered before: the branch is there for the compiler alone",
};

const guard = "packages/service-kit/src/guard.ts";
const rules = "packages/service-kit/src/rule-list.ts";
/** A list that stands in for none, where there is one always. */
const standIn = {
  file: rules,
  original: "[]",
  replacement: `["Stryker was here"]`,
  reason: "the parser gives a list always, an empty one where nothing is written; the type does not say so",
};

const lastCase = {
  file: "services/registry/src/domain/reading.ts",
  text: `case "NEVER":`,
  reason: "the last case: without it the verdict is undefined, which opens nothing either",
};

const unprinted = { file: rules, reason: "the list leaves out what has no rule; the case is there to close the union" };

/** Survivors that mean the same as the original, each with the reason. */
export const equivalents: readonly Equivalent[] = [
  { ...union, original: `scope === "everything"`, replacement: "false" },
  { ...union, original: `"everything"`, replacement: `""` },
  { ...union, original: "[]", replacement: `["Stryker was here"]` },
  {
    file: "packages/contracts/src/rule.ts",
    text: `return typeof value === "string" && values.includes(value);`,
    original: `typeof value === "string"`,
    replacement: "true",
    reason: "a clause lists texts, and a list of texts includes nothing but texts",
  },
  {
    file: "packages/service-kit/src/signature.ts",
    text: `for (const part of parts) mac.update(part, "utf8").update("\\n");`,
    original: `"utf8"`,
    replacement: `""`,
    reason: "UTF-8 is what Node takes when no encoding is named",
  },
  {
    file: guard,
    text: `isMembers(value) && typeof value["id"] === "string" && isId(value["id"]) ? value["id"] : null;`,
    original: `typeof value["id"] === "string"`,
    replacement: "true",
    reason: "what is no text is no id either; the comparison is there for the compiler",
  },
  {
    file: guard,
    text: `(value) => typeof value === "string" && isId(value),`,
    original: `typeof value === "string"`,
    replacement: "true",
    reason: "what is no text is no id either; the comparison is there for the compiler",
  },
  {
    file: guard,
    text: `const ids = (isMembers(input) ? Object.values(input) : []).filter(`,
    original: "[]",
    replacement: `["Stryker was here"]`,
    reason: "what is no id is dropped on the next line",
  },
  {
    file: guard,
    text: `return found ? [found] : [];`,
    original: "[]",
    replacement: `["Stryker was here"]`,
    reason: "an unknown rule fails the whole schema a few lines below",
  },
  { ...standIn, text: `const ruleOf = (directives: readonly ConstDirectiveNode[] = []): FieldRule => {` },
  { ...standIn, text: `const has = (name: string, directives: readonly ConstDirectiveNode[] = []): boolean =>` },
  { ...standIn, text: `const keyFields = ({ directives = [] }: ObjectTypeDefinitionNode): readonly string[] =>` },
  {
    ...standIn,
    text: `.flatMap(({ arguments: args = [] }) => args.filter(({ name }) => name.value === "fields"))`,
  },
  { ...standIn, text: `objectsOf(sdl).flatMap(({ name: type, directives, fields = [] }) =>` },
  {
    ...standIn,
    text: `...(object.fields ?? []).filter(({ directives }) => has("external", directives)).map(({ name }) => name.value),`,
  },
  {
    file: rules,
    text: `const anyOf = args?.find((argument) => argument.name.value === "anyOf");`,
    original: "args?.find",
    replacement: "args.find",
    reason: standIn.reason,
  },
  {
    file: rules,
    text: `.flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.replace(/\\{[^}]*\\}/g, " ").split(/\\s+/) : []));`,
    original: "/\\s+/",
    replacement: "/\\s/",
    reason: "it yields empty names besides, and no field has one",
  },
  {
    file: "services/registry/src/domain/assignment.ts",
    text: "if (given.validUntil !== null && given.validUntil <= given.validFrom)",
    original: "given.validUntil !== null",
    replacement: "true",
    reason: "null is neither before nor after a day; the comparison is there for the compiler",
  },
  {
    file: "services/registry/src/domain/break-glass.ts",
    text: `state === "APPROVED" && endsAt !== null && now < endsAt;`,
    original: "endsAt !== null",
    replacement: "true",
    reason: "no instant of ours is before null; the comparison is there for the compiler",
  },
  { ...lastCase, original: `case "NEVER":\n      return false;`, replacement: `case "NEVER":` },
  { ...lastCase, original: `"NEVER"`, replacement: `""` },
  { ...unprinted, text: `case "none":`, original: `case "none":\n      return "-";`, replacement: `case "none":` },
  { ...unprinted, text: `case "none":`, original: `"none"`, replacement: `""` },
  { ...unprinted, text: `return "-";`, original: `"-"`, replacement: `""` },
  {
    file: rules,
    text: `.flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.replace(/\\{[^}]*\\}/g, " ").split(/\\s+/) : []));`,
    original: "[]",
    replacement: `["Stryker was here"]`,
    reason:
      "a key is text in every schema that composes, and no field has this name; the branch is there for the compiler",
  },
];
