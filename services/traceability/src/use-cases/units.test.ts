import { Refusal } from "@ocop/contracts";
import { answeredBy, jobById, newId, startJobs, systemAuthor, transact } from "@ocop/service-kit";
import { eventually, inRolledBackTransaction, type TestDatabase } from "@ocop/service-kit/testing";
import type { EntityManager } from "typeorm";
import {
  acting,
  deps,
  empty,
  everything,
  given,
  now,
  openDatabase,
  otherOwner,
  owner,
  silent,
  testClock,
} from "../../test/harness";
import { id, lot, tradeItem, unit } from "../../test/samples";
import { workById } from "../data/jobs";
import { jobHandlers } from "../main";
import { changeUnits } from "./change-units";
import { issueSerials } from "./issue-serials";
import { orderSerials } from "./order-serials";

jest.setTimeout(30_000);

describe("serials", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.drop());
  afterEach(() => empty(database.dataSource));

  const inTransaction = (run: (manager: EntityManager) => Promise<void>): Promise<void> =>
    inRolledBackTransaction(database.dataSource, async (manager) => {
      await given(manager, { items: [tradeItem()], lots: [lot()] });
      await run(manager);
    });
  const refused = async (manager: EntityManager, refusal: Refusal, act: () => Promise<unknown>): Promise<void> => {
    const before = await everything(manager);
    await expect(act()).rejects.toEqual(refusal);
    expect(await everything(manager)).toBe(before);
  };
  const order = (count: number, lotId: string | null = id(6)) => ({ itemId: id(5), lotId, count });
  const issued = unit({ state: "ISSUED", activatedAt: null });

  it("are ordered for the own item and issued by a job", () =>
    inTransaction(async (manager) => {
      const asked = await orderSerials(deps(manager), order(3));
      expect(asked).toMatchObject({ state: "queued", done: 0, input: order(3) });
      expect(await workById(manager, "units.issue", asked.id)).toMatchObject({
        id: asked.id,
        input: order(3),
        done: 0,
      });
    }));

  it("are refused to a stranger, for a foreign or withdrawn lot, and beyond the limit", () =>
    inTransaction(async (manager) => {
      await given(manager, {
        items: [tradeItem({ id: id(51), ownCode: "0000000000000000" })],
        lots: [lot({ id: id(61), itemId: id(51) }), lot({ id: id(62), lotNo: "W", state: "WITHDRAWN" })],
      });
      await refused(manager, new Refusal("FORBIDDEN"), () => orderSerials(deps(manager, otherOwner), order(3)));
      await refused(manager, new Refusal("NOT_FOUND"), () => orderSerials(deps(manager), order(3, id(61))));
      await refused(manager, new Refusal("WRONG_STATE", { state: "WITHDRAWN" }), () =>
        orderSerials(deps(manager), order(3, id(62))),
      );
      await refused(manager, new Refusal("TOO_MANY_SERIALS", { count: 100_001, limit: 100_000 }), () =>
        orderSerials(deps(manager), order(100_001)),
      );
    }));

  it("are issued a thousand at a time, all different, and no more than were ordered", () =>
    inTransaction(async (manager) => {
      const job = { id: newId(), input: order(2_300) };
      expect(await issueSerials(deps(manager), { ...job, done: 0 })).toBe(1_000);
      expect(await issueSerials(deps(manager), { ...job, done: 1_000 })).toBe(2_000);
      expect(await issueSerials(deps(manager), { ...job, done: 2_000 })).toBe(2_300);
      const [found] = await manager.query<Record<string, string>[]>(
        `SELECT COUNT(*) AS n, COUNT(DISTINCT serial) AS different, MIN(state) AS state,
           SUM(serial REGEXP '^[0-9A-HJKMNP-TV-Z]{16}$') AS formed FROM unit`,
      );
      expect({ ...found }).toEqual({ n: "2300", different: "2300", state: "ISSUED", formed: "2300" });
    }));

  it("go on where their job stopped when its process dies between two steps", async () => {
    const { dataSource } = database;
    await given(dataSource.manager, { items: [tradeItem()], lots: [lot()] });
    const { id: jobId } = await acting(dataSource)((made) => orderSerials(made, order(2_500)));
    const handler = jobHandlers(testClock())["units.issue"];
    // The first process makes one step, commits it and is gone.
    await transact(dataSource, async (manager) => {
      const job = await jobById(manager, jobId);
      if (!job) throw new Error("the job was just asked for");
      answeredBy(manager, systemAuthor("job", "units.issue"));
      const { cursor, done, total } = await handler(manager, job);
      await manager.query("UPDATE job SET step_cursor = ?, done = ?, total = ?", [JSON.stringify(cursor), done, total]);
    });
    const jobs = startJobs({
      service: "traceability",
      dataSource,
      handlers: jobHandlers(testClock()),
      leaseSeconds: 1,
      log: silent,
    });
    try {
      await eventually("the job is done", 20, async () => (await jobById(dataSource.manager, jobId))?.state === "done");
    } finally {
      await jobs.stop();
    }
    expect(await jobById(dataSource.manager, jobId)).toMatchObject({
      done: 2_500,
      total: 2_500,
      requestedBy: "owner-a",
    });
    const [found] = await dataSource.query<Record<string, string>[]>("SELECT COUNT(*) AS n FROM unit");
    expect(found?.["n"]).toBe("2500");
  });

  it("are printed, activated and voided, and say what each of them became", () =>
    inTransaction(async (manager) => {
      await given(manager, { units: [issued, unit({ id: id(71), serial: "S2" })] });
      expect(await changeUnits(deps(manager), "print", id(5), [issued.serial])).toEqual([
        { serial: issued.serial, changed: true, state: "PRINTED", since: now },
      ]);
      expect(await changeUnits(deps(manager), "activate", id(5), ["S2", issued.serial, "S3"])).toEqual([
        { serial: "S2", changed: false, state: "ACTIVATED", since: new Date("2026-11-06T02:03:04.000Z") },
        { serial: issued.serial, changed: true, state: "ACTIVATED", since: now },
        { serial: "S3", changed: false, state: null, since: null },
      ]);
      await changeUnits(deps(manager), "void", id(5), [issued.serial]);
      const rows = await manager.query<
        { state: string; printed_at: Date; activated_at: Date; voided_at: Date; lot_id: Buffer }[]
      >("SELECT state, printed_at, activated_at, voided_at, lot_id FROM unit WHERE serial = ?", [issued.serial]);
      expect(rows).toMatchObject([{ state: "VOID", printed_at: now, activated_at: now, voided_at: now }]);
      expect(rows[0]?.lot_id).not.toBeNull();
    }));

  it("are looked for under their own item only, to the letter", () =>
    inTransaction(async (manager) => {
      await given(manager, { items: [tradeItem({ id: id(51), ownCode: "0000000000000000" })], units: [issued] });
      const none = { changed: false, state: null, since: null };
      expect(await changeUnits(deps(manager), "activate", id(51), [issued.serial])).toEqual([
        { serial: issued.serial, ...none },
      ]);
      const lower = issued.serial.toLowerCase();
      expect(await changeUnits(deps(manager), "activate", id(5), [lower])).toEqual([{ serial: lower, ...none }]);
    }));

  it("stay as they are when a stranger asks, or nothing is asked", () =>
    inTransaction(async (manager) => {
      await given(manager, { units: [issued] });
      await refused(manager, new Refusal("FORBIDDEN"), () =>
        changeUnits(deps(manager, otherOwner), "void", id(5), [issued.serial]),
      );
      await refused(manager, new Refusal("BAD_USER_INPUT", { field: "serials" }), () =>
        changeUnits(deps(manager), "void", id(5), []),
      );
    }));

  it("are activated by one of two who ask at once; the other learns when", async () => {
    const { dataSource } = database;
    await given(dataSource.manager, { items: [tradeItem()], units: [issued] });
    const instants = [now, new Date(now.getTime() + 1_000)];
    const answers = await Promise.all(
      instants.map((instant) =>
        acting(dataSource, owner, instant)((made) => changeUnits(made, "activate", id(5), [issued.serial])),
      ),
    );
    const outcomes = answers.flat();
    expect(outcomes.filter(({ changed }) => changed)).toHaveLength(1);
    const winner = outcomes.find(({ changed }) => changed);
    expect(
      outcomes.every(({ state, since }) => state === "ACTIVATED" && since?.getTime() === winner?.since?.getTime()),
    ).toBe(true);
  });

  it("are activated once by 200 who ask at the same time, and the others change nothing", async () => {
    const { dataSource } = database;
    await given(dataSource.manager, { items: [tradeItem()], units: [issued] });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        acting(dataSource)((made) => changeUnits(made, "activate", id(5), [issued.serial])),
      ),
    );
    expect(answers.flat().filter(({ changed }) => changed)).toHaveLength(1);
    const rows = await dataSource.query<object[]>("SELECT state, activated_at FROM unit");
    expect(rows.map((row) => ({ ...row }))).toEqual([{ state: "ACTIVATED", activated_at: now }]);
  });
});
