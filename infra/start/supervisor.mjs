import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.mjs";
import { root } from "./layout.mjs";
import { ownerOf } from "./ports.mjs";
import { bornAt, end, lastWordOf, openLog, withParent } from "./process.mjs";

const firstDelay = 250;
const longestDelay = 30_000;
/** Who has run this long starts again at once the next time it ends. */
const settledAfter = 60_000;
/** A process drains for at most ten seconds. */
const patience = 16_000;

/**
 * One long-running process of the platform: started, waited for, started again when it ends, stopped.
 * Its output goes to its log. Its process group is its own: Ctrl-C would be a first signal and the stop a
 * second one, and the second one does not wait for running requests.
 */
export class Supervised {
  #isStopping = false;
  #isReady = false;
  #delay = firstDelay;
  #onRestart;
  #onLaunch;
  known = null;

  /**
   * @param onLaunch hears that there is a new process
   * @param onRestart hears a sentence whenever the process has ended by itself
   */
  constructor({ name, entry, port, environment, log, onLaunch, onRestart }) {
    Object.assign(this, { name, entry, port, environment, log });
    this.#onLaunch = onLaunch;
    this.#onRestart = onRestart;
  }

  /** Starts it and waits until it says that it is ready. */
  async start(withinMs = 60_000) {
    this.#launch(openLog(this.log));
    const deadline = performance.now() + withinMs;
    for (;;) {
      const { ready, says } = await readiness(this.port);
      if (ready && this.known && this.#answersItself()) break;
      if (!this.known && !this.#isStopping)
        throw new Failure(
          `${this.name} ended before it was ready: ${lastWordOf(this.log) ?? "it said nothing"}.`,
          this.log,
        );
      if (this.#isStopping) return;
      if (performance.now() > deadline)
        throw new Failure(`${this.name} is not ready after ${withinMs / 1000} s${says ? ` (${says})` : ""}.`, this.log);
      await sleep(50);
    }
    this.#isReady = true;
  }

  /** Somebody else may listen on the port and be ready, as far as the system tells. */
  #answersItself() {
    const owner = ownerOf(this.port);
    return owner === null || owner.pid === this.known.pid;
  }

  async stop() {
    this.#isStopping = true;
    if (this.known) await end(this.known, patience);
  }

  #launch(file) {
    const since = performance.now();
    const [command, ...args] = [...withParent("TERM", this.environment), process.execPath, resolve(root, this.entry)];
    const child = spawn(command, args, {
      cwd: root,
      env: this.environment,
      detached: true,
      stdio: ["ignore", file, file],
    });
    closeSync(file);
    this.known = { pid: child.pid, born: bornAt(child.pid) };
    this.#onLaunch();
    child.once("error", (error) => this.#ended(error.message, since));
    child.once("exit", (code, signal) => this.#ended(signal ?? `exit code ${code}`, since));
  }

  async #ended(how, since) {
    this.known = null;
    if (this.#isStopping || !this.#isReady) return;
    if (performance.now() - since > settledAfter) this.#delay = firstDelay;
    await sleep(this.#delay);
    if (this.#isStopping) return;
    this.#onRestart(
      `${this.name} ended (${how}): ${lastWordOf(this.log) ?? "it said nothing"}. Starting it again; log: ${this.log}`,
    );
    this.#delay = Math.min(this.#delay * 2, longestDelay);
    this.#launch(openSync(this.log, "a", 0o600));
  }
}

async function readiness(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    const text = await response.text();
    return { ready: response.ok, says: failedChecks(text) };
  } catch {
    return { ready: false, says: "it does not answer" };
  }
}

function failedChecks(text) {
  try {
    const failed = Object.entries(JSON.parse(text).checks ?? {}).filter(([, result]) => result !== "ok");
    return failed.map(([name, result]) => `${name} ${result}`).join(", ");
  } catch {
    return text.slice(0, 80);
  }
}
