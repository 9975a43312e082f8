import fc from "fast-check";
import type { EntityManager, Logger } from "typeorm";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { createCipher } from "./cipher";
import { fieldKeys, fieldPlace, keylessCipher } from "./field-keys";
import { newId, toBinary } from "./id";
import { transact } from "./transaction";

const [secret, nextSecret] = ["a-field-key-of-forty-characters-the-first", "a-field-key-of-forty-characters-the-other"];
const cipher = createCipher([secret]);
const now = new Date("2026-11-21T03:00:00.000Z");

const statements: string[] = [];
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

const phoneOf = (rowId: string): string => fieldPlace("producer", rowId, "phone");

describe("the keys of sealed fields", () => {
  let database: TestDatabase;
  let manager: EntityManager;
  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration], logger });
    manager = database.dataSource.manager;
  });
  afterAll(() => database.drop());

  const seal = async (rowId: string, plain: string, place = phoneOf(rowId)): Promise<Buffer> => {
    const sealer = await fieldKeys(manager, cipher).sealer(rowId);
    if (sealer === null) throw new Error("the key is destroyed");
    return sealer(plain, place);
  };
  const open = async (rowId: string, sealed: Buffer, place = phoneOf(rowId), by = cipher): Promise<string | null> =>
    (await fieldKeys(manager, by).opener([rowId]))(rowId, sealed, place);
  const keyOf = async (rowId: string): Promise<{ sealed_key: Buffer | null; destroyed_at: Date | null } | undefined> =>
    (
      await manager.query<{ sealed_key: Buffer | null; destroyed_at: Date | null }[]>(
        "SELECT sealed_key, destroyed_at FROM field_key WHERE row_id = ?",
        [toBinary(rowId)],
      )
    )[0];

  it("open what they sealed, whatever the text", async () => {
    const rowId = newId();
    const keys = fieldKeys(manager, cipher);
    const [sealer, opener] = [await keys.sealer(rowId), await keys.opener([rowId])];
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const sealed = sealer?.(text, phoneOf(rowId)) ?? Buffer.alloc(0);
        expect(opener(rowId, sealed, phoneOf(rowId))).toBe(text);
      }),
    );
  });

  it("are made once a row, and are another for every row", async () => {
    const [one, other] = [newId(), newId()];
    const first = await seal(one, "0900000000");
    const made = await keyOf(one);
    await seal(one, "0911111111");
    expect(await keyOf(one)).toEqual(made);
    expect(made).toMatchObject({ destroyed_at: null });
    await seal(other, "0900000000");
    expect(first.subarray(1, 5).equals((await seal(other, "0900000000")).subarray(1, 5))).toBe(false);
  });

  it("are the same for all who seal a row for the first time at once", async () => {
    const rowId = newId();
    const sealed = await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        transact(database.dataSource, async (own) => {
          const sealer = await fieldKeys(own, cipher).sealer(rowId);
          return sealer?.(String(nth), phoneOf(rowId)) ?? Buffer.alloc(0);
        }),
      ),
    );
    const opener = await fieldKeys(manager, cipher).opener([rowId]);
    expect(sealed.map((bytes) => opener(rowId, bytes, phoneOf(rowId)))).toEqual(
      Array.from({ length: 8 }, (_, nth) => String(nth)),
    );
  });

  it("open nothing that was moved to another row or field, not even together with its key", async () => {
    const [one, other] = [newId(), newId()];
    const [sealed] = [await seal(one, "0900000000"), await seal(other, "0911111111")];
    await expect(open(other, sealed)).rejects.toThrow(/is not at hand/);
    await expect(open(one, sealed, phoneOf(other))).rejects.toThrow();
    await expect(open(one, sealed, fieldPlace("producer", one, "nationalId"))).rejects.toThrow();
    await expect(open(newId(), sealed)).rejects.toThrow("No key was ever made for the row");
    await manager.query(
      "UPDATE field_key a JOIN field_key b ON b.row_id = ? SET a.sealed_key = b.sealed_key WHERE a.row_id = ?",
      [toBinary(one), toBinary(other)],
    );
    await expect(open(other, sealed)).rejects.toThrow();
    await expect(open(other, sealed, phoneOf(one))).rejects.toThrow();
  });

  it("are opened by the secret that replaces the first, as long as the first is at hand", async () => {
    const rowId = newId();
    const sealed = await seal(rowId, "0900000000");
    expect(await open(rowId, sealed, phoneOf(rowId), createCipher([nextSecret, secret]))).toBe("0900000000");
    await expect(open(rowId, sealed, phoneOf(rowId), createCipher([nextSecret]))).rejects.toThrow(/is not at hand/);
  });

  it("leave a tombstone when they are destroyed: nothing opens, and nothing is sealed again", async () => {
    const [rowId, neverSealed, untouched] = [newId(), newId(), newId()];
    const sealed = await seal(rowId, "0900000000");
    const kept = await seal(untouched, "0911111111");
    const keys = fieldKeys(manager, cipher);
    await keys.destroy([rowId, neverSealed], now);
    expect(await open(rowId, sealed)).toBeNull();
    expect(await keys.sealer(rowId)).toBeNull();
    expect(await keys.sealer(neverSealed)).toBeNull();
    expect(await open(untouched, kept)).toBe("0911111111");
    await keys.destroy([rowId], new Date("2027-01-01T00:00:00.000Z"));
    expect(await keyOf(rowId)).toEqual({ sealed_key: null, destroyed_at: now });
  });

  it("are not destroyed while a value is being sealed under them", async () => {
    const rowId = newId();
    await seal(rowId, "0900000000");
    const order: string[] = [];
    let destroyed: Promise<void> = Promise.resolve();
    await transact(database.dataSource, async (own) => {
      await fieldKeys(own, cipher).sealer(rowId);
      destroyed = fieldKeys(manager, cipher)
        .destroy([rowId], now)
        .then(() => {
          order.push("destroyed");
        });
      await own.query("SELECT SLEEP(0.2)");
      order.push("sealed");
    });
    await destroyed;
    expect(order).toEqual(["sealed", "destroyed"]);
  });

  it.each([1, 10, 100])("are read with one statement for %d rows", async (count) => {
    const rowIds = Array.from({ length: count }, newId);
    const sealed = new Map<string, Buffer>();
    for (const rowId of rowIds) sealed.set(rowId, await seal(rowId, rowId));
    statements.length = 0;
    const opener = await fieldKeys(manager, cipher).opener(rowIds);
    expect(rowIds.map((rowId) => opener(rowId, sealed.get(rowId) ?? Buffer.alloc(0), phoneOf(rowId)))).toEqual(rowIds);
    expect(statements).toHaveLength(1);
  });

  it("cost one statement to seal a row that has its key, three the first time, none to open nothing", async () => {
    const rowId = newId();
    const count = async (run: () => Promise<unknown>): Promise<number> => {
      statements.length = 0;
      await run();
      return statements.length;
    };
    expect(await count(() => seal(rowId, "1"))).toBe(3);
    expect(await count(() => seal(rowId, "2"))).toBe(1);
    expect(await count(() => fieldKeys(manager, cipher).opener([]))).toBe(0);
    expect(await count(() => fieldKeys(manager, cipher).destroy([], now))).toBe(0);
  });

  it("stay closed to work that was given no secret", async () => {
    const rowId = newId();
    const sealed = await seal(rowId, "0900000000");
    await expect(fieldKeys(manager, keylessCipher).sealer(rowId)).rejects.toThrow("it opens nothing");
    await expect(fieldKeys(manager, keylessCipher).sealer(newId())).rejects.toThrow("it seals nothing");
    const opener = await fieldKeys(manager, keylessCipher).opener([rowId]);
    expect(() => opener(rowId, sealed, phoneOf(rowId))).toThrow("it opens nothing");
  });
});
