import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { answerOf, call, moduleUrl, nodeRunning } from "./in-node";

const start = fileURLToPath(moduleUrl("../start.mjs"));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ocop-start-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (path: string, content: string): string => {
  mkdirSync(resolve(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
  return join(folder, path);
};

describe("the command line", () => {
  const settings = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    call("config.mjs", "readSettings", argv, env);

  it("starts everything from port 4000 with the data in .ocop when nothing is said", async () => {
    expect(await settings([])).toMatchObject({ value: { command: "start", portBase: 4000, reset: false, seed: true } });
  });

  it("takes its options with a space or an equals sign", async () => {
    expect(await settings(["--port-base", "4300", "--data-dir=/var/ocop", "--reset", "--no-seed"])).toMatchObject({
      value: { portBase: 4300, dataDir: "/var/ocop", reset: true, seed: false },
    });
    expect(await settings(["--port-base=auto"])).toMatchObject({ value: { portBase: "auto" } });
  });

  it("takes port base and data directory of the environment, and options before them", async () => {
    const env = { OCOP_PORT_BASE: "4500", OCOP_DATA_DIR: "/var/ocop" };
    expect(await settings([], env)).toMatchObject({ value: { portBase: 4500, dataDir: "/var/ocop" } });
    expect(await settings(["--port-base", "4600"], env)).toMatchObject({ value: { portBase: 4600 } });
  });

  it("hands every word after test to Jest", async () => {
    expect(await settings(["test", "services/registry", "-t", "stars"])).toEqual({
      value: { command: "test", rest: ["services/registry", "-t", "stars"] },
    });
  });

  it.each([
    [["--prot-base", "1"], "--prot-base is no option of npm start: see npm start -- --help."],
    [["registry"], "registry is no option of npm start: see npm start -- --help."],
    [["--port-base"], "--port-base needs a value: see npm start -- --help."],
    [["--port-base", "--reset"], "--port-base needs a value: see npm start -- --help."],
    [["--reset=yes"], "--reset takes no value: see npm start -- --help."],
    [["--port-base", "80"], '--port-base must be a number from 1024 to 65431, or auto; it is "80".'],
    [["--port-base", "65432"], '--port-base must be a number from 1024 to 65431, or auto; it is "65432".'],
  ])("refuses %j with a sentence", async (argv, sentence) => {
    expect(await settings(argv)).toEqual({ refused: sentence });
  });

  it("ends with one line and code 1 when it refuses", () => {
    const { status, stdout } = spawnSync(process.execPath, [start, "--what"], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: "\n✗ --what is no option of npm start: see npm start -- --help.\n",
    });
  });

  it.each(["18.20.8", "20.18.3", "25.0.0"])("tells Node %s which one is needed, and does nothing else", (version) => {
    const pretend = `Object.defineProperty(process, "versions", { value: { node: "${version}" } })`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`, start],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `OCOP needs Node 20.19 or newer, below 25; this is Node ${version}. Install one from https://nodejs.org/ and run the same command again.\n`,
    });
  });
});

describe("the ports", () => {
  it("lie at fixed distances from the base", async () => {
    expect(await call("ports.mjs", "portsFrom", 4000)).toEqual({
      value: {
        gateway: 4000,
        scan: 4010,
        partner: 4020,
        identity: 4030,
        registry: 4101,
        evaluation: 4102,
        commerce: 4103,
        traceability: 4104,
      },
    });
  });

  /** Reserves ports in a Node of its own, says which, and gives them back. */
  const reserve = (base: number | "auto") =>
    answerOf(
      nodeRunning(
        { "{ reservePorts, isFree }": "ports.mjs", "{ sentenceOf }": "failure.mjs" },
        `try {
           const { table, release } = await reservePorts(${JSON.stringify(base)});
           const held = await Promise.all(Object.values(table).map(isFree));
           await release();
           const after = await Promise.all(Object.values(table).map(isFree));
           console.log(JSON.stringify({ value: { table, held, after } }));
         } catch (error) {
           console.log(JSON.stringify({ refused: sentenceOf(error) }));
         }`,
      ),
    );

  it("are refused with the owner's name when one of them is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { refused } = await reserve(port - 20);
    server.close();
    expect(refused).toContain(`Port ${String(port)} (partner) is taken`);
    expect(refused).toMatch(/stop that, or start with --port-base N or --port-base auto\.$/);
    if (process.platform === "linux") expect(refused).toContain(`(pid ${String(process.pid)})`);
  });

  it("are a free row of the table with auto, held until the processes take them", async () => {
    const { value } = await reserve("auto");
    expect(value).toMatchObject({ held: Array(8).fill(false), after: Array(8).fill(true) });
  });
});

describe("the bootstrap lock", () => {
  const born = async (pid: number) => (await call("process.mjs", "bornAt", pid)).value;

  it("is not given while its holder lives", async () => {
    const file = write("lock", JSON.stringify({ pid: process.pid, born: await born(process.pid) }));
    expect(await call("lock.mjs", "tryLock", file)).toMatchObject({ value: { holder: { pid: process.pid } } });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
  });

  it.each([
    ["whose holder is gone", '{"pid":999999999,"born":"never"}'],
    ["whose holder's number now belongs to another process", `{"pid":${String(process.pid)},"born":"another time"}`],
    ["that was cut off while it was written", '{"pid":'],
  ])("counts for nothing %s", async (_, content) => {
    const file = write("lock", content);
    expect(await call("lock.mjs", "tryLock", file)).toEqual({ value: {} });
    expect(existsSync(`${file}.stale`)).toBe(false);
  });

  it("lets one process at a time pass, also when all of them find a stale lock first", async () => {
    const file = write("lock", '{"pid":999999999,"born":"never"}');
    const counter = write("counter", "0");
    const body = `
      const release = await lock(${JSON.stringify(file)}, () => {});
      const before = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
      await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(${JSON.stringify(counter)}, String(before + 1));
      release();`;
    const passing = Array.from({ length: 6 }, () =>
      once(
        nodeRunning({ "{ lock }": "lock.mjs" }, `import { readFileSync, writeFileSync } from "node:fs";${body}`),
        "close",
      ),
    );
    expect((await Promise.all(passing)).map(([code]) => code as number)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(counter, "utf8")).toBe("6");
    expect(existsSync(file)).toBe(false);
  });
});

describe("the stamps", () => {
  const stamps = async () => ({
    install: (await call("stamp.mjs", "installStamp", folder)).value,
    build: (await call("stamp.mjs", "buildStamp", folder)).value,
    reference: (await call("stamp.mjs", "referenceStamp", folder)).value,
  });

  beforeEach(() => {
    write("package.json", "{}");
    write("pnpm-lock.yaml", "lock");
    write("tsconfig.json", "{}");
    write("services/registry/src/main.ts", "one");
    write("services/registry/reference/units.tsv", "98\tone");
  });

  it.each([
    ["nothing", () => utimesSync(join(folder, "services/registry/src/main.ts"), 1, 1), []],
    ["an output", () => write("services/registry/dist/src/main.js", "built"), []],
    ["an installed package", () => write("services/registry/node_modules/x/index.ts", "x"), []],
    ["a reference file", () => write("services/registry/reference/units.tsv", "98\ttwo"), ["reference"]],
    ["another reference file", () => write("services/registry/reference/forms.json", "{}"), ["reference"]],
    ["data that is compiled in", () => write("infra/identity/people.json", "{}"), ["build", "reference"]],
    ["a source", () => write("services/registry/src/main.ts", "two"), ["build", "reference"]],
    ["the name of a source", () => write("services/registry/src/other.ts", ""), ["build", "reference"]],
    ["the compiler's settings", () => write("services/registry/tsconfig.json", "{}"), ["build", "reference"]],
    ["the lockfile", () => write("pnpm-lock.yaml", "other"), ["install", "build", "reference"]],
    ["a package file", () => write("services/registry/package.json", "{}"), ["install", "build", "reference"]],
  ])("tell what is due after a change of %s", async (_, change, due) => {
    const before = await stamps();
    change();
    const after = await stamps();
    expect((["install", "build", "reference"] as const).filter((name) => before[name] !== after[name])).toEqual(due);
  });
});

describe("the secrets", () => {
  it("are made once, one for each name of the list, and only their owner reads them", async () => {
    const file = join(folder, "secrets.json");
    const { value: first } = (await call("secrets.mjs", "ensureSecrets", file)) as { value: Record<string, string> };
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining(["MARIADB_ROOT_PASSWORD", "DB_PASSWORD_REGISTRY", "OCOP_VIEWER_KEY_COMMERCE"]),
    );
    expect(Object.values(first).every((value) => /^[\w-]{43}$/.test(value))).toBe(true);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    expect(await call("secrets.mjs", "ensureSecrets", file)).toEqual({ value: first });
  });

  it("keep what is known and gain what is missing", async () => {
    const kept = "k".repeat(43);
    const file = write("secrets.json", JSON.stringify({ REDIS_PASSWORD: kept }));
    expect(await call("secrets.mjs", "ensureSecrets", file)).toMatchObject({ value: { REDIS_PASSWORD: kept } });
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")) as object)).toContain("MARIADB_ROOT_PASSWORD");
  });

  it.each(["{", '{"REDIS_PASSWORD":"short"}', "null"])(
    "are not replaced when their file is damaged: %s",
    async (content) => {
      const file = write("secrets.json", content);
      const { refused } = await call("secrets.mjs", "ensureSecrets", file);
      expect(refused).toBe(
        `${file} is damaged and the databases beside it need it: restore that file, or start with --reset to lose their data.`,
      );
      expect(readFileSync(file, "utf8")).toBe(content);
    },
  );
});

describe("the data directory", () => {
  it("is refused when it holds somebody else's files, and nothing is written", async () => {
    write("letter.txt", "mine");
    const { refused } = await call("data-directory.mjs", "openDataDirectory", folder);
    expect(refused).toBe(
      `${folder} is no data directory of the platform (it holds letter.txt): name an empty or a new one with --data-dir.`,
    );
    expect(existsSync(join(folder, "run.lock"))).toBe(false);
  });

  it("is refused while the platform runs from it", async () => {
    const { value: born } = await call("process.mjs", "bornAt", process.pid);
    write("run.lock", JSON.stringify({ pid: process.pid, born }));
    const { refused } = await call("data-directory.mjs", "openDataDirectory", folder);
    expect(refused).toBe(
      `The platform already runs from ${folder} (pid ${String(process.pid)}): stop that one, or choose another --data-dir and --port-base.`,
    );
  });

  it("is emptied of everything but what belongs to the checkout", async () => {
    for (const name of [
      "secrets.json",
      "mariadb/ibdata1",
      "logs/gateway.log",
      "story.json",
      "bootstrap/build.stamp",
      "run.lock",
    ])
      write(name, "x");
    await call("data-directory.mjs", "emptyDataDirectory", folder);
    const left = ["secrets.json", "mariadb", "logs", "story.json", "bootstrap/build.stamp", "run.lock"].filter((name) =>
      existsSync(join(folder, name)),
    );
    expect(left).toEqual(["bootstrap/build.stamp", "run.lock"]);
  });
});

describe("the environment of a process", () => {
  const ports = {
    gateway: 4000,
    scan: 4010,
    partner: 4020,
    identity: 4030,
    registry: 4101,
    evaluation: 4102,
    commerce: 4103,
    traceability: 4104,
  };
  const stack = async () => {
    const { value: secrets } = await call("secrets.mjs", "ensureSecrets", join(folder, "secrets.json"));
    const engines = { mariadb: { port: 3307 }, redis: { port: 6380 } };
    const { value } = await call("environment.mjs", "describeStack", {
      ports,
      secrets,
      engines,
      dataDir: folder,
      env: {},
    });
    return (value as { values: Record<string, string> }).values;
  };
  const environmentOf = async (name: string, env = {}) =>
    (await call("environment.mjs", "environmentOf", name, { values: await stack(), ports, env })).value as Record<
      string,
      string
    >;

  it("holds its own databases and keys and nobody else's", async () => {
    const environment = await environmentOf("registry");
    expect(environment).toMatchObject({ PORT: "4101", OCOP_MODE: "development", NODE_ENV: "production" });
    expect(environment["DATABASE_URL_REGISTRY"]).toMatch(
      /^mysql:\/\/ocop_registry:[\w-]{43}@127\.0\.0\.1:3307\/ocop_registry$/,
    );
    expect(environment["REDIS_URL_REGISTRY"]).toMatch(/^redis:\/\/ocop_registry:[\w-]{43}@127\.0\.0\.1:6380$/);
    expect(Object.keys(environment).filter((name) => /EVALUATION|COMMERCE|TRACEABILITY|PASSWORD/.test(name))).toEqual(
      [],
    );
  });

  it("gives the gateway its own Redis user, and more room than the public has elsewhere", async () => {
    const environment = await environmentOf("gateway");
    expect(environment["REDIS_URL_GATEWAY"]).toMatch(/^redis:\/\/ocop_gateway:[\w-]{43}@127\.0\.0\.1:6380$/);
    expect(environment).toMatchObject({ OCOP_LIMIT_ANONYMOUS: "6000", OCOP_LIMIT_PERSON: "6000" });
  });

  it("takes from the shell what programs need and no variable that only looks like configuration", async () => {
    const environment = await environmentOf("identity", {
      PATH: "/bin",
      HOME: "/root",
      DATABASE_URL_REGISTRY: "mysql://x",
      AWS_SECRET: "x",
    });
    expect(environment).toMatchObject({ PATH: "/bin", HOME: "/root", OIDC_ISSUER: "http://127.0.0.1:4030" });
    expect(Object.keys(environment).filter((name) => /DATABASE|AWS/.test(name))).toEqual([]);
  });

  it("needs private engines when the shell gives no address, and none when it gives all", async () => {
    const all = Object.fromEntries(
      ["REGISTRY", "EVALUATION", "COMMERCE", "TRACEABILITY"].map((name) => [`DATABASE_URL_${name}`, "mysql://x"]),
    );
    expect(await call("environment.mjs", "privateEngines", {})).toEqual({ value: { mariadb: true, redis: true } });
    expect(await call("environment.mjs", "privateEngines", all)).toEqual({ value: { mariadb: false, redis: true } });
  });

  it("is refused when the shell gives some addresses and not the others", async () => {
    expect(
      await call("environment.mjs", "privateEngines", {
        DATABASE_URL_REGISTRY: "mysql://x",
        DATABASE_URL_COMMERCE: "mysql://y",
      }),
    ).toEqual({
      refused:
        "DATABASE_URL_REGISTRY, DATABASE_URL_COMMERCE are set but DATABASE_URL_EVALUATION, DATABASE_URL_TRACEABILITY are not: set all of them, or none to use private engines.",
    });
  });
});

describe("a missing engine", () => {
  it("is named together with what to type, for those who may not install", async () => {
    expect(
      await call(
        "../engines/install.mjs",
        "whatToDo",
        ["MariaDB", "Redis"],
        ["mariadb-server-core", "redis-tools"],
        true,
      ),
    ).toEqual({
      value:
        "MariaDB and Redis are missing: run apt-get install mariadb-server-core redis-tools as root and then the same command again, or run the platform in containers: node infra/start.mjs compose.",
    });
    expect(await call("../engines/install.mjs", "whatToDo", ["Redis"], ["redis-tools"], false)).toEqual({
      value:
        "Redis is missing: install MariaDB 10.6 and Redis 6.2 or newer with this system's package manager and then the same command again, or run the platform in containers: node infra/start.mjs compose.",
    });
  });
});

describe("an error of the system", () => {
  it.each([
    [
      { code: "ENOSPC", path: "/data" },
      "The disk is full at /data: free at least 1 GiB and run the same command again.",
    ],
    [
      { code: "EROFS", path: "/data" },
      "/data is read-only: run from a place that can be written or choose another --data-dir.",
    ],
    [
      { code: "EACCES", path: "/data" },
      "/data may not be written by this user: change its owner or choose another --data-dir.",
    ],
    [{ message: "first line\nsecond line" }, "first line"],
  ])("is one line: %j", async (error, sentence) => {
    expect(await call("failure.mjs", "sentenceOf", error)).toEqual({ value: sentence });
  });
});

describe("a process that ends by itself", () => {
  it("is named with its log and started again", async () => {
    const entry = write(
      "main.mjs",
      `import { createServer } from "node:http";
       createServer((request, response) => {
         if (request.url === "/crash") throw new Error("the roof fell in");
         response.end("{}");
       }).listen(Number(process.env.PORT), "127.0.0.1");`,
    );
    const { value: port } = await call("ports.mjs", "freePort");
    const body = `
      const said = [];
      const pids = [];
      const supervised = new Supervised({
        name: "registry", entry: ${JSON.stringify(entry)}, port: ${String(port)}, environment: { PORT: "${String(port)}" },
        log: ${JSON.stringify(join(folder, "registry.log"))},
        onLaunch: () => pids.push(supervised.known.pid), onRestart: (sentence) => said.push(sentence),
      });
      const ask = (path) => fetch("http://127.0.0.1:${String(port)}" + path).then((response) => response.status, () => null);
      await supervised.start();
      await ask("/crash");
      while ((await ask("/health/ready")) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
      await supervised.stop();
      console.log(JSON.stringify({ said, processes: new Set(pids).size, after: await ask("/") }));`;
    const child = nodeRunning({ "{ Supervised }": "supervisor.mjs" }, body);
    let out = "";
    child.stdout.on("data", (bytes) => (out += String(bytes)));
    await once(child, "close");
    expect(JSON.parse(out)).toEqual({
      said: [
        `registry ended (exit code 1): Error: the roof fell in. Starting it again; log: ${join(folder, "registry.log")}`,
      ],
      processes: 2,
      after: null,
    });
  });
});
