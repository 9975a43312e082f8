import type { DataSource } from "typeorm";
import { newId, publicCode, repeatable } from "./id";
import { transact } from "./transaction";
import { testDatabase, type TestDatabase } from "../testing/database";

describe("the ids of an act", () => {
  it("are the same in each attempt, in their order, and new ones go on behind them", () => {
    const ids = repeatable(newId);
    const [first, second] = [ids(), ids()];
    const made = [first(), first()];
    expect(new Set(made).size).toBe(2);
    expect([second(), second()]).toEqual(made);
    const third = second();
    expect(made).not.toContain(third);
    const last = ids();
    expect([last(), last(), last()]).toEqual([...made, third]);
  });

  it("are of the length that is asked for", () => {
    const codes = repeatable(publicCode);
    const once = codes();
    const made = [once(), once(26)];
    expect(made.map(({ length }) => length)).toEqual([16, 26]);
    const again = codes();
    expect([again(), again(26)]).toEqual(made);
  });

  describe("on a database", () => {
    let database: TestDatabase;
    let dataSource: DataSource;
    beforeAll(async () => {
      database = await testDatabase();
      ({ dataSource } = database);
      await dataSource.query("CREATE TABLE written (id CHAR(36) NOT NULL PRIMARY KEY)");
    });
    afterAll(() => database.drop());

    it("stand once in the tables after a transaction that had to be repeated", async () => {
      const ids = repeatable(newId);
      const seen: string[] = [];
      await transact(dataSource, async (manager) => {
        const id = ids()();
        seen.push(id);
        await manager.query("INSERT INTO written (id) VALUES (?)", [id]);
        if (seen.length === 1) throw Object.assign(new Error("Deadlock found"), { errno: 1213 });
      });
      expect(seen).toEqual([seen[0], seen[0]]);
      expect(await dataSource.query("SELECT id FROM written")).toEqual([{ id: seen[0] }]);
    });
  });
});
