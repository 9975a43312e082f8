import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDatabase, testRedis, type TestDatabase } from "@ocop/service-kit/testing";

const root = join(__dirname, "../..");

describe("pnpm events", () => {
  let dataDir: string;
  let database: TestDatabase;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "ocop-events-"));
    database = await testDatabase();
    const env = { DATABASE_URL_COMMERCE: database.url, REDIS_URL_COMMERCE: await testRedis() };
    writeFileSync(join(dataDir, "run.json"), JSON.stringify({ addresses: {}, env }));
    spawnSync(process.execPath, [join(root, "services/commerce/dist/src/commands/migrate.js")], { env });
  });
  afterAll(async () => {
    rmSync(dataDir, { recursive: true });
    await database.drop();
  });

  const say = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "infra/dist/commands/events.js"), ...words, "--data-dir", dataDir],
      { encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };

  it("runs the command of a service on the database of the running platform", () => {
    expect(say("commerce", "dead")).toEqual({ status: 0, stdout: "dead deliveries: none\n", stderr: "" });
  });

  it("hands on the refusals and the usage of the service with their exit codes", () => {
    expect(say("commerce", "replay", "1")).toEqual({ status: 1, stdout: "", stderr: "commerce: 1 is no id\n" });
    const { status, stderr } = say("commerce");
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^commerce: usage: dead \| parked \| .*\n$/)]);
  });

  it("names the services when it is given none, and a platform that does not run", () => {
    expect(say("shop", "dead")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Usage: pnpm events <registry\|evaluation\|commerce\|traceability> /) as string,
    });
    expect(say("registry", "dead").stderr).toBe(
      `${join(dataDir, "run.json")} says nothing of DATABASE_URL_REGISTRY.\n`,
    );
  });
});
