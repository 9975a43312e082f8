import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import { auditEntries } from "../testing/audit";
import type { TestDatabase } from "../testing/database";
import { auditedDatabase, author, parcel, parcels } from "../test/audited";
import { auditSchemaOf, systemAuthor } from "./audit";
import { answerAudit, auditCommand } from "./audit-command";
import { appendHead, readHeads } from "./audit-heads";
import { startSealer } from "./audit-seal";
import { createDataSource } from "./database";
import { newId, toBinary } from "./id";
import { createLog } from "./log";
import { record } from "./record";
import { store } from "./store";
import { transact } from "./transaction";

jest.setTimeout(30_000);

const secret = "s".repeat(43);

describe("the command audit", () => {
  let database: TestDatabase;
  let source: DataSource;
  let folder: string;
  let headsFile: string;
  const first = parcel();

  const parts = () => ({
    open: () => createDataSource({ url: database.url, entities: [], migrations: [] }),
    signingSecrets: [secret],
    headsFile,
  });
  const say = (...words: readonly string[]) => answerAudit({ service: "registry", ...parts() }, words);

  beforeAll(async () => {
    database = await auditedDatabase();
    source = database.dataSource;
    folder = await mkdtemp(join(tmpdir(), "ocop-audit-"));
    headsFile = join(folder, "audit", "registry.jsonl");
    await transact(
      source,
      async (manager) => {
        const saved = await store(manager, parcels).save(first);
        record(manager, { objectType: "parcel", objectId: saved.id, operation: "revealName", reason: "hồ sơ\n12" });
        for (let nth = 0; nth < 1_000; nth += 1) await store(manager, parcels).save(parcel());
      },
      { ...author, actedAs: "demo-owner" },
    );
    const log = createLog("registry", { level: "silent" });
    await startSealer({ service: "registry", dataSource: source, signingSecrets: [secret], headsFile, log }).stop();
    // What was not sealed in the last turn is sealed by the next process.
    await startSealer({ service: "registry", dataSource: source, signingSecrets: [secret], headsFile, log }).stop();
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it("says in one line that the chain holds", async () => {
    const { text, holds } = await say("verify");
    const [line] = text.split("\n");
    expect(line).toMatch(
      /^registry: 1,002 entries, 1,002 seals, head 1,002 signed \d{4}-\d\d-\d\dT[\d:.]+Z: the chain holds$/,
    );
    expect([text, holds]).toEqual([line, true]);
  });

  it("names what is wrong, one line each, and ends with 1", async () => {
    const head = await readHeads(headsFile);
    const [, second] = await auditEntries(source);
    await source.query(`UPDATE ${auditSchemaOf(source)}.audit_entry SET reason = 'other' WHERE id = ?`, [
      toBinary(second?.id ?? ""),
    ]);
    const { text, holds } = await say("verify");
    expect(holds).toBe(false);
    expect(text.split("\n")).toEqual([
      expect.stringMatching(/: the chain does not hold, 1 finding$/),
      `changed: the entry ${second?.id ?? ""} at 2 is not what was sealed`,
    ]);
    const { exitCode } = process;
    const printed = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      await auditCommand("registry", parts, ["verify"]);
      expect([process.exitCode, printed.mock.calls]).toEqual([1, [[`${text}\n`]]]);
    } finally {
      printed.mockRestore();
      process.exitCode = exitCode;
      await source.query(`UPDATE ${auditSchemaOf(source)}.audit_entry SET reason = ? WHERE id = ?`, [
        second?.reason,
        toBinary(second?.id ?? ""),
      ]);
    }
    expect(await readHeads(headsFile)).toEqual(head);
    expect((await say("verify")).holds).toBe(true);
  });

  it("shows what happened to one object, oldest first", async () => {
    await transact(
      source,
      (manager) => store(manager, parcels).save({ ...first, version: 1, name: "Mật ong" }),
      systemAuthor("clock", "parcel.rename"),
    );
    const { text, holds } = await say("show", "--object", first.id);
    const times = (await auditEntries(source))
      .filter(({ objectId }) => objectId === first.id)
      .map(({ at }) => at.toISOString());
    const request = `request ${"f".repeat(32)}`;
    expect([text.split("\n"), holds]).toEqual([
      [
        `registry: 3 entries of ${first.id}`,
        `${times[0] ?? ""} demo-province-a as demo-owner by system: acceptParcel parcel version 1 OK ${request}`,
        `${times[1] ?? ""} demo-province-a as demo-owner by system: revealName parcel OK (hồ sơ 12) ${request}`,
        `${times[2] ?? ""} clock by system: parcel.rename parcel version 2 OK`,
      ],
      true,
    ]);
    expect((await say("show", "--object", newId())).text).toMatch(/^registry: 0 entries of /);
  });

  it.each([
    [[]],
    [["veryfy"]],
    [["verify", "registry"]],
    [["show"]],
    [["show", "--object"]],
    [["show", "--object", "7"]],
  ])("says how it is used when the words are %j", (words) => {
    expect(() => say(...words)).toThrow("usage: verify | show --object <id>");
  });

  it("cries out when no head was signed for an hour, and when an entry went before it was sealed", async () => {
    const gone = newId();
    await source.query("INSERT INTO audit_pending (entry_id) VALUES (?)", [toBinary(gone)]);
    headsFile = join(folder, "none.jsonl");
    await source.query(`UPDATE ${auditSchemaOf(source)}.audit_entry SET at = at - INTERVAL 2 HOUR`);
    const lines = (await say("verify")).text.split("\n");
    expect(lines[0]).toMatch(/, no head signed yet: the chain does not hold, 1,004 findings$/);
    expect(lines.slice(1, 101).every((line) => line.startsWith("changed: "))).toBe(true);
    expect(lines.at(-1)).toBe("and 904 more");
    await appendHead(headsFile, JSON.parse('{"service":"registry"}') as never);
    expect((await say("verify")).text.split("\n")[0]).toContain("1,005 findings");
  });
});
