import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModuleKind, transpileModule } from "typescript";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "process-"));
  for (const name of ["clock", "process"]) {
    const source = await readFile(join(__dirname, `${name}.ts`), "utf8");
    const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS } });
    await writeFile(join(folder, `${name}.js`), outputText);
  }
});

afterAll(() => rm(folder, { recursive: true }));

type Ended = { readonly code: number | null; readonly output: readonly string[] };

/** Runs a process whose `start` is this text; signals it at each line it prints that names a signal. */
const run = async (start: string): Promise<Ended> => {
  const script = `
    const { runProcess } = require("./process.js");
    const say = (text) => require("node:fs").writeSync(1, text + "\\n");
    const log = { fatal: (_, text) => say("fatal " + text), error: (_, text) => say("error " + text) };
    void runProcess({ log, start: async () => { ${start} } });
  `;
  const child = spawn(process.execPath, ["-e", script], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const output: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.trim().split("\n")) {
      output.push(line);
      if (line === "SIGTERM" || line === "SIGINT") child.kill(line);
    }
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
};

const alive = "setInterval(() => undefined, 1000);";

describe("a process", () => {
  it.each(["SIGTERM", "SIGINT"])("stops in order at %s", async (signal) => {
    const start = `${alive} setImmediate(() => say("${signal}")); return { stop: async () => say("stopped") };`;
    expect(await run(start)).toEqual({ code: 0, output: [signal, "stopped"] });
  });

  it("takes signals within a second for one, as a dying parent sends them", async () => {
    const start = `${alive} setImmediate(() => say("SIGTERM"));
      return { stop: () => { say("SIGTERM"); return new Promise((done) => setTimeout(() => { say("stopped"); done(); }, 300)); } };`;
    expect(await run(start)).toEqual({ code: 0, output: ["SIGTERM", "SIGTERM", "stopped"] });
  });

  it("ends at once at a signal a second later", async () => {
    const start = `${alive} setImmediate(() => say("SIGINT"));
      return { stop: () => { setTimeout(() => say("SIGINT"), 1100); return new Promise(() => undefined); } };`;
    expect(await run(start)).toEqual({ code: 130, output: ["SIGINT", "SIGINT"] });
  });

  it("exits with 1 and says why when it cannot start", async () => {
    expect(await run('throw new Error("no database");')).toEqual({ code: 1, output: ["fatal no database"] });
  });

  it.each([
    ["an error nobody caught", 'setImmediate(() => { throw new Error("a bug"); });'],
    ["a rejection nobody caught", 'setImmediate(() => { void Promise.reject(new Error("a bug")); });'],
  ])("stops in order and exits with 1 at %s", async (_what, fault) => {
    const start = `${alive} ${fault} return { stop: async () => say("stopped") };`;
    expect(await run(start)).toEqual({ code: 1, output: ["fatal a bug", "stopped"] });
  });

  it("ends with its code even when it cannot stop in order", async () => {
    const start = `${alive} setImmediate(() => say("SIGTERM")); return { stop: async () => { throw new Error("stuck"); } };`;
    expect(await run(start)).toEqual({ code: 0, output: ["SIGTERM", "error could not stop in order"] });
  });
});
