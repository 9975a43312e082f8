import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@ocop/service-kit/testing";
import { isAlive } from "./platform";
import { dataDirectory, everyProcess, running, starter } from "./running";

describe("the platform that is told to stop", () => {
  it("leaves its data and no process", async () => {
    const { address } = await running();
    const processes = everyProcess();
    expect(processes.filter(isAlive)).toHaveLength(8);
    const start = starter();
    process.kill(start, "SIGTERM");
    await eventually("npm start has ended", 90, () => !isAlive(start));
    expect(processes.filter(isAlive)).toEqual([]);
    await expect(fetch(address("gateway"))).rejects.toThrow("fetch failed");
    const left = ["mariadb", "redis", "secrets.json", "story.json", "logs", "run.json", "run.lock"];
    expect(left.filter((name) => existsSync(join(dataDirectory, name)))).toEqual(left.slice(0, 5));
  });
});
