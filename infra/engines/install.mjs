import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../start/failure.mjs";
import { run } from "../start/process.mjs";
import { findProgram } from "./find.mjs";

/** Debian packages that bring the programs and no system service. */
const packages = {
  MariaDB: ["mariadb-server-core", "mariadb-client-core"],
  Redis: ["redis-tools"],
  Chromium: ["chromium", "fonts-dejavu-core"],
};

/**
 * Installs what is missing when this is Debian or a child of it and the user is root.
 *
 * @param missing some of "MariaDB", "Redis", "Chromium"
 * @throws Failure that says what to install by hand, or how to do without
 */
export async function installPackages(missing, { env, log, say }) {
  const apt = process.platform === "linux" && findProgram(env, "apt-get");
  const names = missing.flatMap((name) => packages[name]);
  if (!apt || process.getuid() !== 0) throw new Failure(whatToDo(missing, names, Boolean(apt)));
  const environment = { ...env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  const advice = `${missing.join(" and ")} could not be installed by apt-get: install ${names.join(" ")} by hand and run the same command again.`;
  const quiet = ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"];
  const aptGet = (...args) =>
    patiently(() => run(apt, [...quiet, ...args], { env: environment, log, advice, sheltered: true }), log, say);
  say("apt-get update");
  await aptGet("update");
  say(`apt-get install ${names.join(" ")}`);
  await aptGet("install", "-y", "--no-install-recommends", ...names);
}

/** Another apt-get may hold the lock of the package lists, for which apt itself does not wait. */
async function patiently(attempt, log, say) {
  const deadline = performance.now() + 300_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const held = /Could not get lock|Unable to (acquire|lock)|is held by process/.test(readFileSync(log, "utf8"));
      if (!held || performance.now() > deadline) throw error;
      say("waiting for another apt-get");
      await sleep(3_000);
    }
  }
}

/** The sentence for someone who must install by hand. */
export function whatToDo(missing, names, debian) {
  const what = `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing`;
  const byApt = `run apt-get install ${names.join(" ")} as root`;
  if (missing.includes("Chromium")) return `${what}, which page tests need: ${byApt}.`;
  const how = debian ? byApt : "install MariaDB 10.6 and Redis 6.2 or newer with this system's package manager";
  return `${what}: ${how} and then the same command again, or run the platform in containers: node infra/start.mjs compose.`;
}
