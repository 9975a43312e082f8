import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { read, root, type Violations } from "./laws";

/** One variable as `infra/variables.json` describes it; `library`: read by a library, not by a `config.ts`. */
type Variable = {
  readonly name: string;
  readonly default?: string;
  readonly optional?: true;
  readonly secret?: true;
  readonly library?: true;
  readonly readBy: readonly string[];
};

const list = JSON.parse(read("infra/variables.json")) as {
  readonly services: readonly string[];
  readonly portBase: number;
  readonly ports: readonly { readonly name: string; readonly offset: number }[];
  readonly variables: readonly Variable[];
};

/** `infra/variables.json` with `<SERVICE>` written out. */
export const variables: readonly Variable[] = list.variables.flatMap((variable) =>
  variable.name.includes("<SERVICE>")
    ? list.services.map((service) => ({
        ...variable,
        name: variable.name.replace("<SERVICE>", service.toUpperCase()),
        readBy: variable.readBy.map((reader) => (reader === "itself" ? service : reader)),
      }))
    : [variable],
);

/** The fixed table of ports. */
export const ports: Readonly<Record<string, number>> = Object.fromEntries(
  list.ports.map(({ name, offset }) => [name, list.portBase + offset]),
);

/** The parts of the compose file that can name something that does not exist. */
type Container = {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly build?: { readonly dockerfile: string; readonly args: { readonly TARGET: string } };
  readonly networks?: Readonly<Record<string, { readonly aliases: readonly string[] }>>;
};
type Containers = Readonly<Record<string, Container>>;
type Compose = { readonly services: Containers; readonly volumes: Readonly<Record<string, unknown>> };

/** The process that a container runs: a set-up reads what its service reads. */
const processOf = (name: string): string => name.replace(/-set-up$/, "");
const isEngine = (name: string): boolean => ["mariadb", "redis"].includes(name);

const unknownVariables = (containers: Containers): Violations =>
  Object.entries(containers).flatMap(([name, { environment = {} }]) => {
    const reader = isEngine(name) ? "engines" : processOf(name);
    return Object.keys(environment)
      .filter((variable) => !variables.some((known) => known.name === variable && known.readBy.includes(reader)))
      .map((variable) => `${name} is given ${variable}, which it does not read`);
  });

const missingVariables = (containers: Containers): Violations =>
  Object.entries(containers)
    .filter(([name]) => !isEngine(name))
    .flatMap(([name, { environment = {} }]) =>
      variables
        .filter(
          ({ readBy, optional, default: value }) =>
            readBy.includes(processOf(name)) && !optional && value === undefined,
        )
        .filter((variable) => !(variable.name in environment))
        .map((variable) => `${name} lacks ${variable.name}`),
    );

const unknownSecrets = (text: string): Violations =>
  [...text.matchAll(/(?<!\$)\$\{(\w+)/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !variables.some((variable) => variable.name === name && variable.secret))
    .map((name) => `\${${name}} is no secret that node infra/start.mjs compose makes`);

/** Which port of the fixed table each port variable of a container must hold. */
const portVariables = (name: string): Readonly<Record<string, string>> => ({
  PORT: processOf(name),
  SCAN_PORT: "scan",
  PARTNER_PORT: "partner",
});

const wrongPorts = (containers: Containers): Violations =>
  Object.entries(containers).flatMap(([name, { environment = {} }]) =>
    Object.entries(portVariables(name))
      .filter(([variable, place]) => variable in environment && environment[variable] !== String(ports[place]))
      .map(([variable, place]) => `${name}: ${variable} must be ${String(ports[place])}`),
  );

const publishedPlaces = ["gateway", "scan", "partner", "identity"];

const listensOn = ({ environment = {} }: Container): readonly string[] =>
  ["PORT", "SCAN_PORT", "PARTNER_PORT"].flatMap((variable) => environment[variable] ?? []);

const wrongPublications = (containers: Containers): Violations => {
  const published = Object.entries(containers).flatMap(([name, one]) =>
    (one.ports ?? []).map((text) => ({ name, one, text })),
  );
  const expected = publishedPlaces.map((place) => `127.0.0.1:${String(ports[place])}:${String(ports[place])}`);
  return [
    ...published
      .filter(({ text }) => !expected.includes(text))
      .map(({ name, text }) => `${name} publishes ${text}, which is not in the table`),
    ...expected
      .filter((text) => !published.some((one) => one.text === text))
      .map((text) => `nothing publishes ${text}`),
    ...published
      .filter(({ one, text }) => !listensOn(one).includes(text.split(":").at(-1) ?? ""))
      .map(({ name, text }) => `${name} publishes ${text} but does not listen there`),
  ];
};

const enginePorts: Readonly<Record<string, string>> = { mariadb: "3306", redis: "6379" };

/** Who answers to a host name inside the network of the containers. */
const answering = (host: string, containers: Containers): readonly (readonly [string, Container])[] =>
  Object.entries(containers).filter(
    ([name, { networks = {} }]) =>
      name === host || Object.values(networks).some(({ aliases }) => aliases.includes(host)),
  );

const deadAddresses = (containers: Containers): Violations =>
  Object.entries(containers).flatMap(([name, { environment = {} }]) =>
    Object.entries(environment)
      .map(([variable, value]) => ({ variable, address: value.replace(/\$\{[^}]*\}/g, "x") }))
      .filter(({ address }) => URL.canParse(address) && address.includes("://"))
      .filter(({ address }) => {
        const { hostname, port } = new URL(address);
        if (hostname === "127.0.0.1") return !publishedPlaces.some((place) => String(ports[place]) === port);
        return !answering(hostname, containers).some(([engine, one]) =>
          [enginePorts[engine], ...listensOn(one)].includes(port),
        );
      })
      .map(({ variable, address }) => `${name}: nobody answers at ${variable} ${new URL(address).host}`),
  );

/** The source of a built file, or the file itself. */
const sourceOf = (path: string): string => path.replace(/\/dist\//, "/").replace(/\.js$/, ".ts");

const missingPrograms = (containers: Containers): Violations =>
  Object.entries(containers).flatMap(([name, { command = [], healthcheck, build }]) =>
    [...command, ...(isEngine(name) ? [] : (healthcheck?.test ?? []))]
      .flatMap((word) => [...word.matchAll(/[\w./-]+\.m?js\b/g)].map(([path]) => path))
      .flatMap((path) => [
        ...(existsSync(join(root, sourceOf(path))) ? [] : [`${name}: ${path} has no source`]),
        ...(path.startsWith(`${build?.args.TARGET ?? ""}/`) || path === "infra/health.mjs"
          ? []
          : [`${name}: ${path} is not in its image`]),
      ]),
  );

const missingFiles = (containers: Containers, volumes: Readonly<Record<string, unknown>>): Violations =>
  Object.entries(containers).flatMap(([name, { volumes: mounts = [], build }]) => [
    ...mounts
      .map((mount) => mount.split(":")[0] ?? "")
      .filter((source) => (source.startsWith("./") ? !existsSync(join(root, source)) : !(source in volumes)))
      .map((source) => `${name}: ${source} cannot be mounted`),
    ...(build && !existsSync(join(root, build.dockerfile)) ? [`${name}: ${build.dockerfile} does not exist`] : []),
    ...(build && !existsSync(join(root, build.args.TARGET, "package.json"))
      ? [`${name}: ${build.args.TARGET} is no package`]
      : []),
  ]);

const wrongWaits = (containers: Containers): Violations =>
  Object.entries(containers).flatMap(([name, { depends_on: waits = {} }]) =>
    Object.entries(waits)
      .filter(
        ([other, { condition }]) =>
          !containers[other] || (condition === "service_healthy" && !containers[other].healthcheck),
      )
      .map(([other, { condition }]) => `${name} waits for ${other} to be ${condition}, which it never is`),
  );

const unwatched = (containers: Containers): Violations =>
  Object.entries(containers)
    .filter(([name, { healthcheck }]) => !/-set-up$|^story$/.test(name) && !healthcheck)
    .map(([name]) => `${name} has no health check`);

/** Every variable, port, address, command and file that the text of a docker-compose.yml names but that does not exist. */
export const composeViolations = (text: string): Violations => {
  const { services, volumes } = parse(text, { merge: true }) as Compose;
  return [
    ...unknownVariables(services),
    ...missingVariables(services),
    ...unknownSecrets(text),
    ...wrongPorts(services),
    ...wrongPublications(services),
    ...deadAddresses(services),
    ...missingPrograms(services),
    ...missingFiles(services, volumes),
    ...wrongWaits(services),
    ...unwatched(services),
  ];
};

/** Where each process and command reads its environment. */
const configFiles: Readonly<Record<string, string>> = {
  gateway: "gateway/src/config.ts",
  identity: "infra/identity/config.ts",
  ...Object.fromEntries(list.services.map((service) => [service, `services/${service}/src/config.ts`])),
  story: "infra/seed/config.ts",
  commands: "infra/commands/config.ts",
  start: "infra/start/config.mjs",
  tests: "packages/service-kit/testing/config.ts",
};

const variableName = /\b(?:PORT|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/;
const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/["']([A-Z][A-Z0-9_]*)["']|\benv\.([A-Z][A-Z0-9_]*)/g)]
    .map(([, quoted, property]) => quoted ?? property ?? "")
    .filter((name) => variableName.test(name));

/** The variables of service-kit's `commonSpec`, by the key under which a process takes them. */
const commonNames = (): ReadonlyMap<string, string> =>
  new Map(
    [
      ...(/export const commonSpec = \{([\s\S]*?)\n\} as const/
        .exec(read("packages/service-kit/src/config.ts"))?.[1]
        ?.matchAll(/^ {2}(\w+): \["(\w+)"/gm) ?? []),
    ].map(([, key = "", name = ""]) => [key, name]),
  );

/** What a `config.ts` reads, from its text: names in quotes, and what it takes of `commonSpec`. */
export const variablesReadIn = (config: string): readonly string[] => {
  const common = commonNames();
  const taken = /\.\.\.commonSpec\b/.test(config)
    ? [...common.values()]
    : [...common]
        .filter(([key]) => new RegExp(`commonSpec\\.${key}\\b|\\{[^}]*\\b${key}\\b[^}]*\\} = commonSpec`).test(config))
        .map(([, name]) => name);
  return [...new Set([...namesIn(config), ...taken])].sort();
};

/** The list and the `config.ts` files say the same, or here is where they differ. */
export const undocumentedVariables = (
  configs: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(configFiles).map(([name, file]) => [name, read(file)]),
  ),
): Violations =>
  Object.entries(configs).flatMap(([process, config]) => {
    const reads = variablesReadIn(config);
    const listed = variables
      .filter(({ readBy, library }) => readBy.includes(process) && !library)
      .map(({ name }) => name);
    return [
      ...reads
        .filter((name) => !listed.includes(name) && !variables.some((known) => known.name === name && known.library))
        .map((name) => `${process} reads ${name}, which infra/variables.json does not say`),
      ...listed
        .filter((name) => !reads.includes(name))
        .map((name) => `infra/variables.json says that ${process} reads ${name}, but it does not`),
    ];
  });

/** One line of `infra/redis/users.conf` as the subscriptions demand it. */
export const redisUserOf = (service: string, subscriptions: Readonly<Record<string, readonly string[]>>): string => {
  const pairs = Object.entries(subscriptions).flatMap(([event, consumers]) =>
    consumers.map((consumer) => ({ producer: event.split(".")[0] ?? "", consumer })),
  );
  const consumers = new Set(pairs.filter(({ producer }) => producer === service).map(({ consumer }) => consumer));
  const producers = new Set(pairs.filter(({ consumer }) => consumer === service).map(({ producer }) => producer));
  const all = ["registry", "evaluation", "commerce", "traceability"].filter((name) => name !== service);
  const keys = [
    `~{ocop:${service}}*`,
    ...all.filter((name) => consumers.has(name)).map((name) => `~{ocop:${name}}*`),
    ...all.filter((name) => producers.has(name) && !consumers.has(name)).map((name) => `~{ocop:${name}}:receipts`),
  ];
  return `user ocop_${service} on >\${REDIS_PASSWORD_${service.toUpperCase()}} ${keys.join(" ")} &{ocop:${service}}* +@all -@admin -@dangerous +info`;
};
