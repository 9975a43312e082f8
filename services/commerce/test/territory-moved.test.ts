import { manualClock, newId, toBinary } from "@ocop/service-kit";
import {
  countReferences,
  deliver,
  deliveryOf,
  plantReferences,
  testDatabase,
  type TestDatabase,
} from "@ocop/service-kit/testing";
import { migrations } from "../migrations/all";
import { tables } from "../src/data/tables";
import { handlers } from "../src/events/subscriptions";
import { workerOf } from "../src/main";
import { start } from "./running";

jest.setTimeout(60_000);

describe("units that went whole into others", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ entities: tables, migrations });
  });
  afterAll(() => database.drop());

  const hear = (...moves: readonly { readonly from: string; readonly to: string }[]) =>
    deliver(
      { service: "commerce", dataSource: database.dataSource, handlers, deps: workerOf(manualClock(start)).deps },
      deliveryOf(
        "registry.territory.moved",
        { id: newId(), version: 1 },
        { listVersion: "new", replaces: "old", moves: [...moves] },
      ),
    );

  it("are rewritten in every column that names one, and again changes nothing", async () => {
    const [from, to] = [newId(), newId()];
    const columns = await plantReferences(database.dataSource, "%region_id", from);
    expect(columns).toHaveLength(7);
    await hear({ from: newId(), to: newId() });
    expect(await countReferences(database.dataSource, columns, from)).toBe(7);
    for (let nth = 0; nth < 2; nth += 1) await hear({ from, to });
    expect(await countReferences(database.dataSource, columns, from)).toBe(0);
    expect(await countReferences(database.dataSource, columns, to)).toBe(7);
  });

  it("are renamed in contracts, where two that were joined are named once and others stay", async () => {
    const [one, other, to, stays] = [newId(), newId(), newId(), newId()];
    const add = async (regions: readonly string[] | null): Promise<string> => {
      const id = newId();
      await database.dataSource.query(
        `INSERT INTO partner_contract (id, partner_id, number, minimum_stars, province_region_ids, valid_from)
         VALUES (?, ?, '1', 3, ?, '2026-01-01')`,
        [toBinary(id), toBinary(newId()), regions === null ? null : JSON.stringify(regions)],
      );
      return id;
    };
    const [both, none, everywhere] = [await add([one, stays, other]), await add([stays]), await add(null)];
    await hear({ from: one, to }, { from: other, to });
    const regionsOf = async (id: string) => {
      const [row] = await database.dataSource.query<{ regions: string | null }[]>(
        "SELECT province_region_ids AS regions FROM partner_contract WHERE id = ?",
        [toBinary(id)],
      );
      return row?.regions === null ? null : (JSON.parse(String(row?.regions)) as unknown);
    };
    expect([await regionsOf(both), await regionsOf(none), await regionsOf(everywhere)]).toEqual([
      [to, stays],
      [stays],
      null,
    ]);
  });
});
