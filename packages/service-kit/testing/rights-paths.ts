import { allows, type Rule, type Viewer } from "@ocop/contracts";
import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import type { Rules } from "../src/guard";
import { type FieldRule, rootTypes, rulesOf } from "../src/rule-list";

/** What a subgraph answered one viewer. */
export type Judged = {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly {
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly facts?: Readonly<Record<string, unknown>> };
  }[];
  /** statements sent by the resolvers: not those that find out who asks */
  readonly statements: number;
};

/** Asks the subgraph as one viewer. */
export type Asking<V extends Viewer> = (
  viewer: V,
  document: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<Judged>;

/** One row of the database as the graph may reach it. */
export type Sample = {
  /** what `_entities` is given; null for a type without a key */
  readonly key: Readonly<Record<string, string>> | null;
  /** a field that everybody may see who may know of the row, and its value here: by it the row is told from others */
  readonly told: { readonly field: string; readonly value: string };
  /** documents on which everybody reaches the row who may see `told`; `SELECTION` stands for its fields */
  readonly ways: readonly string[];
  /** documents on which some reach it: the verdict on its fields is the same there, too */
  readonly sideWays?: readonly string[];
  /** the row as the loader brings it to its fields, with every column that their rules read */
  readonly row: object;
};

/** One mutation that answers with a row; it is sent once. */
export type Payload<V extends Viewer> = {
  readonly type: string;
  /** `SELECTION` stands for the row's fields */
  readonly document: string;
  readonly viewer: V;
  readonly variables: () => Promise<Readonly<Record<string, unknown>>>;
  /** the row as it is after the act */
  readonly row: object;
};

export type PathParts<V extends Viewer> = {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  readonly rules: Rules<V>;
  /** by type; a second one of a type under its name and a mark: `Product`, `Product#withdrawn` */
  readonly samples: Readonly<Record<string, Sample>>;
  readonly viewers: Readonly<Record<string, V>>;
  readonly payloads?: readonly Payload<V>[];
  readonly now: Date;
  readonly ask: Asking<V>;
  /** required arguments by `Type.field`, as they stand in a document: `(asOf: "2026-01-01")` */
  readonly args?: Readonly<Record<string, string>>;
};

export type PathReport = {
  /** one sentence for each field that was judged otherwise than its rule says, and each row that was hidden or shown against it */
  readonly differences: readonly string[];
  /** verdicts that were compared */
  readonly compared: number;
  /** `Type.field` of every field that was asked for */
  readonly asked: readonly string[];
  /** `Type.field` of every field with a rule, roots apart, that was not */
  readonly unasked: readonly string[];
  /** ways, and fields leading from row to row, on which no viewer reached the sample: they prove nothing */
  readonly unwalked: readonly string[];
};

type Asked = { readonly field: string; readonly body: string };
type Shapes = Pick<PathParts<Viewer>, "schema" | "samples" | "args">;

const fieldsOf = (schema: GraphQLSchema, type: string): readonly GraphQLField<unknown, unknown>[] =>
  Object.values((schema.getType(type) as GraphQLObjectType).getFields());

/** The arguments of a field as they stand in a document; null when it needs some that nobody gave. */
const argumentsOf = (
  { args = {} }: Pick<Shapes, "args">,
  type: string,
  field: GraphQLField<unknown, unknown>,
): string | null => args[`${type}.${field.name}`] ?? (field.args.some(isRequiredArgument) ? null : "");

/** Every field of the type; objects by their type name, so that nothing deeper is judged. */
const askedOf = (shapes: Shapes, type: string): readonly Asked[] =>
  fieldsOf(shapes.schema, type).flatMap((field) => {
    const given = argumentsOf(shapes, type, field);
    const inner = isObjectType(getNamedType(field.type)) ? " { __typename }" : "";
    return given === null ? [] : [{ field: field.name, body: `${field.name}${given}${inner}` }];
  });

/** How a field may be written; each form has aliases of its own, so that one document holds them all. */
const forms = {
  a: "alias",
  b: "inline fragment",
  c: "named fragment",
  d: "@include",
  e: "@skip",
} as const;
type Form = keyof typeof forms;
const everyForm = Object.keys(forms) as readonly Form[];

const written = (form: Form, asked: readonly Asked[]): string =>
  asked.map(({ body }, nth) => `${form}${String(nth)}: ${body}`).join(" ");

/** Where the fields of a form stand in the selection of the row. */
const placed: Readonly<Record<Form, (type: string, fields: string) => string>> = {
  a: (_, fields) => fields,
  b: (type, fields) => `... on ${type} { ${fields} }`,
  c: () => "...Asked",
  d: (_, fields) => `... @include(if: true) { ${fields} }`,
  e: (_, fields) => `... @skip(if: false) { ${fields} }`,
};

type Question = {
  readonly type: string;
  readonly told: string;
  readonly asked: readonly Asked[];
  readonly forms: readonly Form[];
};

/** The document in which every field of the row stands in each of the forms. */
const documentFor = (way: string, { type, told, asked, forms }: Question): string => {
  const places = forms.map((form) => placed[form](type, written(form, asked)));
  const fragment = forms.includes("c") ? ` fragment Asked on ${type} { ${written("c", asked)} }` : "";
  return way.replace("SELECTION", [`told: ${told}`, ...places].join(" ")) + fragment;
};

type Found = { readonly path: string; readonly object: Readonly<Record<string, unknown>> };

/** Every object of the answer with this mark, with its place. */
const found = (value: unknown, told: string | null, path: readonly (string | number)[] = []): readonly Found[] => {
  if (Array.isArray(value)) return value.flatMap((one, nth) => found(one, told, [...path, nth]));
  if (typeof value !== "object" || value === null) return [];
  const object = value as Readonly<Record<string, unknown>>;
  const isIt = "told" in object && (told === null || object["told"] === told);
  const inner = Object.entries(object).flatMap(([name, one]) => found(one, told, [...path, name]));
  return isIt ? [{ path: path.join("."), object }, ...inner] : inner;
};

/** What leads from a type to another: the row itself, or a page of rows. */
const leadsTo = (target: GraphQLNamedType, type: string): readonly string[] => {
  if (!isObjectType(target)) return [];
  if (target.name === type) return ["SELECTION"];
  const { nodes } = target.getFields();
  return nodes && getNamedType(nodes.type).name === type ? ["nodes { SELECTION }", "edges { node { SELECTION } }"] : [];
};

type Way = {
  readonly way: string;
  readonly label: string;
  readonly forAll: boolean;
  /** through the rows of another sample: there the viewers take the forms in turn, elsewhere each takes all */
  readonly isNested: boolean;
  /** what `_entities` is given on it */
  readonly keys: readonly Readonly<Record<string, string>>[];
};

const typeOf = (name: string): string => name.split("#")[0] ?? name;

const entityWay = (type: string): string =>
  `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${type} { SELECTION } } }`;

const keysOf = (type: string, { key }: Sample) => (key === null ? [] : [{ __typename: type, ...key }]);

/**
 * Ways to a row through the rows of other samples: each field that leads to its type, at the first root that
 * reaches them, at every side way and by reference.
 */
const nestedWays = (shapes: Shapes, type: string): readonly Way[] =>
  Object.entries(shapes.samples).flatMap(([name, sample]) => {
    const other = typeOf(name);
    const keys = keysOf(other, sample);
    const entity = keys.length === 0 ? [] : [entityWay(other)];
    const outer = [...sample.ways.slice(0, 1), ...(sample.sideWays ?? []), ...entity];
    return fieldsOf(shapes.schema, other).flatMap((field) => {
      const given = argumentsOf(shapes, other, field);
      if (given === null) return [];
      return leadsTo(getNamedType(field.type), type).flatMap((inner) =>
        outer.map((way) => ({
          way: way.replace("SELECTION", `${field.name}${given} { ${inner} }`),
          label: `${other}.${field.name}`,
          forAll: false,
          isNested: true,
          keys,
        })),
      );
    });
  });

const waysTo = (shapes: Shapes, type: string, sample: Sample): readonly Way[] => {
  const keys = keysOf(type, sample);
  return [
    ...sample.ways.map((way) => ({ way, label: way, forAll: true, isNested: false, keys })),
    ...(sample.sideWays ?? []).map((way) => ({ way, label: way, forAll: false, isNested: false, keys })),
    ...(keys.length === 0 ? [] : [{ way: entityWay(type), label: "_entities", forAll: true, isNested: false, keys }]),
    ...nestedWays(shapes, type),
  ];
};

const at = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | null)?.[key] ?? null, value);

/** A row that was read out of scope and hidden by its fields alone: their refusals tell that it is there. */
const betrays = ({ data, errors }: Judged): boolean =>
  errors.some(({ path = [] }) => /^(told|[a-e]\d+)$/.test(String(path.at(-1))) && at(data, path.slice(0, -1)) === null);

/** Some at once: a database answers several as fast as one. */
export const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, nth * size + size));

type Verdicts = { readonly places: number; readonly compared: number; readonly differences: readonly string[] };

/**
 * Asks every field of every sample on every path — by its roots, nested in other rows, by `_entities`, in the
 * answers of mutations; under an alias, in fragments, behind directives — as every viewer (nested in other rows
 * each viewer in one of these forms, the next in the next) and holds each
 * verdict against the field's rule, and each row's being there against the rule of the field that tells it.
 */
export const comparePaths = async <V extends Viewer>(parts: PathParts<V>): Promise<PathReport> => {
  const { sdl, samples, viewers, payloads = [], rules, now, ask } = parts;
  const ruled = new Map(rulesOf(sdl).map(({ type, field, rule }) => [`${type}.${field}`, rule]));
  const differences = new Set<string>();
  const walked = new Map<string, number>();
  const everAsked = new Set<string>();
  let compared = 0;

  const allowed = (place: string, viewer: V, row: object): boolean => {
    const rule: FieldRule | undefined = ruled.get(place);
    if (rule?.kind !== "authz") return true;
    return rule.anyOf.some((name) => {
      const one = rules[name];
      return one !== undefined && allows(one as Rule<V, object>, viewer, row, now);
    });
  };

  const judge = (
    { data, errors }: Judged,
    told: string | null,
    { asked, forms: taken }: Question,
    isAllowed: (field: string) => boolean,
  ): Verdicts => {
    const refused = new Set(
      errors.filter(({ extensions }) => extensions.code === "FORBIDDEN").map(({ path = [] }) => path.join(".")),
    );
    const places = found(data, told);
    const verdicts = places.flatMap(({ path, object }) =>
      asked.flatMap(({ field }, nth) =>
        taken.map((form) => {
          const alias = `${form}${String(nth)}`;
          return { field, form, shown: !refused.has(`${path}.${alias}`), value: object[alias] };
        }),
      ),
    );
    const wrong = verdicts.filter(
      ({ field, shown, value }) => shown !== isAllowed(field) || (!shown && value !== null),
    );
    return {
      places: places.length,
      compared: verdicts.length,
      differences: wrong.map(
        ({ field, form, shown }) => `${field}, ${forms[form]}: ${shown ? "shown" : "refused"} against its rule`,
      ),
    };
  };

  const note = (type: string, who: string, label: string, { compared: more, differences: found }: Verdicts): void => {
    compared += more;
    for (const one of found) differences.add(`${type}.${one}, as ${who} on ${label}`);
  };

  const askAll = async (type: string, sample: Sample): Promise<void> => {
    const { told, row } = sample;
    const asked = askedOf(parts, type);
    for (const { field } of asked) everAsked.add(`${type}.${field}`);
    for (const [nthWay, { way, label, forAll, isNested, keys }] of waysTo(parts, type, sample).entries()) {
      const formsFor = (nth: number): readonly Form[] =>
        isNested ? everyForm.filter((_, place) => place === (nthWay + nth) % everyForm.length) : everyForm;
      const count = `${type}: ${label}`;
      walked.set(count, walked.get(count) ?? 0);
      const asWho = async (who: string, viewer: V, nth: number): Promise<void> => {
        const question: Question = { type, told: told.field, asked, forms: formsFor(nth) };
        const answer = await ask(viewer, documentFor(way, question), way.includes("$keys") ? { keys } : {});
        const verdicts = judge(answer, told.value, question, (field) => allowed(`${type}.${field}`, viewer, row));
        note(type, who, label, verdicts);
        walked.set(count, (walked.get(count) ?? 0) + verdicts.places);
        const isReader = allowed(`${type}.${told.field}`, viewer, row);
        if (forAll && verdicts.places > 0 !== isReader)
          differences.add(`${type} as ${who}: ${isReader ? "hidden" : "shown"} against its rule on ${label}`);
        if (betrays(answer)) differences.add(`${type} as ${who}: betrayed by the refusal of its fields on ${label}`);
      };
      const everybody = Object.entries(viewers).map(
        ([who, viewer], nth) =>
          () =>
            asWho(who, viewer, nth),
      );
      for (const some of inGroups(everybody, 10)) await Promise.all(some.map((one) => one()));
    }
  };

  for (const [name, sample] of Object.entries(samples)) await askAll(typeOf(name), sample);
  for (const { type, document, viewer, variables, row } of payloads) {
    const asked = askedOf(parts, type);
    const told = samples[type]?.told.field ?? "id";
    const question: Question = { type, told, asked, forms: everyForm };
    const answer = await ask(viewer, documentFor(document, question), await variables());
    const verdicts = judge(answer, null, question, (field) => allowed(`${type}.${field}`, viewer, row));
    const label = document.replace(/\s+/g, " ");
    note(type, viewer.subject ?? "nobody", label, verdicts);
    walked.set(`${type}: ${label}`, verdicts.places);
  }
  const unasked = [...ruled]
    .filter(([place, { kind }]) => kind !== "none" && !rootTypes.includes(place.split(".")[0] ?? ""))
    .map(([place]) => place)
    .filter((place) => !everAsked.has(place));
  return {
    differences: [...differences],
    compared,
    asked: [...everAsked],
    unasked,
    unwalked: [...walked].flatMap(([label, places]) => (places === 0 ? [label] : [])),
  };
};
