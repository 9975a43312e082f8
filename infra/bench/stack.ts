import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { environmentWith } from "./config";
import type { Processes } from "./cpu";

/** The checkout, seen from the built files. */
export const root = join(__dirname, "../../..");

/** Where the platform of the benchmark keeps its data. */
export const dataDir = join(root, ".ocop", "bench");

const stack = z.object({
  addresses: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()),
  processes: z.array(z.object({ name: z.string(), pid: z.number() })),
  story: z.record(z.string(), z.unknown()).nullable(),
});

/** A running platform: where its parts are, what they are given, and what the story made. */
export type Stack = z.infer<typeof stack>;

/**
 * A platform of its own, with the real products and the story, on free ports and fresh data. The budget of
 * the public is set so high that a line never meets it.
 */
export const startStack = async (): Promise<{ readonly stack: Stack; readonly process: ChildProcess }> => {
  const child = spawn(
    process.execPath,
    [join(root, "infra/start.mjs"), "--port-base", "auto", "--data-dir", dataDir, "--reset"],
    { stdio: ["ignore", "pipe", "inherit"], env: environmentWith({ OCOP_LIMIT_ANONYMOUS: "1000000000" }) },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes("Ctrl-C stops everything")) {
    if (child.exitCode !== null) throw new Error(`the platform did not start:\n${output}`);
    await pause(200);
  }
  return { stack: stack.parse(JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8"))), process: child };
};

/** A server of the benchmark itself, in a process of its own, told what to serve. */
export type Program = { readonly child: ChildProcess; readonly url: string; readonly processes: Processes };

/** @param program one of the files beside this one, without its ending */
export const startProgram = async (program: string, order: object): Promise<Program> => {
  const child = fork(join(__dirname, `${program}.js`), [JSON.stringify(order)], {
    env: environmentWith({ NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1" }),
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${String(port)}`, processes: { [program]: child.pid ?? 0 } };
};
