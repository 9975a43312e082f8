import { newId } from "@ocop/service-kit";
import { countReferences, deliver, deliveryOf, plantReferences, type TestDatabase } from "@ocop/service-kit/testing";
import { inboxOf } from "../src/main";
import { openDatabase, testClock } from "./harness";

jest.setTimeout(60_000);

describe("units that went whole into others", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.drop());

  const hear = (from: string, to: string) =>
    deliver(
      inboxOf(database.dataSource, testClock()),
      deliveryOf(
        "registry.territory.moved",
        { id: newId(), version: 1 },
        { listVersion: "new", replaces: "old", moves: [{ from, to }] },
      ),
    );

  it("are rewritten in every column that names one, and again changes nothing", async () => {
    const [from, to] = [newId(), newId()];
    const columns = await plantReferences(database.dataSource, "%region_id%", from);
    expect(columns).toHaveLength(11);
    await hear(newId(), newId());
    expect(await countReferences(database.dataSource, columns, from)).toBe(11);
    for (let nth = 0; nth < 2; nth += 1) await hear(from, to);
    expect(await countReferences(database.dataSource, columns, from)).toBe(0);
    expect(await countReferences(database.dataSource, columns, to)).toBe(11);
  });
});
