import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram } from "../engines/find.mjs";
import { Failure } from "./failure.mjs";

/**
 * What tells this process from a later one with the same number: null when it is gone.
 * On Linux the boot and the tick at which it started, elsewhere its start time as `ps` prints it.
 */
export function bornAt(pid) {
  if (!Number.isInteger(pid) || pid < 1) return null;
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z"
        ? null
        : `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19]}`;
    } catch {
      return null;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" }).trim() || null;
  } catch {
    return null;
  }
}

/** Is the process that was written down still the one that runs? */
export const isSame = ({ pid, born }) => born !== null && born !== undefined && bornAt(pid) === born;

/** Sends a signal to a process that may be gone already. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Asks a process to end, waits, and makes it end when it does not. */
export async function end(known, patienceMs) {
  if (!isSame(known)) return;
  signal(known.pid, "SIGTERM");
  if (await gone(known, patienceMs)) return;
  signal(known.pid, "SIGKILL");
  await gone(known, 5_000);
}

async function gone(known, withinMs) {
  const deadline = performance.now() + withinMs;
  while (isSame(known)) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/**
 * The words before a command line that send it this signal when this process is gone, even by kill -9.
 * Linux only; elsewhere the next start finds what was left.
 */
export function withParent(name, env) {
  const setpriv = process.platform === "linux" && findProgram(env, "setpriv");
  return setpriv ? [setpriv, "--pdeathsig", name] : [];
}

/** Opens a log for appending, the log of the run before kept beside it as `<name>.previous`. */
export function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) renameSync(path, path.replace(/(\.log)?$/, ".previous.log"));
  return openSync(path, "a", 0o600);
}

/** The last thing a log says, in one short line: the message of a JSON line, or the text itself. */
export function lastWordOf(log) {
  if (!log || !existsSync(log)) return null;
  const lines = readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const words = lines
    .slice(-40)
    .map(wordOf)
    .filter((word) => word.text !== "");
  const complaint = words.findLast(({ grave }) => grave) ?? words.at(-1);
  return complaint ? shorten(complaint.text) : null;
}

function wordOf(line) {
  try {
    const { level, msg, err } = JSON.parse(line);
    return { text: [...new Set([msg, err?.message])].filter(Boolean).join(": "), grave: Number(level) >= 50 };
  } catch {
    return { text: line.trim(), grave: /^(\w*Error|error|fatal|ERR_\w+)\b|\berror TS\d+/i.test(line.trim()) };
  }
}

const shorten = (text) => {
  const line = text
    .replace(/\s+/g, " ")
    .replace(/[.\s]+$/, "")
    .trim();
  return line.length > 200 ? `${line.slice(0, 197)}...` : line;
};

/** One-shot commands that run at this moment, so that a stop reaches them too. */
const running = new Set();
let isStopping = false;

/** @throws Failure when a stop was asked for: for loops that wait */
export function goOn() {
  if (isStopping) throw new Failure("Stopped.");
}

/** Ends every command still running and lets no further one start. */
export function endCommands() {
  isStopping = true;
  return Promise.all([...running].map((child) => end(child, 3_000)));
}

/**
 * Runs a command to its end, its output going to `log`. `onLine` hears each line of its standard output.
 *
 * @param sheltered a stop waits for the command instead of ending it: a package manager of the system
 * @returns the last line of its standard output, "" when it printed none
 * @throws Failure with `advice` when it does not end with 0
 */
export async function run(command, args, { cwd, env, log, onLine = () => {}, advice, sheltered = false }) {
  goOn();
  const file = openLog(log);
  const child = spawn(command, args, { cwd, env, detached: sheltered, stdio: ["ignore", "pipe", file] });
  const known = { pid: child.pid, born: bornAt(child.pid) };
  if (!sheltered) running.add(known);
  let last = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    writeSync(file, `${line}\n`);
    if (line.trim() === "") return;
    last = line;
    onLine(line.trim());
  });
  try {
    const ended = await new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, killedBy) => resolve(code === 0 ? null : `exit code ${code ?? killedBy}`));
    });
    if (ended !== null)
      throw new Failure(`${advice} It ended with ${ended}: ${lastWordOf(log) ?? "it said nothing"}.`, log);
    return last;
  } finally {
    running.delete(known);
    closeSync(file);
  }
}
