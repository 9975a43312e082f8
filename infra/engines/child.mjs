import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../start/failure.mjs";
import { freePort, isFree } from "../start/ports.mjs";
import { bornAt, end, isSame, lastWordOf, openLog, withParent } from "../start/process.mjs";

/** A name for one exact way to start an engine: an engine started otherwise is not adopted. */
export const fingerprint = (...parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

/**
 * Starts an engine as a process group of its own, so that Ctrl-C does not reach it before the
 * services have stopped, and writes down which process it is before waiting for it.
 *
 * @param bound the engine is to die with this process even by kill -9 (Linux); for tests
 */
export function launch(program, args, { input, log, state, facts, bound, env }) {
  const [command, ...words] = [...(bound ? withParent("KILL", env) : []), program, ...args];
  const file = openLog(log);
  const child = spawn(command, words, {
    env,
    detached: !bound,
    stdio: [input === undefined ? "ignore" : "pipe", file, file],
  });
  child.once("error", () => {});
  if (input !== undefined) {
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  }
  child.unref();
  const known = { pid: child.pid, born: bornAt(child.pid), ...facts };
  if (state) {
    writeFileSync(`${state}.new`, JSON.stringify(known), { mode: 0o600 });
    renameSync(`${state}.new`, state);
  }
  return known;
}

/** A new folder with a short path: that of a socket may have 107 characters, and a data directory may lie anywhere. */
export const shortFolder = (prefix) => mkdtempSync(join(tmpdir().length > 70 ? "/tmp" : tmpdir(), prefix));

/** What an earlier start wrote down about its engine, null when nothing readable is there. */
export function readState(state) {
  if (!existsSync(state)) return null;
  try {
    return JSON.parse(readFileSync(state, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Starts an engine on a port that is free now, and on another one should somebody take it in between.
 *
 * @param before the port that it had before, which it keeps if it can
 * @param ask does the engine answer on this port?
 * @throws Failure when it ends or stays silent
 */
export async function onFreePort(name, { log, ask, before, withinMs = 60_000 }, start) {
  for (let attempt = 1; ; attempt++) {
    const port = attempt === 1 && before && (await isFree(before)) ? before : await freePort();
    const known = start(port);
    const obstacle = await untilReady(known, () => ask(port), withinMs).catch(async (error) => {
      await end(known, 5_000);
      throw error;
    });
    if (!obstacle) return known;
    await end(known, 5_000);
    const taken = /address already in use|bind on tcp/i.test(readFileSync(log, "utf8"));
    if (!taken || attempt === 5)
      throw new Failure(`${name} ${obstacle}: ${lastWordOf(log) ?? "it said nothing"}.`, log);
  }
}

/** @returns null when it answers, else what it did instead */
async function untilReady(known, ask, withinMs) {
  const deadline = performance.now() + withinMs;
  while (!(await ask())) {
    if (!isSame(known)) return "ended as soon as it started";
    if (performance.now() > deadline) return `gave no answer in ${withinMs / 1000} s`;
    await sleep(25);
  }
  return null;
}

/** Stops an engine in order, and forgets it. */
export async function stopEngine(known, state) {
  await end(known, 60_000);
  if (state) rmSync(state, { force: true });
}
