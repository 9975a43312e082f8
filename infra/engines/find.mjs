import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "../start/failure.mjs";
import { root } from "../start/layout.mjs";

/** Programs that have no place on the machine's own path. */
export const ownPrograms = join(root, ".ocop", "bin");

/** Servers live in folders that are on the path of root only, or of nobody. */
const folders = (env) => [
  ...(env.PATH ?? "").split(delimiter).filter(Boolean),
  "/usr/local/sbin",
  "/usr/sbin",
  "/usr/local/bin",
  "/usr/bin",
  "/usr/libexec",
  "/opt/homebrew/bin",
  "/opt/homebrew/opt/mariadb/bin",
];

/** @returns the path of the first of these programs that can be executed, null when there is none */
export function findProgram(env, ...names) {
  for (const name of names)
    for (const folder of folders(env)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch (error) {
        if (!["ENOENT", "EACCES", "ENOTDIR", "ELOOP"].includes(error.code)) throw error;
      }
    }
  return null;
}

/** @returns the programs of MariaDB, null when they are not all there */
export function findMariadb(env) {
  const server = findProgram(env, "mariadbd");
  const installer = findProgram(env, "mariadb-install-db");
  const client = findProgram(env, "mariadb");
  if (!server || !installer || !client) return null;
  atLeast("MariaDB", server, /(\d+)\.(\d+)\.\d+-MariaDB/, [10, 6]);
  return { server, installer, client };
}

/**
 * Debian's `redis-tools` holds the whole server under the name of its checker; which of the two it is
 * depends on the name it is called by. Taking it from there installs no system service.
 *
 * @returns the path of the Redis server, null when there is none
 */
export function findRedis(env) {
  const server = findProgram(env, "redis-server", "valkey-server") ?? borrowed(findProgram(env, "redis-check-rdb"));
  if (server) atLeast("Redis", server, /v=(\d+)\.(\d+)/, [6, 2]);
  return server;
}

function borrowed(checker) {
  if (!checker) return null;
  const link = join(ownPrograms, "redis-server");
  if (!existsSync(link)) {
    mkdirSync(ownPrograms, { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(checker, link);
  }
  return link;
}

function atLeast(what, program, pattern, [major, minor]) {
  const said = execFileSync(program, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const version = pattern.exec(said);
  if (version && (Number(version[1]) > major || (Number(version[1]) === major && Number(version[2]) >= minor))) return;
  throw new Failure(
    `${program} is no ${what} ${major}.${minor} or newer (${said.trim().split("\n")[0]}): update it, or give DATABASE_URL_<SERVICE> and REDIS_URL_<SERVICE>.`,
  );
}
