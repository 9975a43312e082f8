import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What a child process of a crash test is to be and when it is to come to harm. */
export type ChildOrder = {
  readonly role: "relay" | "consumer" | "jobs" | "writer";
  readonly url: string;
  readonly redis: string;
  readonly leaseSeconds: number;
  readonly fault?: {
    /** before the first statement that matches this pattern is sent, or after a transaction has `committed` */
    readonly at: string;
    /** at which of them, from 1 */
    readonly nth: number;
    readonly signal: "SIGKILL" | "SIGSTOP";
  };
};

export type Child = {
  readonly process: ChildProcess;
  /** lines it has printed after `ready` */
  readonly lines: readonly string[];
  kill(signal: NodeJS.Signals): Promise<void>;
  /** waits until it is gone, by its own hand or another's */
  readonly gone: Promise<unknown>;
};

/** Crash tests run the built program: a process that is killed is a real one. */
const program = join(__dirname, "..", "dist", "test", "child.js");

/**
 * Starts a child and waits until it runs.
 *
 * @throws Error when the package is not built or the child ends before it runs
 */
export const startChild = async (order: ChildOrder): Promise<Child> => {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "tsc -b packages/service-kit" first`);
  const child = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const first = once(reader, "line");
  await Promise.race([
    first,
    gone.then(() => {
      throw new Error(`the child ${order.role} ended before it ran`);
    }),
  ]);
  reader.on("line", (line: string) => lines.push(line));
  return {
    process: child,
    lines,
    gone,
    kill: async (signal) => {
      child.kill(signal);
      if (signal === "SIGKILL" && child.exitCode === null && child.signalCode === null) await gone;
    },
  };
};
