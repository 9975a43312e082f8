import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const checkout = resolve(__dirname, "../../..");

const prefix = "ocop-journeys-";

/**
 * Where the one platform of a run of Jest lives: `data`, its data directory, `start.log`, what the start said, and
 * `start.pid`. Named after the process that runs the journeys, so that they find it.
 */
export const folderOf = (jest: number): string => join(tmpdir(), `${prefix}${String(jest)}`);

/** Does the process run? One that has ended and waits for its parent to take note does not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, "utf8"));
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/** @returns the first of these programs on the PATH, null when there is none */
export const findProgram = (...names: readonly string[]): string | null => {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null;
};

/** Nothing of the shell's may lead the platform to other engines, ports or data than its own. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OCOP|DATABASE_URL|REDIS_URL)_/.test(name)));

type Known = { readonly pid: number };

/** Every process of the platform that has been written down and not struck out again: none after an orderly end. */
const writtenDown = (data: string): readonly number[] => {
  const read = <T>(name: string): T | null =>
    existsSync(join(data, name)) ? (JSON.parse(readFileSync(join(data, name), "utf8")) as T) : null;
  const run = read<Known & { readonly processes: readonly Known[] }>("run.json");
  const engines = ["mariadb.json", "redis.json"].flatMap((name) => read<Known>(name) ?? []);
  return [...(run ? [run, ...run.processes] : []), ...engines].map(({ pid }) => pid).filter(isAlive);
};

/** Removes what earlier runs left: logs that were kept, and the folders of those that were killed. */
const sweep = (): void => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const jest = Number(name.slice(prefix.length));
    if (jest === process.pid || !isAlive(jest)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
};

/**
 * Runs a program and tells it to end, once, when its own standard input ends: when we say so, or when we are gone, by
 * whatever signal.
 */
const tether = `exec 3<&0; "$@" </dev/null & program=$!
{ read -r _ <&3; kill -TERM $program; } & reader=$!
wait $program; kill $reader 2>/dev/null`;

/** Milliseconds for an orderly end: processes drain, then the engines write what they hold. */
const endLimit = 90_000;

export type Platform = {
  /**
   * Ends the platform as Ctrl-C would, unless it has ended, and removes its folder, the logs apart when they are
   * to be read.
   *
   * @returns where the logs are, null when they were not kept
   */
  end(keepsLogs: boolean): Promise<string | null>;
};

/**
 * `npm start` for the journeys: the whole platform with engines, ports and data of its own. It ends with this
 * process, also when that is killed.
 */
export const startPlatform = (): Platform => {
  sweep();
  const folder = folderOf(process.pid);
  const data = join(folder, "data");
  mkdirSync(folder, { mode: 0o700 });
  const log = openSync(join(folder, "start.log"), "a", 0o600);
  const start = [process.execPath, join(checkout, "infra/start.mjs"), "--port-base", "auto", "--data-dir", data];
  const child = spawn("sh", ["-c", tether, "journeys", ...start], {
    cwd: checkout,
    env: ownEnvironment(),
    // In a process group of its own Ctrl-C does not reach it: a second signal would not wait for the engines.
    detached: true,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  writeFileSync(join(folder, "start.pid"), String(child.pid));
  let isRunning = true;
  child.once("exit", () => (isRunning = false));

  const gone = async (withinMs: number): Promise<boolean> => {
    const deadline = performance.now() + withinMs;
    while (isRunning && performance.now() < deadline) await pause(50);
    return !isRunning;
  };

  return {
    end: async (keepsLogs) => {
      child.stdin?.end();
      await gone(endLimit);
      for (const pid of writtenDown(data)) process.kill(pid, "SIGKILL");
      await gone(5_000);
      if (!keepsLogs) {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
        return null;
      }
      for (const name of existsSync(data) ? readdirSync(data) : [])
        if (name !== "logs") rmSync(join(data, name), { recursive: true, force: true, maxRetries: 3 });
      return folder;
    },
  };
};
