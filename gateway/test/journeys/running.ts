import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ServiceName } from "@ocop/contracts";
import { createDataSource } from "@ocop/service-kit";
import { type Answer, eventually } from "@ocop/service-kit/testing";
import { z } from "zod";
import { checkout, findProgram, folderOf, isAlive } from "./platform";

const texts = z.record(z.string(), z.string());

/** What the story made, as its last line says it. */
const story = z.object({
  productCode: z.string(),
  productId: z.string(),
  producerId: z.string(),
  dossierId: z.string(),
  provinceId: z.string(),
  stars: z.number(),
  certificateId: z.string(),
  certificateCode: z.string(),
  certificateNo: z.string(),
  issuedOn: z.string(),
  expiresOn: z.string(),
  publicPage: z.string(),
  qrCode: z.string(),
});

const engine = z.object({ pid: z.number(), port: z.number() });
export type EngineName = "mariadb" | "redis";

const processes = z.array(z.object({ name: z.string(), pid: z.number() }));
const run = z.object({ pid: z.number(), addresses: texts, env: texts, processes, story: story.nullable() });

const folder = folderOf(process.pid);
export const dataDirectory = join(folder, "data");
const read = (name: string): unknown => JSON.parse(readFileSync(join(dataDirectory, name), "utf8"));

const holderFile = join(folder, "start.pid");

/** Whoever holds npm start: ends with it. */
const holder = (): number => Number(readFileSync(holderFile, "utf8"));

/** The process that runs everything: npm start. */
export const starter = (): number => run.parse(read("run.json")).pid;

/** Seconds in which the platform has to stand: also when it is built first, also on a busy machine. */
const startLimit = 300;

/** Seconds that are left of the limit: whoever comes late waits no longer than the first. */
const startPatience = (): number => Math.max(1, startLimit - (Date.now() - statSync(holderFile).mtimeMs) / 1_000);

/** The platform that all journeys share, as it wrote itself down. Waits until it stands and its story is told. */
export const running = async () => {
  const said = (): string => readFileSync(join(folder, "start.log"), "utf8").trim().split("\n").slice(-3).join(" · ");
  const stands = (): boolean => {
    if (!isAlive(holder())) throw new Error(`the platform did not start: ${said()}`);
    return existsSync(join(dataDirectory, "run.json")) && run.parse(read("run.json")).story !== null;
  };
  await eventually("the platform stands and its story is told", startPatience(), stands);
  const { story: told, addresses, env } = run.parse(read("run.json"));
  if (told === null) throw new Error("the platform tells no story");
  const known = (values: Readonly<Record<string, string>>, name: string): string => {
    const value = values[name];
    if (value === undefined) throw new Error(`run.json says nothing of ${name}`);
    return value;
  };
  return {
    story: told,
    env,
    address: (name: string) => known(addresses, name),
    variable: (name: string) => known(env, name),
  };
};

export type Running = Awaited<ReturnType<typeof running>>;

type DataSource = ReturnType<typeof createDataSource>;

const runFile = promisify(execFile);

/**
 * Runs a built command of the platform to its end.
 *
 * @returns what it printed
 * @throws Error with its complaints when it fails
 */
export const command = async (script: string, args: readonly string[], env = process.env): Promise<string> => {
  const { stdout } = await runFile(process.execPath, [join(checkout, script), ...args], { env, timeout: 60_000 });
  return stdout.trim();
};

/** Milliseconds for which a token is used again. It lives 15 minutes; the journeys may last longer. */
const tokenLife = 600_000;

const tokens = new Map<string, { readonly token: Promise<string>; readonly since: number }>();

/** Signs in as `pnpm token <demo person>` does. */
export const signIn = (person: string): Promise<string> =>
  command("infra/dist/commands/token.js", [person, "--data-dir", dataDirectory]);

/** The person's access token. */
export const tokenOf = (person: string): Promise<string> => {
  const known = tokens.get(person);
  if (known && performance.now() - known.since < tokenLife) return known.token;
  const token = signIn(person);
  tokens.set(person, { token, since: performance.now() });
  return token;
};

export type Variables = Readonly<Record<string, unknown>>;

/** The doors to the three graphs of the gateway. */
export type Door = "/graphql" | "/graphql/partner" | "/graphql/public";

type Posted = { readonly door?: Door; readonly headers?: Readonly<Record<string, string>> };

/** `POST` at one of the doors with this `Authorization` header, or with none. */
export const post = async <Data>(
  { address }: Running,
  authorization: string | null,
  query: string,
  variables: Variables = {},
  { door = "/graphql", headers = {} }: Posted = {},
): Promise<Answer<Data>> => {
  const response = await fetch(`${address("gateway")}${door}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization === null ? {} : { authorization }), ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  });
  const { data = null, errors = [] } = (await response.json()) as Partial<Answer<Data>>;
  return { status: response.status, data, errors };
};

/** Asks the graph as a demo person, or as the public. */
export const ask = async <Data = Record<string, unknown>>(
  platform: Running,
  person: string | null,
  query: string,
  variables: Variables = {},
): Promise<Answer<Data>> =>
  post<Data>(platform, person === null ? null : `Bearer ${await tokenOf(person)}`, query, variables);

/** What an answer holds that carries no error. */
export const held = <Data>({ data, errors }: Answer<Data>): Data => {
  if (data === null || errors.length > 0) throw new Error(`the graph refused: ${JSON.stringify(errors)}`);
  return data;
};

/** The data of an answer that carries no error. */
export const dataOf = async <Data>(...question: Parameters<typeof ask>): Promise<Data> =>
  held(await ask<Data>(...question));

/** The one code by which a whole request was refused, with the status of its answer. */
export const refusalOf = ({ status, errors }: Answer<unknown>) => ({
  status,
  codes: errors.map(({ extensions }) => extensions.code),
});

/** The code of every refusal under the path of its field, for example `{ "dossiers": "FORBIDDEN" }`. */
export const refusalsIn = ({ errors }: Answer<unknown>): Readonly<Record<string, string>> =>
  Object.fromEntries(errors.map(({ path = [], extensions }) => [path.join("."), extensions.code]));

/** Works on the database of one service, as that service may. */
export const inDatabaseOf = async <T>(
  { variable }: Running,
  service: ServiceName,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> => {
  const url = variable(`DATABASE_URL_${service.toUpperCase()}`);
  const dataSource = await createDataSource({ url, entities: [], migrations: [], poolSize: 2 }).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
};

/** The number of the process that now bears this name. */
export const processOf = (name: string): number => {
  const known = run.parse(read("run.json")).processes.find((process) => process.name === name);
  if (!known) throw new Error(`run.json knows no process ${name}`);
  return known.pid;
};

export const engineOf = (name: EngineName) => engine.parse(read(`${name}.json`));

/** All that the platform runs: six processes and two engines. */
export const everyProcess = (): readonly number[] => [
  ...run.parse(read("run.json")).processes.map(({ pid }) => pid),
  engineOf("mariadb").pid,
  engineOf("redis").pid,
];

const secretOf = (name: string): string => texts.parse(read("secrets.json"))[name] ?? "";

/**
 * Runs statements as the administrator of MariaDB, who may do what no service may and comes by the socket alone.
 *
 * @returns the rows, one a line, without a heading
 */
export const asDatabaseRoot = async (sql: string): Promise<readonly string[]> => {
  const { socket } = z.object({ socket: z.string() }).parse(read("mariadb.json"));
  const client = findProgram("mariadb", "mysql");
  if (client === null) throw new Error("MariaDB's client is not on the PATH");
  const { stdout } = await runFile(
    client,
    ["--no-defaults", `--socket=${socket}`, "--user=root", "--batch", "--skip-column-names", "--execute", sql],
    { env: { ...process.env, MYSQL_PWD: secretOf("MARIADB_ROOT_PASSWORD") }, timeout: 60_000 },
  );
  return stdout.trim().split("\n");
};

/** Address of Redis for its administrator, who may do what no service may. */
export const redisAddress = (): string =>
  `redis://:${secretOf("REDIS_PASSWORD")}@127.0.0.1:${String(engineOf("redis").port)}`;
