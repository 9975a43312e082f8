import { authorOf, manualClock, newId, newTrace, transact } from "@ocop/service-kit";
import { countReferences, deliver, deliveryOf, plantReferences, type TestDatabase } from "@ocop/service-kit/testing";
import { handlers } from "../src/events/subscriptions";
import { workerOf } from "../src/main";
import { evaluationDatabase } from "./database";
import { morning, people, Stage } from "./stage";

jest.setTimeout(60_000);

describe("units that went whole into others", () => {
  let database: TestDatabase;
  const clock = manualClock(morning);
  const author = authorOf(people.loader, "stage", newTrace());
  const onStage = <T>(run: (stage: Stage) => Promise<T>): Promise<T> =>
    transact(database.dataSource, (manager) => run(new Stage(manager)), author);
  const hear = (...deliveries: Parameters<typeof deliver>[1][]) =>
    deliver(
      { service: "evaluation", dataSource: database.dataSource, handlers, deps: workerOf(clock).deps },
      ...deliveries,
    );
  const moved = (...moves: readonly { readonly from: string; readonly to: string }[]) =>
    deliveryOf(
      "registry.territory.moved",
      { id: newId(), version: 1 },
      { listVersion: "new", replaces: "old", moves: [...moves] },
    );

  beforeEach(async () => {
    database = await evaluationDatabase();
    await onStage((stage) => stage.loadTea());
  });
  afterEach(() => database.drop());

  it("are rewritten in every column that names one, and again changes nothing", async () => {
    const [from, to, elsewhere] = [newId(), newId(), newId()];
    const columns = await plantReferences(database.dataSource, "%region_id%", from);
    expect(columns).toHaveLength(10);
    await hear(moved({ from: elsewhere, to: newId() }));
    expect(await countReferences(database.dataSource, columns, from)).toBe(10);
    await hear(moved({ from, to }), moved({ from, to }));
    expect(await countReferences(database.dataSource, columns, from)).toBe(0);
    expect(await countReferences(database.dataSource, columns, to)).toBe(10);
  });

  const place = (provinceRegionId: string, communeRegionId: string | null) => ({ provinceRegionId, communeRegionId });
  const productEvent = (id: string, version: number, at: ReturnType<typeof place>) =>
    deliveryOf(
      "registry.product.changed",
      { id, version },
      {
        ...{ ...at, producerId: newId(), code: null, name: { vi: "Chè", en: null }, story: null, setCode: "QD26-11" },
        ...{ state: "CANDIDATE", provinceName: { vi: "tỉnh", en: null }, communeName: null, demonstration: false },
      },
    );
  const accepted = (productId: string, at: ReturnType<typeof place>) =>
    deliveryOf(
      "registry.dossier.accepted",
      { id: newId(), version: 1 },
      {
        ...{ ...at, productId, producerId: newId(), productName: { vi: "Chè", en: null }, setCode: "QD26-11" },
        ...{
          regime: "qd26-2026",
          registrationType: "FIRST" as const,
          roundId: newId(),
          snapshotSha256: "ef".repeat(32),
        },
        ...{ selfAssessment: {}, acceptedAt: "2026-11-21T02:00:00.000Z" },
      },
    );
  const places = async () => {
    const rows = await database.dataSource.query<{ p: string; c: string; version: number }[]>(
      "SELECT LOWER(HEX(province_region_id)) AS p, LOWER(HEX(commune_region_id)) AS c, version FROM evaluation",
    );
    return rows.map(({ p, c }) => [p, c]);
  };
  const hex = (id: string): string => id.replaceAll("-", "");

  it("reach an evaluation in whatever order the events come", async () => {
    const [productId, before, after] = [newId(), place(newId(), newId()), place(newId(), newId())];
    await hear(
      productEvent(productId, 1, before),
      moved({ from: before.provinceRegionId, to: after.provinceRegionId }),
      productEvent(productId, 2, after),
      // told before the change of units and brought after it
      accepted(productId, before),
    );
    expect(await places()).toEqual([[hex(after.provinceRegionId), hex(after.communeRegionId ?? "")]]);
  });

  it("leave the evaluation of a split commune until an officer chose, and it follows its product then", async () => {
    const [productId, province, split, chosen] = [newId(), newId(), newId(), newId()];
    await hear(productEvent(productId, 1, place(province, split)), accepted(productId, place(province, split)));
    expect(await places()).toEqual([[hex(province), hex(split)]]);
    await hear(productEvent(productId, 2, place(province, chosen)));
    expect(await places()).toEqual([[hex(province), hex(chosen)]]);
  });
});
