import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { Rule, Viewer } from "@ocop/contracts";
import { buildSubgraph, type GraphContext, Public, type Server } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { parse, print, visit } from "graphql";
import { Query, Resolver } from "type-graphql";
import { Agent, type Dispatcher, request } from "undici";
import { audiences, traitsOf } from "../src/audiences";
import { composeSupergraph } from "../src/compose";
import { manifestFile } from "../src/documents";
import { serve } from "./fixtures";

/** The built program: what is killed here is a real process with real children. */
const program = join(__dirname, "../dist/src/main.js");
const key = "k".repeat(32);

/** How many slow questions have arrived. */
let slowOnes = 0;

@Resolver()
class GreetingResolver {
  @Public()
  @Query(() => String, { nullable: true })
  greeting(): string {
    return "hello";
  }

  @Public()
  @Query(() => String, { nullable: true })
  async slow(): Promise<string> {
    slowOnes += 1;
    await pause(1_000);
    return "done";
  }

  @Public()
  @Query(() => String, { nullable: true })
  added(): string {
    return "news";
  }
}

const rules: Readonly<Record<string, Rule<Viewer, never>>> = {};
const subgraph = buildSubgraph<Viewer, GraphContext>({ resolvers: [GreetingResolver], rules, references: {} });

/** The graph with `added` and as it was before. */
const later = composeSupergraph([{ name: "registry", sdl: subgraph.sdl }]);
const withoutAdded = visit(parse(subgraph.sdl), {
  FieldDefinition: ({ name }) => (name.value === "added" ? null : undefined),
});
const before = composeSupergraph([{ name: "registry", sdl: print(withoutAdded) }]);

type Line = Readonly<Record<string, unknown>>;

type Gateway = {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly lines: readonly Line[];
};

let registry: Server;
let folder: string;
let gateway: Gateway;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().listen(port, "127.0.0.1");
    server.once("error", () => {
      resolve(false);
    });
    server.once("listening", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });

/** What `pnpm compose` would have written, the same for every audience. */
const write = async (supergraph: string): Promise<void> => {
  await Promise.all(
    audiences.flatMap((audience) => {
      const { supergraphFile, schemaFile } = traitsOf[audience];
      return [writeFile(join(folder, supergraphFile), supergraph), writeFile(join(folder, schemaFile), "")];
    }),
  );
  await writeFile(join(folder, manifestFile), "{}");
};

const environmentAt = (port: number, processes = 1): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  NODE_ENV: "production",
  OCOP_MODE: "development",
  PORT: String(port),
  OIDC_ISSUER: "http://127.0.0.1:9",
  OCOP_PUBLIC_HOST: `http://127.0.0.1:${String(port)}`,
  OCOP_SCAN_HOST: "http://127.0.0.1:9",
  OCOP_PARTNER_HOST: "http://127.0.0.1:9",
  OCOP_GATEWAY_PROCESSES: String(processes),
  OCOP_LIMIT_ANONYMOUS: "1000000000",
  OCOP_TOLERATED_DELAY: "600000",
  REDIS_URL_GATEWAY: "redis://127.0.0.1:9",
  ...Object.fromEntries(
    ["REGISTRY", "EVALUATION", "COMMERCE", "TRACEABILITY"].flatMap((name) => [
      [`${name}_URL`, registry.url],
      [`OCOP_VIEWER_KEY_${name}`, key],
    ]),
  ),
});

const start = async (processes: number): Promise<Gateway> => {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "tsc -b gateway" first`);
  const port = await freePort();
  const child = spawn(process.execPath, [program, folder], {
    stdio: ["ignore", "pipe", "inherit"],
    env: environmentAt(port, processes),
  });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line) as Line));
  const started = { process: child, url: `http://127.0.0.1:${String(port)}`, port, lines };
  await eventually("the gateway is ready", 30, () => heard(started, "a process is ready").length === processes);
  return started;
};

const heard = ({ lines }: Pick<Gateway, "lines">, sentence: string): readonly Line[] =>
  lines.filter(({ msg }) => msg === sentence);

/** The processes that answer, as the primary named them. */
const workersOf = (one: Gateway): readonly number[] =>
  heard(one, "a process is ready").map(({ workerPid }) => Number(workerPid));

const isAlive = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${String(pid)}/stat`, "utf8"));
  } catch {
    return false;
  }
};

/** The parent of a process, null when it is gone. */
const parentOf = (pid: number): number | null => {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
};

const childrenOf = (pid: number): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid && isAlive(child));

type Answer = { readonly status: number; readonly data: Readonly<Record<string, unknown>> | null };

const ask = async (query: string, dispatcher?: Dispatcher): Promise<Answer> => {
  const { statusCode, body } = await request(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    headersTimeout: 15_000,
    ...(dispatcher && { dispatcher }),
  });
  const { data = null } = (await body.json()) as Partial<Answer>;
  return { status: statusCode, data };
};

/** Clients that ask again and again, each on a connection that it keeps, until they are told to end. */
type Load = {
  /** Waits until each client was answered so often again, or one was not. */
  readonly goesOn: (times: number) => Promise<void>;
  /** @returns every request that failed */
  readonly end: () => Promise<readonly string[]>;
};

const load = (clients: number, restMs: number, field: "greeting" | "slow" = "greeting"): Load => {
  const failed: string[] = [];
  const answered = Array.from({ length: clients }, () => 0);
  let isRunning = true;
  const client = async (_: unknown, nth: number): Promise<void> => {
    const own = new Agent({ connections: 1, pipelining: 1 });
    while (isRunning) {
      try {
        const { status, data } = await ask(`{ ${field} }`, own);
        if (status === 200 && typeof data?.[field] === "string") answered[nth] = (answered[nth] ?? 0) + 1;
        else failed.push(`${String(status)} ${JSON.stringify(data)}`);
      } catch (error) {
        failed.push(String(error));
      }
      await pause(restMs);
    }
    await own.close();
  };
  const all = Array.from({ length: clients }, client);
  return {
    goesOn: async (times) => {
      const before = [...answered];
      const isAnswered = (): boolean => answered.every((count, nth) => count >= (before[nth] ?? 0) + times);
      await eventually("each client was answered again", 60, () => failed.length > 0 || isAnswered());
    },
    end: async () => {
      isRunning = false;
      await Promise.all(all);
      return failed;
    },
  };
};

/** Asks for live through Node's own client, which keeps connections in its own way. */
const askByNode = (agent: HttpAgent): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = httpRequest(`${gateway.url}/health/live`, { agent }, (response) => {
      response.resume().on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    call.on("error", reject).end();
  });

const reload = async (): Promise<string> => {
  const told = (): number => gateway.lines.filter(({ msg }) => /^(not )?reloaded/.test(String(msg))).length;
  const already = told();
  gateway.process.kill("SIGHUP");
  await eventually("the gateway has reloaded, or has not", 30, () => told() > already);
  return String(gateway.lines.findLast(({ msg }) => /^(not )?reloaded/.test(String(msg)))?.["msg"]);
};

jest.setTimeout(240_000);

beforeAll(async () => {
  registry = await serve("registry", subgraph, key);
});
afterAll(() => registry.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-"));
  await write(before);
});

afterEach(async () => {
  if (isAlive(gateway.process.pid ?? 0)) {
    gateway.process.kill("SIGKILL");
    await once(gateway.process, "exit");
  }
  await rm(folder, { recursive: true });
});

describe("a change of the schema", () => {
  it("reaches every client without one failed request, through three changes under load", async () => {
    gateway = await start(2);
    expect((await ask("{ added }")).status).toBe(400);
    const busy = load(8, 5);
    const calm = load(6, 3_000);
    const agent = new HttpAgent({ keepAlive: true });
    const byNode: number[] = [];
    const generations: (readonly number[])[] = [];
    for (const supergraph of [later, before, later]) {
      generations.push(childrenOf(gateway.process.pid ?? 0));
      await write(supergraph);
      byNode.push(await askByNode(agent));
      expect(await reload()).toBe("reloaded");
      byNode.push(await askByNode(agent));
      expect((await ask("{ added }", new Agent())).status).toBe(supergraph === later ? 200 : 400);
      await Promise.all([busy.goesOn(20), calm.goesOn(2)]);
    }
    await eventually("the old processes have retired", 30, () => generations.flat().every((pid) => !isAlive(pid)));
    const failed = await Promise.all([busy.end(), calm.end()]);
    expect([...failed, byNode]).toEqual([[], [], Array.from({ length: 6 }, () => 200)]);
    expect(await ask("{ added }", new Agent())).toEqual({ status: 200, data: { added: "news" } });
    agent.destroy();
  });

  it("loses nobody who is handed to an old process in the moment it leaves", async () => {
    gateway = await start(2);
    const primary = gateway.process.pid ?? 0;
    const old = workersOf(gateway);
    // Stopped, the old processes hear that they are to leave only when the primary is stopped in turn: it finds
    // whoever connects meanwhile before it finds that they have left.
    for (const pid of old) process.kill(pid, "SIGSTOP");
    expect(await reload()).toBe("reloaded");
    process.kill(primary, "SIGSTOP");
    const asked = Array.from({ length: 20 }, () => ask("{ greeting }", new Agent()));
    await pause(200);
    for (const pid of old) process.kill(pid, "SIGCONT");
    await pause(1_000);
    process.kill(primary, "SIGCONT");
    const answers = await Promise.all(asked.map((one) => one.then(({ status }) => status, String)));
    expect(answers).toEqual(asked.map(() => 200));
    await eventually("the old processes have left", 20, () => old.every((pid) => !isAlive(pid)));
  });

  it("lets running requests of an old process end", async () => {
    gateway = await start(1);
    const [old = 0] = workersOf(gateway);
    // At every moment several of them run, at that of the change too.
    const slow = load(6, 5, "slow");
    await slow.goesOn(1);
    expect(await reload()).toBe("reloaded");
    await eventually("the old process has retired", 30, () => !isAlive(old));
    await slow.goesOn(1);
    expect(await slow.end()).toEqual([]);
  });

  it("to a broken file changes nothing: the processes that run go on, and say what was wrong", async () => {
    gateway = await start(2);
    const workers = workersOf(gateway);
    const under = load(4, 5);
    await write("type Query { this is no supergraph");
    expect(await reload()).toBe("not reloaded: the processes that run go on");
    await rm(join(folder, traitsOf.partner.supergraphFile));
    expect(await reload()).toBe("not reloaded: the processes that run go on");
    await under.goesOn(5);
    expect(await under.end()).toEqual([]);
    expect(workers.map(isAlive)).toEqual([true, true]);
    await eventually("no process is left over", 20, () => childrenOf(gateway.process.pid ?? 0).length === 2);
    await write(later);
    expect(await reload()).toBe("reloaded");
    expect((await ask("{ added }", new Agent())).status).toBe(200);
  });
});

describe("a process of the gateway that is killed", () => {
  it("is replaced at once while another one answers, by what is loaded, not by what lies on the disk", async () => {
    gateway = await start(2);
    const [first = 0, second = 0] = workersOf(gateway);
    await write("broken");
    process.kill(first, "SIGKILL");
    await eventually("another process has taken its place", 20, () => workersOf(gateway).length === 3);
    expect(isAlive(second)).toBe(true);
    expect(childrenOf(gateway.process.pid ?? 0)).toHaveLength(2);
    expect(await ask("{ greeting }", new Agent())).toEqual({ status: 200, data: { greeting: "hello" } });
  });

  it("leaves the port free and nobody behind when it is the one that holds it", async () => {
    gateway = await start(2);
    const workers = workersOf(gateway);
    const held = new Agent();
    await ask("{ greeting }", held);
    expect(await isFree(gateway.port)).toBe(false);
    gateway.process.kill("SIGKILL");
    await once(gateway.process, "exit");
    await eventually("the port is free", 20, () => isFree(gateway.port));
    await eventually("nobody is left", 20, () => workers.every((pid) => !isAlive(pid)));
    await held.destroy();
  });
});

describe("the gateway", () => {
  it("ends with all its processes at SIGTERM, after what runs", async () => {
    gateway = await start(2);
    const workers = workersOf(gateway);
    const before = slowOnes;
    const slow = ask("{ slow }", new Agent());
    await eventually("the slow one runs", 20, () => slowOnes > before);
    gateway.process.kill("SIGTERM");
    const [code] = (await once(gateway.process, "exit")) as [number | null];
    expect(await slow).toEqual({ status: 200, data: { slow: "done" } });
    expect(code).toBe(0);
    expect(workers.map(isAlive)).toEqual([false, false]);
  });

  it("says in one line why it cannot start, and exits with 1", async () => {
    gateway = await start(1);
    const { port } = gateway;
    const rival = spawn(process.execPath, [program, folder], {
      stdio: ["ignore", "pipe", "inherit"],
      env: environmentAt(port),
    });
    const said: Line[] = [];
    createInterface({ input: rival.stdout }).on("line", (line) => said.push(JSON.parse(line) as Line));
    const [code] = (await once(rival, "close")) as [number | null];
    expect(code).toBe(1);
    expect(said.at(-1)).toMatchObject({
      level: "fatal",
      msg: `Port ${String(port)} on 127.0.0.1 is in use by another process`,
    });
    expect((await ask("{ greeting }", new Agent())).status).toBe(200);
  });
});
