import { anonymous, Refusal, systemViewer, type Viewer } from "@ocop/contracts";
import { createActs } from "./acts";
import { createCipher } from "./cipher";
import { manualClock } from "./clock";
import { newId, toBinary } from "./id";
import { forgetRequests, type MutationCall, repeatableOf } from "./idempotency";
import { newTrace } from "./trace";
import { viewerOf } from "../testing/ask";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";

class LedgerMigration {
  readonly name = "Ledger1700000000001";
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query("CREATE TABLE ledger (id BINARY(16) NOT NULL PRIMARY KEY, amount INT NOT NULL)");
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

type Booking = { readonly id: string; readonly amount: number; readonly at: Date; readonly note: string | null };

const lan = viewerOf({ subject: "lan" });
const call = (key: string | null, amount: number, operation = "book"): MutationCall => ({
  operation,
  args: { input: { amount, ...(key === null ? {} : { idempotencyKey: key }) } },
});

jest.setTimeout(60_000);

describe("a request that is sent again", () => {
  const clock = manualClock(new Date("2026-11-22T01:00:00.000Z"));
  const secret = "a-key-of-forty-characters-for-the-results";
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration, LedgerMigration] });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.dataSource.query("DELETE FROM ledger");
    await database.dataSource.query("DELETE FROM idempotency");
  });

  /** Books an amount and waits a moment, so that others arrive meanwhile. */
  const book = async (viewer: Viewer, asked: MutationCall, refuse = false): Promise<Booking> => {
    const acts = createActs({
      service: "registry",
      dataSource: database.dataSource,
      cipher: createCipher([secret]),
      deps: (parts) => parts,
    });
    const act = acts({ viewer, now: clock.now(), trace: newTrace() }, asked);
    const { amount } = asked.args["input"] as { amount: number };
    return act(async ({ manager, newId: makeId, now }) => {
      const id = makeId();
      await manager.query("INSERT INTO ledger (id, amount) VALUES (?, ?)", [toBinary(id), amount]);
      await manager.query("DO SLEEP(0.02)");
      if (refuse) throw new Refusal("NOT_NOW");
      return { id, amount, at: now(), note: null };
    });
  };
  const rows = async (table: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ n: string }[]>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  };
  const codeOf = (refused: Promise<unknown>): Promise<string> =>
    refused.then(
      () => "none",
      (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
    );

  it("is given the object of the first one, with its instants, and has no further effect", async () => {
    const first = await book(lan, call("k1", 10));
    clock.advance(3_600_000);
    expect(await book(lan, call("k1", 10))).toEqual(first);
    expect(first.at).toEqual(new Date("2026-11-22T01:00:00.000Z"));
    expect(await rows("ledger")).toBe(1);
  });

  it("a hundred times at once takes effect once, and every answer is the first object or IN_PROGRESS", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        book(lan, call("k2", 10)).catch((error: unknown) => {
          if (error instanceof Refusal && error.code === "IN_PROGRESS") return null;
          throw error;
        }),
      ),
    );
    const ids = new Set(answers.flatMap((answer) => (answer === null ? [] : [answer.id])));
    expect(ids.size).toBe(1);
    expect(await rows("ledger")).toBe(1);
    expect((await book(lan, call("k2", 10))).id).toBe([...ids][0]);
  });

  it("with other arguments is refused and changes nothing", async () => {
    await book(lan, call("k3", 10));
    expect(await codeOf(book(lan, call("k3", 11)))).toBe("IDEMPOTENCY_MISMATCH");
    expect(await rows("ledger")).toBe(1);
  });

  it("is another request for another person and for another operation", async () => {
    await book(lan, call("k4", 10));
    await book(viewerOf({ subject: "minh" }), call("k4", 20));
    await book(lan, call("k4", 30, "bookAgain"));
    await book(anonymous, call("k4", 40));
    expect(await rows("ledger")).toBe(4);
  });

  it("after a refusal is tried anew, since a refusal leaves nothing behind", async () => {
    expect(await codeOf(book(lan, call("k5", 10), true))).toBe("NOT_NOW");
    expect([await rows("ledger"), await rows("idempotency")]).toEqual([0, 0]);
    await book(lan, call("k5", 10));
    expect(await rows("ledger")).toBe(1);
  });

  it("is remembered for 72 hours and then forgotten", async () => {
    const first = await book(lan, call("k6", 10));
    clock.advance(72 * 3_600_000 - 1);
    expect((await book(lan, call("k6", 10))).id).toBe(first.id);
    clock.advance(1);
    expect((await book(lan, call("k6", 10))).id).not.toBe(first.id);
    expect(await rows("ledger")).toBe(2);
  });

  it("is deleted once nobody can ask for it any more", async () => {
    const row = (days: number) =>
      database.dataSource.query(
        "INSERT INTO idempotency (scope, at) VALUES (RANDOM_BYTES(32), NOW(3) - INTERVAL ? DAY)",
        [days],
      );
    for (const days of [2, 3, 5, 6]) await row(days);
    const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 3_600_000);
    // A clock of the platform that was moved, back or on, makes nobody forget what may still be asked for.
    await forgetRequests(database.dataSource, inDays(-3));
    expect(await rows("idempotency")).toBe(4);
    await forgetRequests(database.dataSource, inDays(9));
    expect(await rows("idempotency")).toBe(2);
    await forgetRequests(database.dataSource, inDays(0));
    expect(await rows("idempotency")).toBe(2);
  });

  it("without a key takes effect each time", async () => {
    await book(lan, call(null, 10));
    await book(lan, call(null, 10));
    expect([await rows("ledger"), await rows("idempotency")]).toEqual([2, 0]);
  });

  it("is kept sealed: neither caller, key nor result can be read from the table", async () => {
    await book(viewerOf({ subject: "a-caller-of-note" }), call("a-key-of-note", 987_654));
    const [row] = await database.dataSource.query<{ text: string }[]>(
      "SELECT CONCAT(HEX(scope), HEX(sealed)) AS text FROM idempotency",
    );
    for (const secretText of ["a-caller-of-note", "a-key-of-note", "amount"])
      expect(row?.text).not.toContain(Buffer.from(secretText).toString("hex").toUpperCase());
  });
});

describe("the key of a request", () => {
  it("is not part of its arguments", () => {
    const asked = { operation: "book", args: { input: { idempotencyKey: "k", at: new Date(0), ids: [newId()] } } };
    const request = repeatableOf("lan", asked);
    expect(request).toMatchObject({ subject: "lan", operation: "book", key: "k" });
    expect(JSON.stringify(request?.args)).not.toContain("idempotencyKey");
    expect(JSON.stringify(request?.args)).toContain("1970-01-01T00:00:00.000Z");
  });

  it.each([[""], ["with space"], ["đ"], ["x".repeat(101)], [7]])(
    "is 1 to 100 visible ASCII characters, not %j",
    (key) => {
      const asked = { operation: "book", args: { input: { idempotencyKey: key } } };
      expect(() => repeatableOf("lan", asked)).toThrow(new Refusal("BAD_USER_INPUT"));
    },
  );

  it("is absent where there is no input or no key", () => {
    expect(repeatableOf("lan", { operation: "book", args: {} })).toBeNull();
    expect(repeatableOf("lan", { operation: "book", args: { input: null } })).toBeNull();
    expect(repeatableOf(systemViewer("clock").subject, { operation: "book", args: { input: {} } })).toBeNull();
  });
});
