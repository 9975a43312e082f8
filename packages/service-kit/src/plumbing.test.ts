import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { plumbingDrift } from "../testing/plumbing";

describe("the plumbing of a service", () => {
  let database: TestDatabase;
  const change = (sql: string): Promise<unknown> => database.dataSource.query(sql);
  beforeEach(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration] });
  });
  afterEach(() => database.drop());

  it("is the kit's when its migration repeats the kit's statements, and the comparison leaves nothing behind", async () => {
    const tables = await change("SHOW TABLES");
    expect(await plumbingDrift(database.dataSource)).toEqual([]);
    expect(await change("SHOW TABLES")).toEqual(tables);
  });

  it.each([
    [
      "a shorter column",
      "ALTER TABLE inbox MODIFY consumer VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
      [
        "inbox lacks `consumer` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
        "inbox has `consumer` varchar(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
      ],
    ],
    ["an index too few", "DROP INDEX due ON job", ["job lacks KEY `due` (`state`,`next_at`)"]],
    ["a column too many", "ALTER TABLE inbox_head ADD note INT NULL", ["inbox_head has `note` int(11) DEFAULT NULL"]],
    ["no table", "DROP TABLE due", ["due is missing"]],
    [
      "another order of columns",
      "ALTER TABLE inbox MODIFY at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) FIRST",
      ["inbox has its columns in another order"],
    ],
  ])("is told from one with %s", async (_, violation, drift) => {
    await change(violation);
    expect(await plumbingDrift(database.dataSource)).toEqual(drift);
  });
});
