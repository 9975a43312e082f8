import { plumbingDrift, testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import { migrations } from "../migrations/all";
import { tables } from "../src/data/data-source";

jest.setTimeout(60_000);

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

  it("can be taken back and made again", async () => {
    for (let left = migrations.length; left > 0; left -= 1) await database.dataSource.undoLastMigration();
    const left = await database.dataSource.query<unknown[]>("SHOW TABLES");
    expect(left).toHaveLength(1);
    await database.dataSource.runMigrations();
  });
});
