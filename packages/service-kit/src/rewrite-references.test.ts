import { newId, toBinary } from "./id";
import { rewriteReferences } from "./rewrite-references";
import { testDatabase, type TestDatabase } from "../testing/database";

describe("references that are rewritten", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.dataSource.query(
      "CREATE TABLE thing (id BINARY(16) NOT NULL PRIMARY KEY, version INT NOT NULL, place BINARY(16) NULL)",
    );
  });
  afterAll(() => database.drop());

  const add = async (place: string | null): Promise<string> => {
    const id = newId();
    await database.dataSource.query("INSERT INTO thing VALUES (?, 1, ?)", [
      toBinary(id),
      place === null ? null : toBinary(place),
    ]);
    return id;
  };
  const found = async (id: string) => {
    const [row] = await database.dataSource.query<{ version: number; place: Buffer | null }[]>(
      "SELECT version, place FROM thing WHERE id = ?",
      [toBinary(id)],
    );
    return [row?.place?.toString("hex") ?? null, row?.version];
  };
  const rewrite = (replacements: readonly { readonly from: string; readonly to: string }[], versioned = true) =>
    rewriteReferences(database.dataSource.manager, [{ table: "thing", column: "place", versioned }], replacements);
  const hex = (id: string): string => id.replaceAll("-", "");

  it("name the new id, count as a change of their row, and leave all others alone", async () => {
    const [from, to, other] = [newId(), newId(), newId()];
    const [one, two, none] = [await add(from), await add(other), await add(null)];
    expect(await rewrite([{ from, to }])).toBe(1);
    expect([await found(one), await found(two), await found(none)]).toEqual([
      [hex(to), 2],
      [hex(other), 1],
      [null, 1],
    ]);
    expect(await rewrite([{ from, to }])).toBe(0);
    expect(await rewrite([{ from: to, to: from }], false)).toBe(1);
    expect(await found(one)).toEqual([hex(from), 2]);
  });

  it("are as many as there are, 300 to a statement", async () => {
    const pairs = Array.from({ length: 701 }, () => ({ from: newId(), to: newId() }));
    for (const { from } of pairs.filter((_, nth) => nth % 100 === 0)) await add(from);
    expect(await rewrite(pairs)).toBe(8);
    expect(await rewrite(pairs)).toBe(0);
    expect(await rewrite([])).toBe(0);
  });

  it("take one step even where a new id is the old one of another replacement", async () => {
    const [first, second, third] = [newId(), newId(), newId()];
    const id = await add(first);
    await rewrite([
      { from: first, to: second },
      { from: second, to: third },
    ]);
    expect(await found(id)).toEqual([hex(second), 2]);
  });
});
