import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rulesOf as effectiveRules, sharedTypes } from "@ocop/service-kit";
import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from "graphql";

/** Each law is a function that names its violations; an empty list is obedience. */
export type Violations = readonly string[];

export const root = join(__dirname, __dirname.endsWith("dist") ? "../.." : "..");
export const read = (path: string): string => readFileSync(join(root, path), "utf8");

type Schemas = Readonly<Record<string, string>>;

const objectsOf = (sdl: string): readonly ObjectTypeDefinitionNode[] =>
  parse(sdl).definitions.filter((node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION);

const has = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, ...names: string[]): boolean =>
  (node.directives ?? []).some(({ name }) => names.includes(name.value));

const keysOf = (object: ObjectTypeDefinitionNode): readonly string[] =>
  (object.directives ?? [])
    .filter(({ name }) => name.value === "key")
    .flatMap(({ arguments: given }) => given ?? [])
    .flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.split(/[\s{}]+/) : []));

/**
 * Each entity is described by the one service that owns it; in every other it is a stub without a
 * description or a rule of its own, and what that service adds is nullable, since it may be down.
 */
export const ownership = (schemas: Schemas): Violations => {
  const entities = Object.entries(schemas).flatMap(([service, sdl]) =>
    objectsOf(sdl)
      .filter((object) => has(object, "key"))
      .map((object) => ({ service, object, name: object.name.value })),
  );
  const owners = new Map<string, readonly string[]>();
  for (const { name } of entities)
    owners.set(
      name,
      entities.filter((one) => one.name === name && one.object.description).map(({ service }) => service),
    );
  const stubs = entities.filter(({ object }) => !object.description);
  return [
    ...[...owners]
      .filter(([, services]) => services.length !== 1)
      .map(([name, services]) => `${name} is described by ${services.join(" and ") || "no service"}, not by one`),
    ...stubs
      .filter(({ object }) => has(object, "authz", "public"))
      .map(({ service, name }) => `${service}: the stub ${name} carries a rule of its own`),
    ...stubs.flatMap(({ service, object, name }) =>
      (object.fields ?? [])
        .filter((field) => !keysOf(object).includes(field.name.value) && !has(field, "external"))
        .filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
        .map((field) => `${service}: ${name}.${field.name.value} is contributed and must be nullable`),
    ),
  ];
};

/** No rule or description on a root type or on a type that every service describes alike. */
export const wordsOnSharedTypes = (sdl: string): Violations =>
  objectsOf(sdl)
    .filter(({ name }) => ["Query", "Mutation", "PageInfo", "LocalizedText", "Money"].includes(name.value))
    .filter((object) => has(object, "authz", "public") || object.description !== undefined)
    .map(({ name }) => `${name.value} carries a rule or a description that belongs to its fields`);

/** The `extend schema` and directive definitions with which a subgraph opens. */
export const preludeOf = (sdl: string): string =>
  parse(sdl)
    .definitions.filter(
      ({ kind }) =>
        kind === Kind.SCHEMA_EXTENSION || kind === Kind.SCHEMA_DEFINITION || kind === Kind.DIRECTIVE_DEFINITION,
    )
    .map((definition) => print(definition))
    .join("\n\n");

/** Without the same `@composeDirective` everywhere a subgraph silently loses its rules. */
export const differingPreludes = (schemas: Schemas): Violations => {
  const [first, ...others] = Object.entries(schemas);
  return others
    .filter(([, sdl]) => first && preludeOf(sdl) !== preludeOf(first[1]))
    .map(([service]) => `${service} opens with another prelude than ${first?.[0] ?? ""}`);
};

/** `Type.field → @authz(…)` of one document; an object's rule stands under the type's name. */
export const rulesOf = (sdl: string): ReadonlyMap<string, string> => {
  const rules = new Map<string, string>();
  const note = (place: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    const rule = (directives ?? [])
      .filter(({ name }) => ["authz", "public"].includes(name.value))
      .map((node) => print(node));
    if (rule.length > 0) rules.set(place, [...rule].sort().join(" "));
  };
  for (const object of objectsOf(sdl)) {
    note(object.name.value, object.directives);
    for (const field of object.fields ?? []) note(`${object.name.value}.${field.name.value}`, field.directives);
  }
  return rules;
};

/** Every rule of every subgraph stands in the supergraph, and no other. */
export const lostRules = (schemas: Schemas, supergraph: string): Violations => {
  const composed = rulesOf(supergraph);
  const declared = new Map(Object.values(schemas).flatMap((sdl) => [...rulesOf(sdl)]));
  return [
    ...[...declared]
      .filter(([place, rule]) => composed.get(place) !== rule)
      .map(([place, rule]) => `${place}: ${rule} in its subgraph, ${composed.get(place) ?? "none"} in the supergraph`),
    ...[...composed.keys()]
      .filter((place) => !declared.has(place))
      .map((place) => `${place}: ruled in the supergraph alone`),
  ];
};

type Tagged = { readonly directives?: readonly DirectiveNode[] | undefined };

const tagsOn = ({ directives = [] }: Tagged): readonly string[] =>
  directives
    .filter(({ name }) => name.value === "tag")
    .flatMap(({ arguments: given = [] }) => given)
    .flatMap(({ value }) => (value.kind === Kind.STRING ? [value.value] : []));

/** Tags of every field, argument and input field by coordinate. */
const tagsOf = (sdl: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    parse(sdl).definitions.flatMap((type) => {
      if (
        type.kind !== Kind.OBJECT_TYPE_DEFINITION &&
        type.kind !== Kind.INTERFACE_TYPE_DEFINITION &&
        type.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION
      )
        return [];
      const fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] = type.fields ?? [];
      return fields.flatMap((field) => {
        const coordinate = `${type.name.value}.${field.name.value}`;
        const args = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
        return [
          [coordinate, tagsOn(field)] as const,
          ...args.map((argument) => [`${coordinate}(${argument.name.value}:)`, tagsOn(argument)] as const),
        ];
      });
    }),
  );

/** The tags of a coordinate are those of every subgraph together, in each graph made of them; and no others. */
export const lostTags = (schemas: Schemas, supergraph: string): Violations => {
  const declared = new Map<string, Set<string>>();
  for (const sdl of Object.values(schemas))
    for (const [place, tags] of tagsOf(sdl)) declared.set(place, new Set([...(declared.get(place) ?? []), ...tags]));
  const composed = tagsOf(supergraph);
  const said = (tags: Iterable<string>): string => [...tags].sort().join(" and ") || "nobody";
  return [...new Set([...declared.keys(), ...composed.keys()])]
    .map((place) => ({ place, own: said(declared.get(place) ?? []), other: said(composed.get(place) ?? []) }))
    .filter(({ own, other }) => own !== other)
    .map(({ place, own, other }) => `${place}: for ${own} in its subgraphs, for ${other} in the supergraph`);
};

/** Contracts are made of fields, arguments and input fields; a tag anywhere else would promise what nobody keeps. */
export const misplacedTags = (sdl: string): Violations =>
  parse(sdl).definitions.flatMap((definition) => {
    if (!("directives" in definition) || !("name" in definition) || !definition.name) return [];
    const values = definition.kind === Kind.ENUM_TYPE_DEFINITION ? (definition.values ?? []) : [];
    return [
      ...(tagsOn(definition).length > 0 ? [`${definition.name.value} is tagged itself`] : []),
      ...values
        .filter((value) => tagsOn(value).length > 0)
        .map(({ name }) => `${definition.name?.value ?? ""}.${name.value} is tagged`),
    ];
  });

/** Rules that let an audience through on some row, besides `@public`. */
type Passes = Readonly<Record<string, readonly string[]>>;

/**
 * What a contract shows is reached by a rule that its audience can pass; a field that nobody of them may see would
 * only tell that it exists. Parts, shared types and the keys of stubs are seen with what holds them.
 */
export const shownInVain = (sdl: string, passes: Passes): Violations => {
  const tags = tagsOf(sdl);
  const free = new Set([
    ...sharedTypes,
    ...objectsOf(sdl).flatMap((type) => (has(type, "part") ? [type.name.value] : [])),
  ]);
  return effectiveRules(sdl)
    .filter(({ type }) => !free.has(type))
    .flatMap(({ type, field, rule }) =>
      (tags.get(`${type}.${field}`) ?? []).flatMap((contract) => {
        if (rule.kind === "public") return [];
        const names = rule.kind === "authz" ? rule.anyOf : [];
        if (names.some((name) => (passes[contract] ?? []).includes(name))) return [];
        return [`${type}.${field} is shown to ${contract}, none of whom can pass ${names.join(" or ") || "no rule"}`];
      }),
    );
};

/** Names that a contract may never have, whatever is tagged: one mistaken tag must not be enough. */
export const forbiddenNames = (schema: string, forbidden: RegExp): Violations =>
  parse(schema).definitions.flatMap((definition) => {
    if (!("name" in definition) || !definition.name) return [];
    const type = definition.name.value;
    const fields: readonly { readonly name: { readonly value: string } }[] =
      "fields" in definition ? (definition.fields ?? []) : [];
    return [type, ...fields.map(({ name }) => `${type}.${name.value}`)].filter((name) => forbidden.test(name));
  });

/** What the smaller of two graphs has and the larger has not. */
export const missingFrom = (larger: string, smaller: string): Violations => {
  const known = tagsOf(larger);
  return [...tagsOf(smaller).keys()].filter((place) => !known.has(place));
};

/** Every event and its consumers stand in the map that a newcomer reads. */
export const unmappedEvents = (subscriptions: Readonly<Record<string, readonly string[]>>, map: string): Violations =>
  Object.entries(subscriptions)
    .filter(([name, consumers]) => {
      const line = map.split("\n").find((text) => text.includes(`\`${name}\``));
      return line === undefined || !consumers.every((consumer) => line.includes(consumer));
    })
    .map(([name, consumers]) => `docs/map.md lacks ${name} → ${consumers.join(", ")}`);

type Manifest = Readonly<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>> | undefined>>;

const numbersOf = (version: string): readonly number[] => version.split("-")[0]?.split(".").map(Number) ?? [];

const isBelow = (version: string, floor: string): boolean => {
  const [own, least] = [numbersOf(version), numbersOf(floor)];
  const nth = least.findIndex((number, at) => number !== own[at]);
  return nth >= 0 && (own[nth] ?? 0) < (least[nth] ?? 0);
};

/**
 * Every library is pinned to one exact version, and none below the version that mends a known hole.
 *
 * @param manifests package.json texts by path
 * @param floors least version by library
 */
export const looseVersions = (
  manifests: Readonly<Record<string, string>>,
  floors: Readonly<Record<string, string>>,
): Violations =>
  Object.entries(manifests).flatMap(([path, text]) => {
    const { dependencies, devDependencies } = JSON.parse(text) as Manifest;
    return Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, version]) => {
      if (version === "workspace:*") return [];
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return [`${path}: ${name} ${version} is not one exact version`];
      const floor = floors[name];
      return floor !== undefined && isBelow(version, floor) ? [`${path}: ${name} ${version} is below ${floor}`] : [];
    });
  });

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a Node program of the repository to its end. */
export const run = (
  command: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Outcome => {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: options.cwd ?? root,
    input: options.input ?? "",
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
};

/** What dependency-cruiser says of a tree under the import law. */
export const importViolations = (tree: string, ...places: readonly string[]): Violations => {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(root, ".dependency-cruiser.cjs");
  const { code, stdout, stderr } = run([program, "--config", config, "--output-type", "err", ...places], { cwd: tree });
  const found = stdout.split("\n").filter((line) => /^\s*error /.test(line));
  return code === 0 || found.length > 0 ? found : [`the import law could not be asked: ${stdout}${stderr}`];
};

/** The rules of `eslint.config.mjs` that a text breaks as if it stood in the named file, as `line rule`. */
export const lintViolations = (file: string, text: string): Violations => {
  const program = join(root, "node_modules/eslint/bin/eslint.js");
  const { stdout } = run([program, "--stdin", "--stdin-filename", file, "--format", "json"], { input: text });
  const [result] = JSON.parse(stdout) as readonly {
    readonly messages: readonly { readonly ruleId: string | null; readonly line: number }[];
  }[];
  return (result?.messages ?? []).map(({ ruleId, line }) => `${String(line)} ${ruleId ?? "syntax"}`);
};
