import { plumbing, plumbingTables } from "@ocop/service-kit";
import { plumbingDrift, type TestDatabase } from "@ocop/service-kit/testing";
import { evaluationDatabase } from "./database";

describe("the schema of evaluation", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await evaluationDatabase();
  });
  afterAll(() => database.drop());

  it("is what the tables of the domain types describe: no drift", async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    const own = upQueries
      .map(({ query }) => query)
      .filter((query) => !plumbingTables().some((name) => query.includes(`\`${name}\``)));
    expect(own).toEqual([]);
  });

  it("has the tables of the event path as the kit describes them", async () => {
    expect(await plumbingDrift(database.dataSource)).toEqual([]);
  });

  it("goes down to nothing and up again", async () => {
    const { dataSource } = database;
    await dataSource.undoLastMigration();
    expect(await dataSource.query("SHOW TABLES")).toHaveLength(1);
    await dataSource.runMigrations();
    expect(await dataSource.query("SHOW TABLES")).toHaveLength(1 + 15 + plumbing.length);
  });
});
