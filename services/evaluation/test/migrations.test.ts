import { plumbing, plumbingTables } from "@ocop/service-kit";
import type { TestDatabase } from "@ocop/service-kit/testing";
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
    const { dataSource } = database;
    const definition = async (table: string): Promise<string> => {
      const [row] = await dataSource.query<Record<string, string>[]>(`SHOW CREATE TABLE ${table}`);
      return (row?.["Create Table"] ?? "").replace(table, "t");
    };
    for (const [nth, statement] of plumbing.entries()) {
      const name = plumbingTables()[nth] ?? "";
      await dataSource.query(statement.replace(`CREATE TABLE ${name}`, `CREATE TABLE kit_${name}`));
      expect(await definition(name)).toBe(await definition(`kit_${name}`));
      await dataSource.query(`DROP TABLE kit_${name}`);
    }
  });

  it("goes down to nothing and up again", async () => {
    const { dataSource } = database;
    await dataSource.undoLastMigration();
    expect(await dataSource.query("SHOW TABLES")).toHaveLength(1);
    await dataSource.runMigrations();
    expect(await dataSource.query("SHOW TABLES")).toHaveLength(1 + 15 + plumbing.length);
  });
});
