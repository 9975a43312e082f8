import { readFileSync } from "node:fs";
import { join } from "node:path";
import { anonymous } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { auditEntries, auditTables } from "../testing/audit";
import { testConfig } from "../testing/config";
import { inRolledBackTransaction, type TestDatabase } from "../testing/database";
import { deliver, deliveryOf } from "../testing/queue";
import { auditedDatabase, author, parcel, parcels, type Parcel } from "../test/audited";
import { certificate, consumer, handlersWith, type TestDeps } from "../test/support";
import { createActs } from "./acts";
import { auditSchemaOf, systemAuthor } from "./audit";
import { createCipher } from "./cipher";
import { putCopy } from "./copy";
import { createDataSource } from "./database";
import { scheduleDue, startDue } from "./due";
import { newId } from "./id";
import { enqueueJob, startJobs } from "./jobs";
import { createLog } from "./log";
import { packageRoot } from "./reference-file";
import { noteChange, record } from "./record";
import { insert, store } from "./store";
import { newTrace, parseTrace } from "./trace";
import { transact } from "./transaction";
import { eventually } from "../testing/queue";

jest.setTimeout(30_000);

describe("the audit log of a service", () => {
  let database: TestDatabase;
  let source: DataSource;
  /** statements about the audit log */
  let sent = 0;

  beforeAll(async () => {
    database = await auditedDatabase((sql) => {
      if (sql.includes("audit_")) sent += 1;
    });
    source = database.dataSource;
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    for (const table of ["parcel", "audit_pending", "inbox", `${auditSchemaOf(source)}.audit_entry`])
      await source.query(`DELETE FROM ${table}`);
  });

  const save = (row: Parcel, by = author): Promise<Parcel> =>
    transact(source, (manager) => store(manager, parcels).save(row), by);
  const counts = async (): Promise<readonly number[]> => {
    const [found] = await source.query<Record<"parcels" | "entries" | "pending", string | number>[]>(
      `SELECT (SELECT COUNT(*) FROM parcel) AS parcels, (SELECT COUNT(*) FROM ${auditSchemaOf(source)}.audit_entry) AS entries,
         (SELECT COUNT(*) FROM audit_pending) AS pending`,
    );
    return [found?.parcels, found?.entries, found?.pending].map(Number);
  };

  it("says who changed what to which version, in the transaction of the change", async () => {
    const before = Date.now();
    const first = await save(parcel());
    await save({ ...first, name: "Mật ong" }, systemAuthor("demo-owner", "renameParcel"));
    const [made, renamed] = await auditEntries(source);
    expect(made).toEqual({
      id: made?.id,
      at: made?.at,
      actor: "demo-province-a",
      actedAs: null,
      client: "system",
      operation: "acceptParcel",
      objectType: "parcel",
      objectId: first.id,
      objectVersion: 1,
      outcome: "OK",
      reason: null,
      legalBasis: null,
      requestId: "f".repeat(32),
    });
    expect(renamed).toMatchObject({ actor: "demo-owner", objectId: first.id, objectVersion: 2, requestId: null });
    expect([before <= Number(made?.at), Number(renamed?.at) <= Date.now()]).toEqual([true, true]);
    expect(await counts()).toEqual([1, 2, 2]);
  });

  it("holds nothing of a transaction that was rolled back", async () => {
    const failing = transact(
      source,
      async (manager) => {
        await store(manager, parcels).save(parcel());
        throw new Error("no");
      },
      author,
    );
    await expect(failing).rejects.toThrow("no");
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it("lets nothing be saved when it cannot be written", async () => {
    const [whole, away] = [`${auditSchemaOf(source)}.audit_entry`, `${auditSchemaOf(source)}.away`];
    await source.query(`RENAME TABLE ${whole} TO ${away}`);
    try {
      await expect(save(parcel())).rejects.toThrow("audit_entry");
    } finally {
      await source.query(`RENAME TABLE ${away} TO ${whole}`);
    }
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it("has one entry, with the last version, for an aggregate that is saved twice in one transaction", async () => {
    await transact(
      source,
      async (manager) => {
        const table = store(manager, parcels);
        await table.save(await table.save(await table.save(parcel())));
      },
      author,
    );
    expect((await auditEntries(source)).map(({ objectVersion }) => objectVersion)).toEqual([3]);
  });

  it("has one entry for many rows inserted at once, which says how many", async () => {
    await transact(
      source,
      async (manager) => {
        await store(manager, parcels).insert([1, 2, 3].map(() => ({ ...parcel(), version: 1 })));
        await insert(manager, parcels, [
          { ...parcel(), version: 1 },
          { ...parcel(), version: 1 },
        ]);
        await store(manager, parcels).insert([]);
      },
      author,
    );
    expect(
      (await auditEntries(source)).map(({ objectId, objectVersion, reason }) => [objectId, objectVersion, reason]),
    ).toEqual([[null, null, "5 rows"]]);
    expect(await counts()).toEqual([5, 1, 1]);
  });

  it("has no entry for a copy of another service's aggregate", async () => {
    await transact(source, (manager) => putCopy(manager, parcels, { ...parcel(), version: 4 }));
    expect(await counts()).toEqual([1, 0, 0]);
  });

  it("refuses a change that nobody answers for, and nothing is saved", async () => {
    const nobodys = transact(source, (manager) => store(manager, parcels).save(parcel()));
    await expect(nobodys).rejects.toThrow("parcel is written by nobody: transact needs an author");
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it("notes nothing in a transaction of one's own, and records nothing outside any", async () => {
    await inRolledBackTransaction(source, async (manager) => {
      await store(manager, parcels).save(parcel());
      record(manager, { objectType: "parcel", objectId: newId() });
    });
    expect(() => {
      record(source.manager, { objectType: "parcel", objectId: newId() });
    }).toThrow("parcel cannot be recorded outside a transaction");
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it("keeps a reveal, which changes nothing, with its reason and the law it stands on", async () => {
    const act = createActs({
      service: "registry",
      dataSource: source,
      cipher: createCipher(["k".repeat(32)]),
      deps: ({ record }) => record,
    });
    const trace = newTrace();
    const viewer = { ...anonymous, subject: "demo-central", actedAs: "demo-owner", client: "console" };
    const revealing = act({ viewer, now: new Date(0), trace }, { operation: "revealPhone", args: {} });
    const objectId = newId();
    await revealing((record) => {
      record({ objectType: "producer", objectId, reason: "khiếu nại 12/2026", legalBasis: "Luật Khiếu nại, Điều 11" });
      return Promise.resolve();
    });
    expect(await auditEntries(source)).toMatchObject([
      {
        actor: "demo-central",
        actedAs: "demo-owner",
        client: "console",
        operation: "revealPhone",
        objectType: "producer",
        objectId,
        objectVersion: null,
        outcome: "OK",
        reason: "khiếu nại 12/2026",
        legalBasis: "Luật Khiếu nại, Điều 11",
        requestId: trace.traceId,
      },
    ]);
    expect(await counts()).toEqual([0, 1, 1]);
  });

  it("keeps names that are too long for it told apart, and never stops a change because of one", async () => {
    const names = ["a".repeat(300), `${"a".repeat(299)}b`, "Nguyễn Thị A"];
    for (const name of names) await save(parcel(), { ...author, actor: name, operation: "o".repeat(200) });
    const entries = await auditEntries(source);
    expect(entries.map(({ actor }) => actor?.length)).toEqual([200, 200, 32]);
    expect(new Set(entries.map(({ actor }) => actor)).size).toBe(3);
    expect(entries[2]?.actor).toBe("Nguy%E1%BB%85n%20Th%E1%BB%8B%20A");
  });

  it("has two statements more in a transaction however many aggregates it saves", async () => {
    const statements = async (aggregates: number): Promise<number> => {
      sent = 0;
      await transact(
        source,
        async (manager) => {
          for (let nth = 0; nth < aggregates; nth += 1) await store(manager, parcels).save(parcel());
        },
        author,
      );
      return sent;
    };
    expect([await statements(1), await statements(10), await statements(100)]).toEqual([2, 2, 2]);
  });

  it("names the event, with its trace, for what a handler changes; a parked one that fails leaves nothing", async () => {
    const heard: string[] = [];
    const issued = {
      kind: "act" as const,
      handle: async ({ manager }: TestDeps, { version }: { readonly version: number }): Promise<void> => {
        await store(manager, parcels).save(parcel(String(version)));
        heard.push(String(version));
        if (version === 2) throw new Error("not this one");
      },
    };
    const options = {
      service: consumer,
      dataSource: source,
      handlers: handlersWith({ "evaluation.certificate.issued": issued }),
      deps: (manager: TestDeps["manager"]) => ({ manager }) as TestDeps,
    };
    const id = newId();
    const [first, second] = [1, 2].map((version) =>
      deliveryOf("evaluation.certificate.issued", { id, version }, certificate, { previous: version - 1 }),
    );
    if (!first || !second) throw new Error("two deliveries were made");
    await deliver(options, second, first);
    expect(heard).toEqual(["1", "2"]);
    expect(await auditEntries(source)).toMatchObject([
      {
        actor: "event",
        client: "system",
        operation: "evaluation.certificate.issued",
        requestId: parseTrace(first.meta.traceparent)?.traceId,
        objectType: "parcel",
      },
    ]);
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it("names the clock for due work, and for the steps of a job whoever asked for it", async () => {
    const log = createLog("test", { level: "silent" });
    const saving = async (manager: Parameters<typeof store>[0]): Promise<void> => {
      await store(manager, parcels).save(parcel());
    };
    await scheduleDue(source.manager, { kind: "parcel.expire", key: newId(), at: new Date(0), payload: null });
    await enqueueJob(source.manager, {
      service: "registry",
      kind: "parcels.count",
      input: null,
      requestedBy: "demo-a",
    });
    const running = [
      startDue({
        dataSource: source,
        clock: { now: () => new Date(1) },
        handlers: { "parcel.expire": saving },
        leaseSeconds: 1,
        log,
      }),
      startJobs({
        service: "registry",
        dataSource: source,
        handlers: {
          "parcels.count": async (manager) => {
            await saving(manager);
            return { cursor: null, done: 1, total: 1, finished: true };
          },
        },
        leaseSeconds: 1,
        log,
      }),
    ];
    await eventually("both are done", 10, async () => (await counts())[0] === 2);
    await Promise.all(running.map((one) => one.stop()));
    const said = (await auditEntries(source)).map(({ actor, client, operation }) => [actor, client, operation]);
    expect(said.sort()).toEqual([
      ["clock", "system", "parcel.expire"],
      ["demo-a", "job", "parcels.count"],
    ]);
  });

  it("takes what hand-written SQL has changed", async () => {
    await transact(
      source,
      (manager) => {
        noteChange(manager, { objectType: "parcel", objectId: null, objectVersion: null, rows: 7 });
        return Promise.resolve();
      },
      author,
    );
    expect((await auditEntries(source)).map(({ reason }) => reason)).toEqual(["7 rows"]);
  });
});

const statementsOf = (sql: string): readonly string[] =>
  sql
    .replace(/^--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");

describe("the audit schema", () => {
  const init = readFileSync(join(packageRoot(__dirname), "../../infra/mysql/init.sql"), "utf8");
  const tables = auditTables("`ocop_${SERVICE}_audit`");

  it("has in tests the tables that infra/mysql/init.sql makes", () => {
    expect(statementsOf(init).filter((statement) => statement.startsWith("CREATE TABLE"))).toEqual(tables);
  });

  it("is brought to that form where an older one stands, and its user can change and remove nothing", async () => {
    const address = new URL(testConfig().mysql);
    const open = (url: URL) => createDataSource({ url: url.href, entities: [parcels], migrations: [] }).initialize();
    address.pathname = "mysql";
    const root = await open(address);
    const service = `t${newId().slice(-12)}`;
    const [own, audit] = [`ocop_${service}`, `ocop_${service}_audit`];
    const run = async (text: string): Promise<void> => {
      for (const statement of statementsOf(text)) await root.query(statement);
    };
    const filled = init.replaceAll("${SERVICE}", service).replaceAll("${PASSWORD}", "only-for-this-test");
    try {
      await run(`CREATE DATABASE ${audit}`);
      await run(`CREATE TABLE ${audit}.audit_entry (id BINARY(16) NOT NULL PRIMARY KEY, at DATETIME(3) NOT NULL,
        actor VARCHAR(64) NULL, acted_as VARCHAR(64) NULL, client VARCHAR(64) NOT NULL, operation VARCHAR(80) NOT NULL,
        object_type VARCHAR(40) NOT NULL, object_id BINARY(16) NULL, object_version INT UNSIGNED NULL,
        outcome VARCHAR(40) NOT NULL, reason VARCHAR(500) NULL, legal_basis VARCHAR(200) NULL, request_id VARCHAR(64) NULL,
        KEY at (at), KEY object (object_type, object_id, object_version))`);
      await run(filled);
      await run(filled);
      const definition = async (name: string): Promise<string> => {
        const [row] = await root.query<Record<"Create Table", string>[]>(`SHOW CREATE TABLE ${name}`);
        return row?.["Create Table"].replace(/ COLLATE=\w+$/, "") ?? "";
      };
      const altered = await definition(`${audit}.audit_entry`);
      await run(`DROP TABLE ${audit}.audit_entry`);
      await run(filled);
      expect(altered).toBe(await definition(`${audit}.audit_entry`));

      await run(`CREATE TABLE ${own}.parcel (id BINARY(16) PRIMARY KEY, version INT NOT NULL, name VARCHAR(100));
        CREATE TABLE ${own}.audit_pending (entry_id BINARY(16) PRIMARY KEY, at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3))`);
      const asService = new URL(address);
      Object.assign(asService, { username: own, password: "only-for-this-test", pathname: own });
      const source = await open(asService);
      try {
        await transact(source, (manager) => store(manager, parcels).save(parcel()), author);
        expect((await auditEntries(source)).map(({ operation }) => operation)).toEqual(["acceptParcel"]);
        const seal = "INSERT INTO audit_seal (seq, entry_id, prev_hash, hash) VALUES (1, '', '', '')";
        await source.query(seal.replace("audit_seal", `${audit}.audit_seal`));
        for (const table of ["audit_entry", "audit_seal"])
          for (const statement of [
            `UPDATE ${audit}.${table} SET ${table === "audit_entry" ? "actor = NULL" : "seq = 2"}`,
            `DELETE FROM ${audit}.${table}`,
            `TRUNCATE TABLE ${audit}.${table}`,
            `DROP TABLE ${audit}.${table}`,
            `ALTER TABLE ${audit}.${table} ADD COLUMN more INT`,
            `REPLACE INTO ${audit}.${table} SELECT * FROM ${audit}.${table}`,
            `INSERT INTO ${audit}.${table} SELECT * FROM ${audit}.${table} t ON DUPLICATE KEY UPDATE ${audit}.${table}.${
              table === "audit_entry" ? "actor = NULL" : "hash = NULL"
            }`,
          ])
            await expect(source.query(statement)).rejects.toThrow(/command denied to user/);
        // What decides between done and again when the answer to COMMIT is lost.
        const proof = `SELECT id FROM ${audit}.audit_entry LIMIT 1 LOCK IN SHARE MODE`;
        expect(await source.query<unknown[]>(proof)).toHaveLength(1);
      } finally {
        await source.destroy();
      }
    } finally {
      await run(`DROP DATABASE IF EXISTS ${own}; DROP DATABASE IF EXISTS ${audit}; DROP USER IF EXISTS ${own}`);
      await root.destroy();
    }
  });
});
