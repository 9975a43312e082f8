import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { services } from "@ocop/contracts";
import { Redis } from "ioredis";
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import { call, nodeRunning } from "./start/in-node";

type Engine = { readonly pid: number; readonly port: number; readonly adopted: boolean };
type Engines = { readonly mariadb: Engine & { readonly created: boolean }; readonly redis: Engine };

let folder: string;
let secrets: Record<string, string>;
let first: Engines;
let second: Engines;

/** Starts the engines as npm start does, in a process of its own that is then killed or stops them in order. */
const startEngines = async (ending: "kill" | "stop"): Promise<Engines> => {
  const child = nodeRunning(
    { "{ providePrograms, startEngines }": "../engines.mjs", "{ ensureSecrets }": "secrets.mjs" },
    `const dir = ${JSON.stringify(folder)};
     const env = process.env;
     const programs = await providePrograms({ mariadb: true, redis: true }, { env, log: dir + "/apt.log" });
     const secrets = ensureSecrets(dir + "/secrets.json");
     const engines = await startEngines({ programs, dir, logs: dir, secrets, env, say: () => {} });
     process.stdout.write(JSON.stringify(engines) + "\\n");
     if (${JSON.stringify(ending)} === "stop") for (const engine of Object.values(engines)) await engine.stop();
     else setInterval(() => {}, 1_000);`,
  );
  let complaints = "";
  child.stderr.on("data", (bytes) => (complaints += String(bytes)));
  const ended = once(child, "close");
  const [line] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
  if (ending === "kill") child.kill("SIGKILL");
  await ended;
  try {
    return JSON.parse(String(line)) as Engines;
  } catch {
    throw new Error(complaints);
  }
};

const connect = (service: string): Promise<Connection> =>
  createConnection({
    host: "127.0.0.1",
    port: first.mariadb.port,
    user: `ocop_${service}`,
    password: secrets[`DB_PASSWORD_${service.toUpperCase()}`] ?? "",
    database: `ocop_${service}`,
  });

const refusalOf = async (connection: Connection, sql: string): Promise<string> => {
  try {
    await connection.query(sql);
    return "nothing refused it";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ocop-engines-"));
  first = await startEngines("kill");
  secrets = JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8")) as Record<string, string>;
}, 60_000);

afterAll(async () => {
  const last = await startEngines("stop");
  expect(await call("ports.mjs", "isFree", last.mariadb.port)).toEqual({ value: true });
  expect(await call("ports.mjs", "isFree", last.redis.port)).toEqual({ value: true });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe("private engines", () => {
  it("outlive a start that is killed and are adopted by the next one", async () => {
    second = await startEngines("kill");
    expect(first).toMatchObject({ mariadb: { adopted: false, created: true }, redis: { adopted: false } });
    expect(second).toMatchObject({
      mariadb: { adopted: true, created: false, pid: first.mariadb.pid, port: first.mariadb.port },
      redis: { adopted: true, pid: first.redis.pid, port: first.redis.port },
    });
  });

  it("are strict, utf8mb4, UTC and durable", async () => {
    const connection = await connect("registry");
    const [[settings]] = await connection.query<RowDataPacket[]>(
      "SELECT @@sql_mode modes, @@character_set_database charset, @@time_zone zone, @@innodb_flush_log_at_trx_commit flush, @@tx_isolation isolation",
    );
    await connection.end();
    expect(settings).toMatchObject({ charset: "utf8mb4", zone: "+00:00", flush: 1, isolation: "READ-COMMITTED" });
    expect(String(settings?.["modes"]).split(",")).toContain("STRICT_TRANS_TABLES");
  });

  it("keep every change of Redis in its log and evict nothing", async () => {
    const redis = new Redis(first.redis.port, {
      username: "ocop_registry",
      password: secrets["REDIS_PASSWORD_REGISTRY"] ?? "",
    });
    const info = await redis.info();
    redis.disconnect();
    expect(info).toContain("aof_enabled:1");
    expect(info).toContain("maxmemory_policy:noeviction");
  });
});

describe("the database user of a service", () => {
  it.each(services)(
    "%s has all rights on its schema, may add to and read its audit schema, and sees nothing else",
    async (service) => {
      const connection = await connect(service);
      await connection.query("CREATE TABLE probe (id INT PRIMARY KEY)");
      await connection.query("DROP TABLE probe");
      const audit = `ocop_${service}_audit`;
      await connection.query(
        `INSERT INTO ${audit}.audit_entry (id, at, client, operation, object_type, outcome) VALUES (X'00000000000000000000000000000001', '2026-11-21', 'x', 'x', 'x', 'x')`,
      );
      const [rows] = await connection.query<RowDataPacket[]>(`SELECT outcome FROM ${audit}.audit_entry`);
      expect(rows).toEqual([{ outcome: "x" }]);
      const other = service === "registry" ? "commerce" : "registry";
      const refused = await Promise.all(
        [
          `UPDATE ${audit}.audit_entry SET outcome = 'y'`,
          `DELETE FROM ${audit}.audit_entry`,
          `DROP TABLE ${audit}.audit_seal`,
          `CREATE TABLE ${audit}.probe (id INT)`,
          `SELECT 1 FROM ocop_${other}_audit.audit_entry`,
          `CREATE TABLE ocop_${other}.probe (id INT)`,
          "SELECT 1 FROM mysql.global_priv",
        ].map((sql) => refusalOf(connection, sql)),
      );
      const [schemas] = await connection.query<RowDataPacket[]>("SHOW DATABASES");
      await connection.end();
      expect(new Set(refused)).toEqual(new Set(["ER_TABLEACCESS_DENIED_ERROR"]));
      expect(schemas.map(({ Database }) => String(Database)).sort()).toEqual([
        "information_schema",
        `ocop_${service}`,
        audit,
      ]);
    },
  );
});

describe("the Redis user of a service", () => {
  const as = (service: string): Redis =>
    new Redis(first.redis.port, {
      username: `ocop_${service}`,
      password: secrets[`REDIS_PASSWORD_${service.toUpperCase()}`] ?? "",
    });

  it("sends to its consumers, confirms to its producers, and reaches nothing else", async () => {
    const [registry, traceability] = [as("registry"), as("traceability")];
    await registry.lpush("{ocop:traceability}:probe", "job");
    await traceability.rpop("{ocop:traceability}:probe");
    await traceability.lpush("{ocop:registry}:receipts", "traceability/00");
    await registry.del("{ocop:registry}:receipts");
    const refused = await Promise.allSettled([
      traceability.get("{ocop:registry}:events:1"),
      traceability.lpush("{ocop:evaluation}:probe", "job"),
      traceability.publish("{ocop:registry}:nudge", ""),
      registry.flushall(),
      registry.config("GET", "*"),
      registry.keys("*"),
    ]);
    registry.disconnect();
    traceability.disconnect();
    expect(
      refused.map((result) => (result.status === "rejected" ? String(result.reason).slice(0, 19) : "done")),
    ).toEqual(Array(6).fill("ReplyError: NOPERM "));
  });

  it("counts for the gateway under the gateway's own prefix, and can do nothing else there", async () => {
    const gateway = as("gateway");
    await gateway
      .multi()
      .hincrby("{ocop:gateway}:usage:2026-11-21", "a|b|c|d", 1)
      .expire("{ocop:gateway}:usage:2026-11-21", 60)
      .exec();
    const script = "redis.call('incrby', KEYS[1], 1) redis.call('pttl', KEYS[1]) return redis.call('get', KEYS[1])";
    await gateway.eval(script, 1, "{ocop:gateway}:budget:a");
    const refused = await Promise.allSettled([
      gateway.get("{ocop:registry}:receipts"),
      gateway.lpush("{ocop:gateway}:budget:a", "x"),
      gateway.publish("{ocop:gateway}:nudge", ""),
      gateway.del("{ocop:gateway}:budget:a"),
      gateway.eval("return redis.call('get', KEYS[1])", 1, "{ocop:commerce}:probe"),
      gateway.keys("*"),
    ]);
    gateway.disconnect();
    expect(
      refused.map((result) => (result.status === "rejected" ? /NOPERM|ACL/.test(String(result.reason)) : "done")),
    ).toEqual(Array(6).fill(true));
  });

  it("is not let in with another password", async () => {
    const registry = as("registry");
    await expect(registry.call("AUTH", "ocop_commerce", "x".repeat(43))).rejects.toThrow("WRONGPASS");
    registry.disconnect();
  });
});
