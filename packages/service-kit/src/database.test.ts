import { checkDatabase, createDataSource } from "./database";
import { plumbing, plumbingTables } from "./plumbing";
import { inRolledBackTransaction, PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";

describe("the database of a service", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration] });
  });
  afterAll(() => database.drop());

  it("is accepted when it is utf8mb4 and strict", async () => {
    await expect(checkDatabase(database.dataSource)).resolves.toBeUndefined();
  });

  it("is refused when its character set is another", async () => {
    const schema = `${new URL(database.url).pathname.slice(1)}_latin`;
    await database.dataSource.query(`CREATE DATABASE ${schema} CHARACTER SET latin1`);
    const address = new URL(database.url);
    address.pathname = schema;
    const latin = await createDataSource({ url: address.href, entities: [], migrations: [] }).initialize();
    try {
      await expect(checkDatabase(latin)).rejects.toThrow(
        "The database cannot be used: its character set is latin1, not utf8mb4",
      );
    } finally {
      await latin.destroy();
      await database.dataSource.query(`DROP DATABASE ${schema}`);
    }
  });

  it("has every table of the event path and of leased work", async () => {
    const tables = await database.dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()`,
    );
    const names = new Set(tables.map(({ name }) => name));
    expect(plumbingTables()).toEqual([
      "outbox_event",
      "outbox_delivery",
      "inbox",
      "inbox_head",
      "inbox_parked",
      "due",
      "job",
      "idempotency",
      "audit_pending",
      "field_key",
    ]);
    expect(plumbing).toHaveLength(plumbingTables().length);
    expect(plumbingTables().filter((name) => !names.has(name))).toEqual([]);
  });

  it("keeps nothing of a transaction that is rolled back", async () => {
    const seen = await inRolledBackTransaction(database.dataSource, async (manager) => {
      await manager.query("INSERT INTO inbox (consumer, event_id) VALUES ('commerce', ?)", [Buffer.alloc(16)]);
      return manager.query<unknown[]>("SELECT consumer FROM inbox");
    });
    expect(seen).toHaveLength(1);
    expect(await database.dataSource.query("SELECT consumer FROM inbox")).toEqual([]);
  });
});
