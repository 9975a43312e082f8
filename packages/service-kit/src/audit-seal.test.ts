import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import { auditEntries } from "../testing/audit";
import type { TestDatabase } from "../testing/database";
import { eventually } from "../testing/queue";
import { auditedDatabase, author, parcel, parcels } from "../test/audited";
import { auditSchemaOf, createNotes, insertEntries } from "./audit";
import { checkHeads, headKeysOf, readHeads } from "./audit-heads";
import { sealEntries, startSealer } from "./audit-seal";
import { verifyAuditChain } from "./audit-verify";
import { createDataSource } from "./database";
import { newId, toBinary } from "./id";
import { createLog } from "./log";
import { createMetrics } from "./metrics";
import type { Running } from "./process";
import { ed25519KeyOf } from "./signing-key";
import { store } from "./store";
import { transact } from "./transaction";

jest.setTimeout(30_000);

const secret = "s".repeat(43);
const keys = headKeysOf([secret]);

describe("the sealer of an audit log", () => {
  let database: TestDatabase;
  let source: DataSource;
  let second: DataSource;
  let folder: string;
  let headsFile: string;

  beforeAll(async () => {
    database = await auditedDatabase();
    source = database.dataSource;
    second = await createDataSource({ url: database.url, entities: [parcels], migrations: [] }).initialize();
    folder = await mkdtemp(join(tmpdir(), "ocop-heads-"));
  });
  afterAll(async () => {
    await second.destroy();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    headsFile = join(folder, newId(), "registry.jsonl");
    for (const table of ["audit_entry", "audit_seal"])
      await source.query(`DELETE FROM ${auditSchemaOf(source)}.${table}`);
    await source.query("DELETE FROM audit_pending");
  });

  const save = (): Promise<unknown> => transact(source, (manager) => store(manager, parcels).save(parcel()), author);
  const seals = async (): Promise<readonly { seq: number; id: string }[]> => {
    const rows = await source.query<{ seq: number | string; id: string }[]>(
      `SELECT seq, HEX(entry_id) AS id FROM ${auditSchemaOf(source)}.audit_seal ORDER BY seq`,
    );
    return rows.map(({ seq, id }) => ({ seq: Number(seq), id }));
  };
  const findings = async () => {
    const heads = checkHeads(await readHeads(headsFile), "registry", keys);
    return (await verifyAuditChain(source, heads)).findings;
  };
  const lines: string[] = [];
  const log = createLog("registry", { destination: { write: (line) => void lines.push(line) } });
  const started: Running[] = [];
  const sealer = (dataSource: DataSource, more: object = {}): Running => {
    const running = startSealer({
      service: "registry",
      dataSource,
      signingSecrets: [secret],
      headsFile,
      log,
      ...more,
    });
    started.push(running);
    return running;
  };
  afterEach(() => Promise.all(started.splice(0).map((one) => one.stop())));

  it("gives each entry one seal without a gap while two of them work and people write", async () => {
    lines.length = 0;
    const sealers = [sealer(source), sealer(second)];
    const writer = async (): Promise<void> => {
      for (let nth = 0; nth < 50; nth += 1) await save();
    };
    await Promise.all(Array.from({ length: 8 }, writer));
    // Both reach for the same entries at once, too, again and again.
    const bulk = createNotes(author);
    for (let nth = 0; nth < 3_000; nth += 1) bulk.recorded({ objectType: "parcel", objectId: newId() });
    await transact(source, (manager) => insertEntries(manager, bulk.entries(new Date(0))));
    await eventually("all are sealed", 10, async () => (await seals()).length === 3_400);
    await Promise.all(sealers.map((one) => one.stop()));
    expect(lines.filter((line) => line.includes("a turn failed"))).toEqual([]);
    const found = await seals();
    expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 3_400 }, (_, nth) => nth + 1));
    expect(new Set(found.map(({ id }) => id)).size).toBe(3_400);
    expect(await source.query("SELECT COUNT(*) AS n FROM audit_pending")).toEqual([{ n: "0" }]);
    expect(await findings()).toEqual([]);
  });

  it("is fenced: of two that have read the same end of the chain the slower one writes nothing", async () => {
    await save();
    const results = await Promise.allSettled([sealEntries(source), sealEntries(second)]);
    expect((await seals()).map(({ seq }) => seq)).toEqual([1]);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ errno: 1062 });
  });

  it("seals an entry that commits late, after younger ones, and waits for no open transaction", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let written = (): void => undefined;
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const notes = createNotes(author);
    notes.recorded({ objectType: "parcel", objectId: newId() });
    const [late] = notes.entries(new Date(0));
    if (!late) throw new Error("an entry was noted");
    const slow = transact(source, async (manager) => {
      await insertEntries(manager, [late]);
      written();
      await held;
    });
    await isWritten;
    await save();
    await save();
    expect(await sealEntries(second)).toBe(2);
    release();
    await slow;
    expect(await sealEntries(second)).toBe(1);
    const [, , third] = await seals();
    expect(third).toEqual({ seq: 3, id: toBinary(late.id).toString("hex").toUpperCase() });
    expect((await auditEntries(source))[0]?.id).toBe(late.id);
    expect(await findings()).toEqual([]);
  });

  it("seals by itself, and signs the head outside the database when it ends", async () => {
    const running = sealer(source);
    await save();
    await eventually("it is sealed", 15, async () => (await seals()).length === 1);
    await save();
    await running.stop();
    const heads = checkHeads(await readHeads(headsFile), "registry", keys);
    const [top] = await source.query<{ hash: string }[]>(
      `SELECT LOWER(HEX(hash)) AS hash FROM ${auditSchemaOf(source)}.audit_seal WHERE seq = 2`,
    );
    expect(heads.findings).toEqual([]);
    expect(heads.heads.at(-1)).toMatchObject({ service: "registry", seq: 2, hash: top?.hash });
    expect(await findings()).toEqual([]);
    // A second process of the service adds to the file and takes nothing from it.
    const before = await readFile(headsFile, "utf8");
    await sealer(second).stop();
    expect((await readFile(headsFile, "utf8")).startsWith(before)).toBe(true);
  });

  it("cries out over an entry that has waited for ten seconds, and tells its age", async () => {
    await source.query("INSERT INTO audit_pending (entry_id, at) VALUES (?, NOW(3) - INTERVAL 11 SECOND)", [
      toBinary(newId()),
    ]);
    const metrics = createMetrics("registry");
    lines.length = 0;
    const running = sealer(source, { metrics });
    await eventually("it is said", 15, () => lines.some((line) => line.includes("waits for its seal")));
    await running.stop();
    const { values = [] } = (await metrics.registry.getSingleMetric("ocop_audit_unsealed_seconds")?.get()) ?? {};
    expect(values[0]?.value).toBeGreaterThanOrEqual(11);
    expect((JSON.parse(lines.find((line) => line.includes("waits")) ?? "") as { level: string }).level).toBe("error");
  });

  it("goes on sealing when the head cannot be written, and says so", async () => {
    lines.length = 0;
    const running = sealer(source, { headsFile: "/dev/null/heads/registry.jsonl" });
    await save();
    await eventually("it is sealed", 15, async () => (await seals()).length === 1);
    await running.stop();
    expect(lines.some((line) => line.includes("the head could not be signed"))).toBe(true);
  });
});

describe("an Ed25519 key of a secret", () => {
  it("is the same each time, and another one for another purpose or secret", () => {
    const x = (of: string, purpose: string) => ed25519KeyOf(of, purpose).export({ format: "jwk" }).x;
    expect(x(secret, "ocop audit head")).toBe(x(secret, "ocop audit head"));
    expect(new Set([x(secret, "a"), x(secret, "b"), x(`${secret}s`, "a")]).size).toBe(3);
  });

  it("is the key that RFC 8032 gives for its seed", () => {
    // HKDF-SHA256 of the secret by RFC 5869 with the standard library, then the seed as the `d` of RFC 8037.
    const key = ed25519KeyOf("an ocop secret of at least 32 chars", "test").export({ format: "jwk" });
    expect(key).toEqual({
      crv: "Ed25519",
      kty: "OKP",
      d: expect.any(String) as string,
      x: expect.any(String) as string,
    });
    expect(Buffer.from(key.d ?? "", "base64url")).toHaveLength(32);
  });
});
