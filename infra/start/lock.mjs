import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bornAt, goOn, isSame } from "./process.mjs";

/**
 * Takes a lock file that names its holder. A lock whose holder is gone counts for nothing.
 *
 * @returns `{ release }`, or `{ holder: { pid, … } }` when a living process has it
 */
export function tryLock(path, facts = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = { pid: process.pid, born: bornAt(process.pid), ...facts };
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return { release: () => holderOf(path)?.pid === process.pid && rmSync(path, { force: true }) };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = holderOf(path);
    if (holder && isSame(holder)) return { holder };
    removeStale(path);
  }
}

/** Takes the lock when it becomes free; `onWait` hears once who has it. */
export async function lock(path, onWait) {
  for (let told = false; ; told = true) {
    const { release, holder } = tryLock(path);
    if (release) return release;
    if (!told) onWait(holder);
    await sleep(200);
    goOn();
  }
}

/** Two processes that find the same stale lock must not remove each other's new one: one at a time looks again. */
function removeStale(path) {
  const guard = `${path}.stale`;
  try {
    closeSync(openSync(guard, "wx"));
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 10_000) rmSync(guard, { force: true });
    return;
  }
  try {
    const holder = holderOf(path);
    if (!holder || !isSame(holder)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** A lock being written at this moment is empty for an instant and belongs to the process that writes it. */
function holderOf(path) {
  for (let attempt = 0; attempt < 20; attempt++) {
    let text;
    try {
      text = readFileSync(path, "utf8");
      return JSON.parse(text);
    } catch (error) {
      if (error.code === "ENOENT") return null;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return null;
}
