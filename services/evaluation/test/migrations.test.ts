import { startOf } from "@ocop/contracts";
import { newId, plumbing, plumbingTables, toBinary } from "@ocop/service-kit";
import { plumbingDrift, type TestDatabase } from "@ocop/service-kit/testing";
import { OneWayToRepeat1795309200011 } from "../migrations/1795309200011-one-way-to-repeat";
import { migrations } from "../migrations/all";
import { evaluationDatabase } from "./database";

describe("the schema of evaluation", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await evaluationDatabase();
  });
  afterAll(() => database.drop());

  const undo = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) await database.dataSource.undoLastMigration();
  };

  it("is what the tables of the domain types describe: no drift", async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    const own = upQueries
      .map(({ query }) => query)
      .filter((query) => !plumbingTables().some((name) => query.includes(`\`${name}\``)));
    expect(own).toEqual([]);
  });

  it("has the tables of the event path as the kit describes them", async () => {
    expect(await plumbingDrift(database.dataSource)).toEqual([]);
  });

  it("tells of the dossiers that councils held before readings were told, and keeps when each may see the claims", async () => {
    const { dataSource } = database;
    await undo(migrations.length - migrations.indexOf(OneWayToRepeat1795309200011));
    const [held, waiting, council] = [newId(), newId(), newId()];
    const evaluation = (id: string, councilId: string | null) =>
      dataSource.query(
        `INSERT INTO evaluation (id, version, dossier_id, product_id, producer_id, product_name, regime, set_code,
           criteria_set_id, registration_type, round_id, province_region_id, snapshot_sha256, self_assessment, accepted_at,
           state, council_id, scoring_round, rejected)
         VALUES (?, 2, ?, ?, ?, '{}', 'qd26-2026', 'QD26-11', ?, 'FIRST', ?, ?, '', '{}', '2026-11-01', 'RELEASED', ?, 0, 0)`,
        [
          ...[id, newId(), newId(), newId(), newId(), newId(), newId()].map(toBinary),
          councilId === null ? null : toBinary(councilId),
        ],
      );
    await dataSource.query(
      `INSERT INTO council (id, version, province_region_id, rules_id, settings, demonstration, decision_no, decided_on,
         term_from, term_until) VALUES (?, 1, ?, ?, '{"passes": 1}', 0, '5', '2026-01-05', '2026-01-05', '2027-01-05')`,
      [toBinary(council), toBinary(newId()), toBinary(newId())],
    );
    await evaluation(held, council);
    await evaluation(waiting, null);
    await dataSource.runMigrations();
    expect(await dataSource.query("SELECT id, version FROM reading")).toEqual([{ id: toBinary(held), version: 1 }]);
    expect(await dataSource.query("SELECT kind, due_key, due_at FROM due")).toEqual([
      { kind: "reading.end", due_key: toBinary(held), due_at: new Date(startOf("2027-01-05")) },
    ]);
    const [row] = await dataSource.query<{ settings: string }[]>("SELECT settings FROM council");
    expect(JSON.parse(row?.settings ?? "")).toEqual({ passes: 1, advanceSelfScore: "AFTER_OWN_SHEET" });
    for (const table of ["evaluation", "council"]) await dataSource.query(`DELETE FROM ${table}`);
  });

  it("goes down to nothing and up again", async () => {
    const { dataSource } = database;
    await undo(migrations.length);
    expect(await dataSource.query("SHOW TABLES")).toHaveLength(1);
    await dataSource.runMigrations();
    expect(await dataSource.query("SHOW TABLES")).toHaveLength(1 + 16 + plumbing.length);
  });
});
