import { plumbing } from "@ocop/service-kit";
import { testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Initial1795219200000 } from "../migrations/1795219200000-initial";
import { tables } from "../src/data/data-source";

jest.setTimeout(60_000);

describe("the schema", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ entities: tables, migrations: [Initial1795219200000] });
  });
  afterAll(() => database.drop());

  it("is what the tables describe: TypeORM would change nothing", async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it("holds the event path as service-kit describes it", () => {
    const oneLine = (sql: string) => sql.replace(/\s+/g, " ");
    const migration = oneLine(readFileSync(join(__dirname, "../migrations/1795219200000-initial.ts"), "utf8"));
    for (const statement of plumbing) expect(migration).toContain(oneLine(statement));
  });

  it("can be taken back and made again", async () => {
    await database.dataSource.undoLastMigration();
    const left = await database.dataSource.query<unknown[]>("SHOW TABLES");
    expect(left).toHaveLength(1);
    await database.dataSource.runMigrations();
  });
});
