import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** A file of `infra/start` or beside it, as an import specifier. */
export const moduleUrl = (name: string): string => pathToFileURL(join(__dirname, name)).href;

/** Runs the body of an asynchronous function in a Node of its own, as the start itself runs; `imports` are its variables. */
export const nodeRunning = (imports: Readonly<Record<string, string>>, body: string): Child => {
  const lines = Object.entries(imports).map(
    ([names, module]) => `import ${names} from ${JSON.stringify(moduleUrl(module))};`,
  );
  return spawn(process.execPath, ["--input-type=module", "-e", [...lines, body].join("\n")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
};

const textOf = async (stream: Readable): Promise<string> => {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(String(piece));
  return pieces.join("");
};

/** The last line that a child printed, as JSON; what it complained of when it printed none. */
export const answerOf = async (child: Child): Promise<{ value?: unknown; refused?: string }> => {
  const [out, complaints] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, "close")]);
  const last = out.trim().split("\n").at(-1);
  if (!last) throw new Error(complaints);
  return JSON.parse(last) as { value?: unknown; refused?: string };
};

/**
 * Calls an export of one of the start's modules in a Node of its own.
 *
 * @returns `{ value }`, or `{ refused }` with the one sentence that a person would read
 */
export const call = (module: string, name: string, ...args: readonly unknown[]) =>
  answerOf(
    nodeRunning(
      { "* as called": module, "{ sentenceOf }": "failure.mjs" },
      `try {
         const value = await called[${JSON.stringify(name)}](...${JSON.stringify(args)});
         console.log(JSON.stringify({ value: value ?? null }));
       } catch (error) {
         console.log(JSON.stringify({ refused: sentenceOf(error) }));
       }`,
    ),
  );
