import type { EntityManager } from "typeorm";
import { systemAuthor } from "./audit";
import { createDataSource } from "./database";
import { newId, toBinary } from "./id";
import { noteChange } from "./record";
import { afterCommit, provenBy, transact } from "./transaction";
import { testConfig } from "../testing/config";
import { auditEntries } from "../testing/audit";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { startFaultProxy, type FaultProxy } from "../testing/fault-proxy";

class CountersMigration {
  readonly name = "Counters1700000000000";
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query("CREATE TABLE counter (id BINARY(16) NOT NULL PRIMARY KEY, n INT NOT NULL)");
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

const insert = (manager: EntityManager, id: string): Promise<unknown> =>
  manager.query("INSERT INTO counter (id, n) VALUES (?, 0)", [toBinary(id)]);
const increase = (manager: EntityManager, id: string): Promise<unknown> =>
  manager.query("UPDATE counter SET n = n + 1 WHERE id = ?", [toBinary(id)]);

jest.setTimeout(30_000);

describe("a transaction", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [CountersMigration] });
  });
  afterAll(() => database.drop());

  const valueOf = async (id: string): Promise<number | null> => {
    const [row] = await database.dataSource.query<{ n: number }[]>("SELECT n FROM counter WHERE id = ?", [
      toBinary(id),
    ]);
    return row?.n ?? null;
  };

  it("is READ COMMITTED, in UTC and strict", async () => {
    const [session] = await transact(database.dataSource, (manager) =>
      manager.query<unknown[]>("SELECT @@tx_isolation AS level, @@time_zone AS zone, @@sql_mode AS mode"),
    );
    expect(session).toMatchObject({
      level: "READ-COMMITTED",
      zone: "+00:00",
      mode: expect.stringContaining("STRICT_TRANS_TABLES") as string,
    });
  });

  it("leaves nothing behind when its closure throws, and tells nobody", async () => {
    const id = newId();
    let told = 0;
    const failing = transact(database.dataSource, async (manager) => {
      afterCommit(manager, () => (told += 1));
      await insert(manager, id);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect([await valueOf(id), told]).toEqual([null, 0]);
  });

  it("tells of its commit once, after it", async () => {
    const id = newId();
    const seen: (number | null)[] = [];
    let told = 0;
    await transact(database.dataSource, async (manager) => {
      afterCommit(manager, () => (told += 1));
      await insert(manager, id);
      seen.push(await valueOf(id), told);
    });
    expect([...seen, await valueOf(id), told]).toEqual([null, 0, 0, 1]);
  });

  it("is repeated whole after a deadlock, until both of two have their effect", async () => {
    const [one, other] = [newId(), newId()];
    await transact(database.dataSource, async (manager) => {
      await insert(manager, one);
      await insert(manager, other);
    });
    let runs = 0;
    let firstLocks = 0;
    const bothHold = async (): Promise<void> => {
      firstLocks += 1;
      while (firstLocks < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const crosswise = (first: string, second: string): Promise<unknown> =>
      transact(database.dataSource, async (manager) => {
        runs += 1;
        await increase(manager, first);
        await bothHold();
        await increase(manager, second);
      });
    await Promise.all([crosswise(one, other), crosswise(other, one)]);
    expect([await valueOf(one), await valueOf(other), runs]).toEqual([2, 2, 3]);
  });

  it("lets six writers through on five rows, none of them refused", async () => {
    const ids = Array.from({ length: 5 }, newId);
    await transact(database.dataSource, async (manager) => {
      for (const id of ids) await insert(manager, id);
    });
    const write = (writer: number): Promise<unknown> =>
      transact(database.dataSource, async (manager) => {
        for (let nth = 0; nth < ids.length; nth += 1) {
          const id = ids[(nth + writer) % ids.length];
          if (id) await increase(manager, id);
        }
      });
    await Promise.all(Array.from({ length: 6 }, (_, writer) => write(writer)));
    expect(await Promise.all(ids.map(valueOf))).toEqual([6, 6, 6, 6, 6]);
  });

  it("is not repeated for an error that does not pass", async () => {
    const id = newId();
    let runs = 0;
    const twice = transact(database.dataSource, async (manager) => {
      runs += 1;
      await insert(manager, id);
      await insert(manager, id);
    });
    await expect(twice).rejects.toMatchObject({ errno: 1062 });
    expect([runs, await valueOf(id)]).toEqual([1, null]);
  });
});

describe("a transaction whose connection is lost", () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let onCommit: (() => void) | null = null;
  let dataSource: TestDatabase["dataSource"];

  beforeAll(async () => {
    database = await testDatabase({ migrations: [CountersMigration, PlumbingMigration] });
    const { hostname, port } = new URL(testConfig().mysql);
    proxy = await startFaultProxy({ host: hostname, port: Number(port) });
    const address = new URL(database.url);
    address.port = String(proxy.port);
    const ignore = (): void => undefined;
    dataSource = await createDataSource({
      url: address.href,
      entities: [],
      migrations: [],
      logger: {
        logQuery: (sql) => {
          if (sql === "COMMIT") onCommit?.();
        },
        logQueryError: ignore,
        logQuerySlow: ignore,
        logSchemaBuild: ignore,
        logMigration: ignore,
        log: ignore,
      },
    }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await proxy.close();
    await database.drop();
  });

  /** The first COMMIT meets this fault; the connection is cut a moment later and can be made again after that. */
  const loseFirstCommit = (fault: "holdRequests" | "holdAnswers"): void => {
    onCommit = () => {
      onCommit = null;
      proxy[fault] = true;
      setTimeout(() => {
        proxy.cut();
        proxy.restore();
      }, 100);
    };
  };
  const rows = (): Promise<unknown[]> => database.dataSource.query("SELECT HEX(id) AS id, n FROM counter");
  beforeEach(() => database.dataSource.query("DELETE FROM counter"));

  it("is repeated when it had not committed", async () => {
    loseFirstCommit("holdRequests");
    const made: string[] = [];
    const result = await transact(dataSource, async (manager) => {
      made.push(newId());
      await insert(manager, made.at(-1) ?? "");
      return made.length;
    });
    expect([result, await rows()]).toEqual([
      2,
      [
        {
          id: toBinary(made[1] ?? "")
            .toString("hex")
            .toUpperCase(),
          n: 0,
        },
      ],
    ]);
  });

  it("is not repeated when it had: a row that it names proves it", async () => {
    loseFirstCommit("holdAnswers");
    let runs = 0;
    const result = await transact(dataSource, async (manager) => {
      runs += 1;
      const id = newId();
      await insert(manager, id);
      provenBy(manager, "SELECT id FROM counter WHERE id = ? FOR UPDATE", [toBinary(id)]);
      return `run ${String(runs)}`;
    });
    expect([result, runs, (await rows()).length]).toEqual(["run 1", 1, 1]);
  });

  it("is not repeated when it had: its entry in the audit log proves it, even of a mere change", async () => {
    const id = newId();
    await insert(database.dataSource.manager, id);
    loseFirstCommit("holdAnswers");
    let runs = 0;
    const result = await transact(
      dataSource,
      async (manager) => {
        runs += 1;
        await increase(manager, id);
        noteChange(manager, { objectType: "counter", objectId: id, objectVersion: 1, rows: 1 });
        return `run ${String(runs)}`;
      },
      systemAuthor("tester", "increase"),
    );
    const [row] = await database.dataSource.query<{ n: number }[]>("SELECT n FROM counter");
    expect([result, runs, row?.n, (await auditEntries(database.dataSource)).length]).toEqual(["run 1", 1, 1, 1]);
  });

  it("has its effect once when the repeat meets the row it had inserted", async () => {
    loseFirstCommit("holdAnswers");
    const id = newId();
    let runs = 0;
    const result = await transact(dataSource, async (manager) => {
      runs += 1;
      await insert(manager, id);
      return `run ${String(runs)}`;
    });
    expect([result, runs, (await rows()).length]).toEqual(["run 1", 2, 1]);
  });
});
