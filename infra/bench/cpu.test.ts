import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpuMilliseconds, processesUnder, readCpu } from "./cpu";

/** Works for so many milliseconds of processor time, however long that takes. */
const work = (ms: number): string => `while (process.cpuUsage().user < ${String(ms)} * 1000);`;

/** Starts a child that works, waits until it has ended, starts another one that works on, and says so. */
const parent = `
  const { spawn } = require("node:child_process");
  const first = spawn(process.execPath, ["-e", ${JSON.stringify(work(300))}]);
  first.on("exit", () => {
    const second = spawn(process.execPath, ["-e", ${JSON.stringify(`${work(300)} process.send("worked"); process.on("disconnect", () => process.exit());`)}],
      { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    second.on("message", () => process.stdout.write("worked\\n"));
  });
  process.on("SIGTERM", () => process.exit(0));
  process.stdout.write("ready\\n");
`;

describe("the processor time of a process", () => {
  it("holds that of all it started, of those that run and of those that have ended", async () => {
    const child = spawn(process.execPath, ["-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const spent = readCpu({ gateway: child.pid ?? 0, nobody: 2 ** 22 });
    await once(child.stdout, "data");
    const { gateway = 0, nobody } = spent();
    expect(gateway).toBeGreaterThan(550);
    expect(processesUnder(child.pid ?? 0)).toEqual([child.pid, expect.any(Number)]);
    expect(nobody).toBe(0);
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(cpuMilliseconds(child.pid ?? 0)).toBe(0);
  });
});
