import { couldPass, eitherOf, type Rule, type Viewer } from "@ocop/contracts";
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import type { Rules } from "../src/guard";
import { newId } from "../src/id";
import { rootTypes, rulesOf } from "../src/rule-list";
import { type Asking, inGroups, type Judged } from "./rights-paths";

export type RootParts<V extends Viewer> = {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  readonly rules: Rules<V>;
  readonly viewers: Readonly<Record<string, V>>;
  readonly ask: Asking<V>;
  /** every row that an act could change, as one text */
  readonly everything: () => Promise<string>;
  /** arguments by root field where the least ones will not do, as they stand in a document: `(id: "…")` */
  readonly args?: Readonly<Record<string, (viewer: V) => string>>;
};

export type RootReport = {
  /** one sentence for each root field that let somebody in who could never pass, or kept somebody out who could */
  readonly differences: readonly string[];
  /** root fields that were asked for */
  readonly asked: readonly string[];
  /** root fields that were not; those of the federation itself stand in no rule list */
  readonly unasked: readonly string[];
  readonly refused: number;
};

const scalars: Readonly<Record<string, () => string>> = {
  ID: () => `"${newId()}"`,
  Int: () => "1",
  Float: () => "1.0",
  Boolean: () => "true",
  Date: () => `"2026-11-21"`,
  DateTime: () => `"2026-11-21T03:00:00.000Z"`,
};

/** The least value of an input type, as it stands in a document. */
const leastOf = (type: GraphQLInputType): string => {
  if (isNonNullType(type)) return leastOf(type.ofType);
  if (isListType(type)) return `[${leastOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
  if (!isInputObjectType(type)) return (scalars[type.name] ?? (() => `"x"`))();
  const fields = Object.values(type.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((field) => `${field.name}: ${leastOf(field.type)}`).join(", ")} }`;
};

const leastArguments = ({ args }: GraphQLField<unknown, unknown>): string => {
  const required = args.filter(isRequiredArgument);
  return required.length === 0 ? "" : `(${required.map(({ name, type }) => `${name}: ${leastOf(type)}`).join(", ")})`;
};

const refusals: readonly string[] = ["FORBIDDEN", "UNAUTHENTICATED"];

/** Was the field refused before its resolver ran: by its rule, without a statement? */
const refusalOf = ({ errors, statements }: Judged): string | null =>
  statements > 0
    ? null
    : (errors.map(({ extensions }) => extensions.code).find((code) => refusals.includes(code)) ?? null);

const isSomeone = ({ subject, system }: Viewer): boolean => subject !== null || system !== null;

/**
 * Asks every root field as every viewer. Refused are exactly those who could never pass, and whoever would write
 * with lent rights: before a single statement is sent, and without a change.
 */
export const compareRoots = async <V extends Viewer>(parts: RootParts<V>): Promise<RootReport> => {
  const { schema, sdl, rules, viewers, ask, everything, args = {} } = parts;
  const differences: string[] = [];
  const asked: string[] = [];
  let refused = 0;
  for (const { type, field: name, rule } of rulesOf(sdl).filter(({ type }) => rootTypes.includes(type))) {
    const field =
      type === "Query" ? schema.getQueryType()?.getFields()[name] : schema.getMutationType()?.getFields()[name];
    if (!field) continue;
    asked.push(`${type}.${name}`);
    const least = leastArguments(field);
    const given = (viewer: V): string => args[`${type}.${name}`]?.(viewer) ?? least;
    const selection = isObjectType(getNamedType(field.type)) ? " { __typename }" : "";
    const documentFor = (viewer: V): string => `${type.toLowerCase()} { ${name}${given(viewer)}${selection} }`;
    const named = rule.kind === "authz" ? (rule.anyOf.flatMap((one) => rules[one] ?? []) as readonly Rule<V>[]) : null;
    const expected = (viewer: V): string | null => {
      if (named !== null && !couldPass(eitherOf(named.map(({ scope }) => scope(viewer)))))
        return isSomeone(viewer) ? "FORBIDDEN" : "UNAUTHENTICATED";
      return type === "Mutation" && viewer.actedAs !== null ? "FORBIDDEN" : null;
    };
    const isKept = ([, viewer]: readonly [string, V]): boolean => expected(viewer) !== null;
    const everybody = Object.entries(viewers);
    const before = await everything();
    const order = [...everybody.filter(isKept), null, ...everybody.filter((one) => !isKept(one))];
    for (const one of order) {
      if (one === null) {
        if ((await everything()) !== before) differences.push(`${type}.${name}: refusals changed something`);
        continue;
      }
      const [who, viewer] = one;
      const answer = await ask(viewer, documentFor(viewer));
      const [got, wanted] = [refusalOf(answer), expected(viewer)];
      if (wanted !== null) refused += 1;
      if (got !== wanted)
        differences.push(
          `${type}.${name} as ${who}: ${got ?? "let in"} instead of ${wanted ?? "let in"} (${JSON.stringify(answer.errors)})`,
        );
    }
  }
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name ?? ""}.${name}`),
  );
  const unasked = roots.filter(
    (root) => !asked.includes(root) && !["Query._entities", "Query._service"].includes(root),
  );
  return { differences, asked, unasked, refused };
};

export type ForeignParts<V extends Viewer> = {
  readonly viewers: Readonly<Record<string, V>>;
  readonly ask: Asking<V>;
  /** ids of rows by type that lie out of the scope of this viewer; a type without such rows has its unknown ids asked alone */
  readonly foreign: (viewer: V) => Readonly<Record<string, readonly string[]>>;
  /** by-id roots by type: `dossier` is asked as `dossier(id: …)` */
  readonly roots: Readonly<Record<string, string>>;
  /** types that `_entities` is asked for */
  readonly entities: readonly string[];
  /** ids for each viewer, on each way */
  readonly amount: number;
};

export type ForeignReport = { readonly found: readonly string[]; readonly asked: number };

const toldOf = ({ data, errors }: Judged, key: string | number): string =>
  JSON.stringify([
    data?.[key] ?? null,
    errors
      .filter(({ path = [] }) => path.includes(key))
      .map(({ extensions: { code, facts = {} } }) => ({ code, facts })),
  ]);

/**
 * Asks for ids at random, those of rows out of scope among them, as every viewer: by `_entities` in hundreds and
 * by the roots that take an id. Nothing may be found, and a row out of scope is answered to the letter as one
 * that does not exist.
 */
export const probeForeign = async <V extends Viewer>(parts: ForeignParts<V>): Promise<ForeignReport> => {
  const { viewers, ask, foreign, roots, entities, amount } = parts;
  const found = new Set<string>();
  let asked = 0;

  /** every tenth of the ids that exist, so that each chunk holds known and unknown ones */
  const idsFor = (known: readonly string[]): readonly string[] =>
    Array.from({ length: amount }, (_, nth) =>
      nth % 10 === 3 ? (known[((nth - 3) / 10) % known.length] ?? newId()) : newId(),
    );

  const answersOf = async (viewer: V, type: string, ids: readonly string[], way: "_entities" | "root") => {
    if (way === "_entities") {
      const document = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${type} { id } } }`;
      const answer = await ask(viewer, document, { keys: ids.map((id) => ({ __typename: type, id })) });
      const rows = (answer.data?.["_entities"] ?? []) as readonly unknown[];
      const inner = { ...answer, data: Object.fromEntries(rows.map((row, nth) => [nth, row])) };
      return ids.map((_, nth) => toldOf(inner, nth));
    }
    // Ids are variables, so that the document is the same for every hundred of them.
    const names = ids.map((_, nth) => `r${String(nth)}`);
    const fields = names.map((name) => `${name}: ${roots[type] ?? ""}(id: $${name}) { __typename }`);
    const document = `query (${names.map((name) => `$${name}: ID!`).join(", ")}) { ${fields.join(" ")} }`;
    const answer = await ask(viewer, document, Object.fromEntries(names.map((name, nth) => [name, ids[nth]])));
    return names.map((name) => toldOf(answer, name));
  };

  const probe = async (who: string, viewer: V, type: string, way: "_entities" | "root"): Promise<void> => {
    for (const chunk of inGroups(idsFor(foreign(viewer)[type] ?? []), 100)) {
      const answers = await answersOf(viewer, type, chunk, way);
      asked += chunk.length;
      for (const one of answers) if (!one.startsWith("[null,")) found.add(`${type} as ${who} by ${way}: ${one}`);
      if (new Set(answers).size !== 1)
        found.add(`${type} as ${who} by ${way}: told apart by ${[...new Set(answers)].join(" and ")}`);
    }
  };

  const probeAs = async ([who, viewer]: readonly [string, V]): Promise<void> => {
    for (const type of entities) await probe(who, viewer, type, "_entities");
    for (const type of Object.keys(roots)) await probe(who, viewer, type, "root");
  };
  for (const some of inGroups(Object.entries(viewers), 5)) await Promise.all(some.map(probeAs));
  return { found: [...found], asked };
};
