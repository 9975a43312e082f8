import { plumbingDrift, testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import { migrations } from "../migrations/all";
import { tables } from "../src/data/data-source";

describe("the schema", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ entities: tables, migrations });
  });
  afterAll(() => database.drop());

  it("is what the tables describe: TypeORM would change nothing", async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it("holds the event path as service-kit describes it", async () => {
    expect(await plumbingDrift(database.dataSource)).toEqual([]);
  });

  it("compares lot numbers, serials and codes byte by byte", async () => {
    const rows = await database.dataSource.query<{ place: string; collation: string }[]>(
      `SELECT CONCAT(table_name, '.', column_name) AS place, collation_name AS collation
       FROM information_schema.columns WHERE table_schema = DATABASE()
         AND column_name IN ('lot_no', 'serial', 'own_code', 'gtin14', 'lookup_code') ORDER BY place`,
    );
    expect(rows.map(({ place, collation }) => `${place} ${collation}`)).toEqual([
      "certificate_copy.lookup_code ascii_bin",
      "lot.lot_no ascii_bin",
      "trade_item.gtin14 ascii_bin",
      "trade_item.own_code ascii_bin",
      "unit.serial ascii_bin",
    ]);
  });

  it("can be taken back and made again", async () => {
    for (let nth = 0; nth < migrations.length; nth += 1) await database.dataSource.undoLastMigration();
    expect(await database.dataSource.query<unknown[]>("SHOW TABLES")).toHaveLength(1);
    await database.dataSource.runMigrations();
  });
});
