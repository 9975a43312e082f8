import { Refusal, type Scope } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { newId } from "./id";
import { putCopy } from "./copy";
import { scopeSql, select, store } from "./store";
import { column, table } from "./table";
import { testDatabase, type TestDatabase } from "../testing/database";

type Thing = {
  readonly id: string;
  readonly version: number;
  readonly regionId: string | null;
  readonly name: string;
  readonly facts: { readonly stars: number };
  readonly at: Date;
  readonly on: string;
  readonly amount: string;
  readonly live: boolean;
  readonly code: string | null;
};

const things = table<Thing>(
  "thing",
  {
    id: column.id(),
    version: column.version(),
    regionId: column.reference({ nullable: true }),
    name: column.text(100),
    facts: column.json(),
    at: column.instant(),
    on: column.day(),
    amount: column.bigInteger(),
    live: column.boolean(),
    code: column.code(20, { nullable: true }),
  },
  [{ name: "thing_name", columns: ["name", "id"] }],
);

class Initial1 {
  readonly name = "Initial1700000000000";
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(`CREATE TABLE thing (
      id BINARY(16) NOT NULL PRIMARY KEY, version INT UNSIGNED NOT NULL, region_id BINARY(16) NULL,
      name VARCHAR(100) NOT NULL, facts JSON NOT NULL, at DATETIME(3) NOT NULL, \`on\` DATE NOT NULL,
      amount BIGINT NOT NULL, live TINYINT NOT NULL, code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL, KEY thing_name (name, id))`);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

const thing = (change: Partial<Thing> = {}): Thing => ({
  id: newId(),
  version: 0,
  regionId: null,
  name: "Chè Trình Diễn",
  facts: { stars: 4 },
  at: new Date("2026-11-21T03:04:05.123Z"),
  on: "2026-08-05",
  amount: "9007199254740993",
  live: true,
  code: null,
  ...change,
});

describe("the rows of one domain type", () => {
  let database: TestDatabase;
  let source: DataSource;
  const open = () => store(source.manager, things);

  beforeAll(async () => {
    database = await testDatabase({ entities: [things], migrations: [Initial1] });
    source = database.dataSource;
  });
  afterAll(() => database.drop());
  beforeEach(() => source.query("DELETE FROM thing"));

  it("come back exactly as the domain wrote them, one version later", async () => {
    const written = thing({ regionId: newId() });
    const saved = await open().save(written);
    expect(saved).toEqual({ ...written, version: 1 });
    expect(await open().find(written.id)).toEqual(saved);
  });

  it("are the same plain objects when read by hand-written SQL", async () => {
    const saved = await open().save(thing({ regionId: newId() }));
    expect(await select(source.manager, things, "FROM thing t WHERE t.name = ?", ["Chè Trình Diễn"])).toEqual([saved]);
  });

  it("refuse a stale version with the current one and stay as they were", async () => {
    const first = await open().save(thing());
    const second = await open().save({ ...first, name: "Hai" });
    await expect(open().save({ ...first, name: "Ba" })).rejects.toEqual(
      new Refusal("STALE_VERSION", { currentVersion: 2 }),
    );
    expect(await open().find(first.id)).toEqual(second);
  });

  it("are not found by an unknown or malformed id", async () => {
    await open().save(thing());
    expect(await open().find(newId())).toBeNull();
    expect(await open().find("' OR 1=1 --")).toBeNull();
    await expect(source.transaction((manager) => store(manager, things).lock(newId()))).rejects.toEqual(
      new Refusal("NOT_FOUND"),
    );
  });

  it("are copied from elsewhere by version: an older or equal one changes nothing, a newer one everything", async () => {
    const second = thing({ version: 2, name: "Hai" });
    await putCopy(source.manager, things, second);
    await putCopy(source.manager, things, { ...second, version: 1, name: "Một", amount: "1" });
    await putCopy(source.manager, things, { ...second, name: "Hai nữa" });
    expect(await open().find(second.id)).toEqual(second);
    const third = { ...second, version: 3, name: "Ba", amount: "3", live: false, on: "2026-09-01" };
    await putCopy(source.manager, things, third);
    expect(await open().find(second.id)).toEqual(third);
  });

  it("are found by a code exactly, and by a text that cannot be a code not at all", async () => {
    const saved = await open().save(thing({ code: "Lot-1" }));
    expect(await open().where({ code: "Lot-1" })).toEqual([saved]);
    expect(await open().where({ code: "LOT-1" })).toEqual([]);
    expect(await open().where({ code: "Lô-1" })).toEqual([]);
  });

  it("show only what the scope reaches: everything, either clause, nothing", async () => {
    const [here, there] = [newId(), newId()];
    const a = await open().save(thing({ regionId: here, name: "A" }));
    const b = await open().save(thing({ regionId: there, name: "B" }));
    const names = async (scope: Scope) =>
      (await open().where({}, { scope, order: [["name", "ASC"]] })).map(({ name }) => name);
    expect(await names("everything")).toEqual(["A", "B"]);
    expect(await names([{ regionId: [here] }])).toEqual(["A"]);
    expect(await names([{ regionId: [here] }, { id: [b.id] }])).toEqual(["A", "B"]);
    expect(await names([{ regionId: [here], id: [b.id] }])).toEqual([]);
    expect(await names([{ regionId: [] }])).toEqual([]);
    expect(await names([])).toEqual([]);
    expect(await open().find(a.id, [{ regionId: [there] }])).toBeNull();
    for (const scope of ["everything", [{ regionId: [here] }, { id: [b.id] }], [{ regionId: [] }], []] as Scope[]) {
      const { sql, params } = scopeSql(source.manager, things, scope);
      const rows = await select(source.manager, things, `FROM thing t WHERE ${sql} ORDER BY t.name`, params);
      expect(rows.map(({ name }) => name)).toEqual(await names(scope));
    }
  });

  it("make pages that neither repeat nor skip a row, with equal sort values and in both directions", async () => {
    const names = ["C", "A", "B", "B", "B", "A", "D"];
    await open().insert(names.map((name) => thing({ name, version: 1 })));
    for (const direction of ["ASC", "DESC"] as const) {
      const seen: string[] = [];
      let after: readonly string[] | null = null;
      for (;;) {
        const page = await open().page({ sort: ["name"], direction, first: 2, after });
        seen.push(...page.rows.map(({ name, id }) => `${name}${id}`));
        const last = page.rows.at(-1);
        if (!page.hasNextPage || !last) break;
        after = [last.name, last.id];
      }
      expect(new Set(seen).size).toBe(7);
      expect(seen).toEqual(
        [...seen].sort().map((_, nth, all) => all[direction === "ASC" ? nth : all.length - 1 - nth]),
      );
    }
    const instants = await open().page({ sort: ["at"], first: 7, after: ["2026-11-21T03:04:05.122Z", newId()] });
    expect(instants.rows).toHaveLength(7);
    const later = await open().page({ sort: ["at"], first: 7, after: ["2026-11-21T03:04:05.124Z", newId()] });
    expect(later.rows).toEqual([]);
    expect(await open().count({})).toBe(7);
    expect(await open().count({ filter: { name: ["A", "B"] } })).toBe(5);
    expect(await open().count({}, 3)).toBe(3);
  });
});
