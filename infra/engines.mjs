import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readState, shortFolder } from "./engines/child.mjs";
import { findMariadb, findRedis } from "./engines/find.mjs";
import { installPackages } from "./engines/install.mjs";
import { schemasSql, startMariadb } from "./engines/mariadb.mjs";
import { startRedis } from "./engines/redis.mjs";
import { Failure } from "./start/failure.mjs";
import { bornAt, isSame, signal } from "./start/process.mjs";

/**
 * The private engines: MariaDB and Redis as child processes with data of their own, on free loopback
 * ports. Found on the machine, or installed when the user is root, else a Failure says what to do.
 *
 * @param need which of the two to look for: `{ mariadb: boolean, redis: boolean }`
 * @returns the programs: `{ mariadb: { server, installer, client } | null, redis: path | null }`
 */
export async function providePrograms(need, { env, log, say = () => {} }) {
  const found = () => ({ mariadb: need.mariadb ? findMariadb(env) : null, redis: need.redis ? findRedis(env) : null });
  const missing = ({ mariadb, redis }) => [
    ...(need.mariadb && !mariadb ? ["MariaDB"] : []),
    ...(need.redis && !redis ? ["Redis"] : []),
  ];
  const before = found();
  if (missing(before).length === 0) return before;
  await installPackages(missing(before), { env, log, say });
  const after = found();
  if (missing(after).length > 0)
    throw new Failure(
      `${missing(after).join(" and ")} cannot be found although apt-get installed the packages: see that the programs can be executed.`,
      log,
    );
  return after;
}

/**
 * Starts the engines of a stack in its data directory, with the schemas and users of the services.
 *
 * @param programs of `providePrograms`; an engine that is null there is not started
 * @returns `{ mariadb, redis }`, each null or with `port`, `pid` and `stop()`
 */
export async function startEngines({ programs, dir, logs, secrets, env, say }) {
  const [mariadb, redis] = await allOrNone([
    programs.mariadb
      ? startMariadb({
          programs: programs.mariadb,
          dir,
          log: join(logs, "mariadb.log"),
          rootPassword: secrets.MARIADB_ROOT_PASSWORD,
          durable: true,
          env,
          say: (text) => say(`MariaDB: ${text}`),
        })
      : null,
    programs.redis
      ? startRedis({
          server: programs.redis,
          dir,
          log: join(logs, "redis.log"),
          password: secrets.REDIS_PASSWORD,
          userPasswords: (name) => secrets[name],
          durable: true,
          env,
          say: (text) => say(`Redis: ${text}`),
        })
      : null,
  ]);
  try {
    await mariadb?.query(schemasSql((service) => secrets[`DB_PASSWORD_${service.toUpperCase()}`]));
  } catch (error) {
    await Promise.all([mariadb?.stop(), redis?.stop()]);
    throw error;
  }
  return { mariadb, redis };
}

/**
 * Starts engines for a run of tests in a temporary directory: fast, and free to lose everything. They
 * end with this process, however it ends.
 *
 * @returns `{ mysqlUrl, redisUrl, discard() }`; the user of `mysqlUrl` may make schemas and users
 */
export async function startTestEngines({ env, say = () => {} }) {
  sweepTestDirectories();
  const dir = shortFolder(testPrefix);
  writeFileSync(join(dir, "owner.json"), JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }));
  const started = [];
  const discard = () => {
    for (const engine of started) signal(engine.pid, "SIGKILL");
    try {
      rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      // Interrupted while its data was being made: the next run sweeps it.
      if (error.code !== "ENOTEMPTY") throw error;
    }
  };
  process.once("exit", discard);
  const password = randomBytes(32).toString("base64url");
  const programs = await providePrograms({ mariadb: true, redis: true }, { env, log: join(dir, "install.log"), say });
  const common = { dir, durable: false, env };
  const [mariadb, redis] = await allOrNone([
    startMariadb({
      ...common,
      programs: programs.mariadb,
      log: join(dir, "mariadb.log"),
      rootPassword: password,
      socketDir: dir,
    }),
    startRedis({ ...common, server: programs.redis, log: join(dir, "redis.log"), password }),
  ]);
  started.push(mariadb, redis);
  return {
    mysqlUrl: `mysql://root:${password}@127.0.0.1:${mariadb.port}`,
    redisUrl: `redis://:${password}@127.0.0.1:${redis.port}`,
    discard,
  };
}

const testPrefix = "ocop-test-";

/** Removes what a run of tests left behind that was killed before it could. */
function sweepTestDirectories() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(testPrefix))) {
    const owner = readState(join(tmpdir(), name, "owner.json"));
    if (owner && !isSame(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Of several engines started at once none stays when one fails. */
async function allOrNone(starts) {
  const results = await Promise.allSettled(starts);
  const failed = results.find(({ status }) => status === "rejected");
  if (!failed) return results.map(({ value }) => value);
  await Promise.all(results.map(({ value }) => value?.stop()));
  throw failed.reason;
}
