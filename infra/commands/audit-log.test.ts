import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, headsFileOf, newId, record, startSealer, systemAuthor, transact } from "@ocop/service-kit";
import { auditEntries, PlumbingMigration, testDatabase, type TestDatabase } from "@ocop/service-kit/testing";

const root = join(__dirname, "../..");

describe("pnpm audit-log", () => {
  const secret = "s".repeat(43);
  const objectId = newId();
  let dataDir: string;
  let database: TestDatabase;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "ocop-audit-"));
    database = await testDatabase({ migrations: [PlumbingMigration] });
    const env = { DATABASE_URL_COMMERCE: database.url, OCOP_AUDIT_KEY_COMMERCE: secret };
    writeFileSync(join(dataDir, "run.json"), JSON.stringify({ addresses: {}, env }));
    const { dataSource } = database;
    await transact(
      dataSource,
      (manager) => {
        record(manager, { objectType: "partner", objectId, objectVersion: 2, reason: "hợp đồng 7" });
        return Promise.resolve();
      },
      systemAuthor("demo-partner", "exportCatalogue"),
    );
    const headsFile = headsFileOf(dataDir, "commerce");
    const log = createLog("commerce", { level: "silent" });
    await startSealer({ service: "commerce", dataSource, signingSecrets: [secret], headsFile, log }).stop();
  });
  afterAll(async () => {
    rmSync(dataDir, { recursive: true });
    await database.drop();
  });

  const say = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "infra/dist/commands/audit-log.js"), ...words, "--data-dir", dataDir],
      { encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };

  it("proves the log of a service of the running platform", () => {
    const { status, stdout, stderr } = say("verify", "commerce");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^commerce: 1 entry, 1 seal, head 1 signed [\d:.TZ-]+: the chain holds\n$/);
  });

  it("shows what happened to an object", async () => {
    const [entry] = await auditEntries(database.dataSource);
    expect(say("show", "commerce", "--object", objectId)).toEqual({
      status: 0,
      stdout: `commerce: 1 entry of ${objectId}\n${entry?.at.toISOString() ?? ""} demo-partner by system: exportCatalogue partner version 2 OK (hợp đồng 7)\n`,
      stderr: "",
    });
  });

  it("ends with 1 when the log does not hold, and names the entry", async () => {
    const [schema] = [`\`${database.dataSource.driver.database ?? ""}_audit\``];
    await database.dataSource.query(`UPDATE ${schema}.audit_entry SET actor = 'somebody-else'`);
    const { status, stdout } = say("verify", "commerce");
    expect(status).toBe(1);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/: the chain does not hold, 1 finding$/),
      expect.stringMatching(/^changed: the entry [\da-f-]{36} at 1 is not what was sealed$/),
      "",
    ]);
  });

  it("says how it is used when words are missing or wrong, and hands on what the service says", () => {
    for (const words of [[], ["verify"], ["verify", "shop"]])
      expect(say(...words)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^Usage: pnpm audit-log /) as string,
      });
    expect(say("show", "commerce")).toEqual({
      status: 2,
      stdout: "",
      stderr: "commerce: usage: verify | show --object <id>\n",
    });
    expect(say("verify", "registry").stderr).toBe(
      `${join(dataDir, "run.json")} says nothing of DATABASE_URL_REGISTRY.\n`,
    );
  });
});
