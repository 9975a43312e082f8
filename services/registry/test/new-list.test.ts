import { systemViewer, type Viewer } from "@ocop/contracts";
import { fromBinary, insert, newId, store, toBinary } from "@ocop/service-kit";
import { auditEntries, viewerOf } from "@ocop/service-kit/testing";
import { administrativeListTable, administrativeUnitTable } from "../src/data/administrative-unit.table";
import { dossierTable } from "../src/data/dossier.table";
import { producerTable } from "../src/data/producer.table";
import { productTable } from "../src/data/product.table";
import { queriesOn } from "../src/data/queries";
import { repositoriesOn } from "../src/data/repositories";
import type { UnitLevel } from "../src/domain/administrative-unit";
import { noPersonalFacts } from "../src/domain/personal-data";
import type { Producer } from "../src/domain/producer";
import type { Product } from "../src/domain/product";
import { scopeOf, withoutReadings } from "../src/domain/rights";
import { searchKeys } from "../src/domain/unit-search";
import { applyNewList, dryRun, FaultyList, printDryRun } from "../src/commands/load-new-list";
import { enterAssignment } from "../src/use-cases/save-assignment";
import { grant } from "../src/domain/assignment";
import { moveTerritory } from "../src/use-cases/move-territory";
import { regionsOf } from "../src/use-cases/assignments-of";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { graphOf } from "./asking";
import { officialLinks, officialUnits } from "./official-units";
import { cipher, eventsIn, everything, openRegistry, type Registry } from "./support";

type Row = readonly [code: string, level: Lowercase<UnitLevel>, kind: string, name: string, parent: string];

const tsv = (head: string, rows: readonly (readonly string[])[]): string =>
  [head, ...rows.map((row) => row.join("\t"))].join("\n");

/** The files of a new list as the command reads them. */
const filesOf =
  (
    head: object,
    listVersion: string,
    units: readonly Row[],
    links: readonly (readonly [string, string, string])[],
    replaces: string,
  ) =>
  (name: string): string => {
    if (name === "list.json") return JSON.stringify(head);
    if (name === "units.tsv")
      return tsv(
        "listVersion\tcode\tlevel\tkind\tname\tnameEn\tparentCode",
        units.map(([code, level, kind, unit, parent]) => [listVersion, code, level, kind, unit, "", parent]),
      );
    return tsv(
      "oldListVersion\toldCode\tnewListVersion\tnewCode\trelation",
      links.map(([from, to, relation]) => [replaces, from, listVersion, to, relation]),
    );
  };

const old: readonly Row[] = [
  ["11", "province", "tỉnh", "Sông Cũ", ""],
  ["12", "province", "tỉnh", "Núi Cũ", ""],
  ["11001", "commune", "xã", "Bến Đò", "11"],
  ["11002", "commune", "xã", "Bãi Dâu", "11"],
  ["12001", "commune", "xã", "Đèo Gió", "12"],
  ["12002", "commune", "xã", "Suối Đá", "12"],
];
/** Both provinces go into one; the two communes of the river are joined, the pass is split, the code 12002 is re-used. */
const fresh: readonly Row[] = [
  ["11", "province", "tỉnh", "Sông Núi", ""],
  ["11001", "commune", "phường", "Bến Dâu", "11"],
  ["12001", "commune", "xã", "Đèo Gió", "11"],
  ["12002", "commune", "xã", "Gió Lành", "11"],
  ["12003", "commune", "xã", "Suối Đá", "11"],
];
const links: readonly (readonly [string, string, string])[] = [
  ["11", "11", "whole"],
  ["12", "11", "whole"],
  ["11001", "11001", "whole"],
  ["11002", "11001", "whole"],
  ["12001", "12001", "part"],
  ["12001", "12002", "part"],
  ["12002", "12003", "whole"],
];
const head = {
  listVersion: "new",
  replaces: "old",
  validFrom: "2026-12-01",
  legalBasis: "Nghị quyết về sắp xếp",
  counts: { PROVINCE: 1, COMMUNE: 4 },
};
const files = (change: object = {}, units = fresh, ways = links) =>
  filesOf({ ...head, ...change }, "new", units, ways, "old");

describe("a list that takes the place of another", () => {
  let registry: Registry;
  const ids = new Map<string, string>();
  const unit = (code: string): string => ids.get(code) ?? "";
  const officer = (role: "COMMUNE_OFFICER" | "PROVINCE_OFFICER", regionId: string, subject = role): Viewer =>
    viewerOf({
      subject,
      assignments: [
        {
          role,
          scopeType: role === "PROVINCE_OFFICER" ? "PROVINCE" : "COMMUNE",
          scopeId: regionId,
          regionIds: [regionId],
        },
      ],
    });

  const loading = (readFile = files()) => ({
    dataSource: registry.dataSource,
    clock: registry.clock,
    cipher,
    readFile,
  });
  const rows = async () => {
    const { manager } = registry.dataSource;
    const unitName = new Map(
      (await store(manager, administrativeUnitTable).where({}, { limit: 1_000 })).map((one) => [
        one.id,
        `${one.listVersion}/${one.code}`,
      ]),
    );
    const placeOf = ({
      provinceRegionId,
      communeRegionId,
    }: {
      provinceRegionId: string | null;
      communeRegionId: string | null;
    }) => [provinceRegionId, communeRegionId].map((id) => (id === null ? null : (unitName.get(id) ?? id))).join(" ");
    const producers = (await store(manager, producerTable).where({}, { order: [["name", "ASC"]] })).map(
      (one) => `${one.name} ${placeOf(one)}`,
    );
    const products = (await store(manager, productTable).where({}, { order: [["nameVi", "ASC"]] })).map(
      (one) => `${one.nameVi} ${placeOf(one)}`,
    );
    return { producers, products };
  };
  const snapshot = async (): Promise<string> => {
    const { manager } = registry.dataSource;
    const extra = [];
    for (const table of [
      "administrative_list",
      "administrative_unit",
      "administrative_lineage",
      "territory_move",
      "round",
    ])
      extra.push(await manager.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4`));
    return (await everything(manager)) + JSON.stringify(extra);
  };

  const enter = async (code: string, name: string): Promise<{ producer: Producer; product: Product }> =>
    registry.act(officer("PROVINCE_OFFICER", unit(code.slice(0, 2))), async (deps) => {
      const producer = await registerProducer(deps, {
        ...{ name, kind: "COOPERATIVE", addressLine: null, representative: null, ...noPersonalFacts },
        ...{ communeId: unit(code), ownerSubject: `owner-${code}`, delegateSubject: null },
      });
      const viewer = withoutReadings(officer("COMMUNE_OFFICER", unit(code)));
      const product = await registerProduct({ ...deps, viewer }, producer.id, {
        ...{ nameVi: `Chè ${name}`, nameEn: null, storyVi: null, storyEn: null, setCode: null, addressAsIssued: null },
      });
      return { producer, product };
    });

  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.drop());
  beforeEach(async () => {
    const { manager } = registry.dataSource;
    registry.clock.set(new Date("2026-11-21T03:00:00.000Z"));
    for (const table of [
      ...["producer", "product", "assignment", "assignment_holder", "running_number", "territory_move"],
      ...["administrative_list", "administrative_lineage", "outbox_event", "outbox_delivery", "idempotency"],
    ])
      await manager.query(`DELETE FROM ${table}`);
    await manager.query("DELETE FROM administrative_unit WHERE list_version IN ('old', 'new')");
    ids.clear();
    await insert(manager, administrativeListTable, [
      {
        ...{ id: newId(), version: 1, listVersion: "old", replaces: null },
        ...{ validFrom: null, validTo: null, legalBasis: "Danh mục cũ" },
      },
    ]);
    await insert(
      manager,
      administrativeUnitTable,
      old.map(([code, level, kind, name, parent]) => {
        ids.set(code, newId());
        const keys = searchKeys(kind, name);
        const days = { validFrom: null, validTo: null };
        const known = { id: unit(code), version: 1, listVersion: "old", code, kind, name, nameEn: null };
        return {
          ...known,
          ...keys,
          ...days,
          level: level.toUpperCase() as UnitLevel,
          parentCode: parent === "" ? null : parent,
        };
      }),
    );
  });
  const fill = async () => ({
    river: await enter("11001", "Bến Đò"),
    meadow: await enter("11002", "Bãi Dâu"),
    pass: await enter("12001", "Đèo Gió"),
    stream: await enter("12002", "Suối Đá"),
  });

  /** A dossier as the register holds it, in the place of its product. */
  const openDossierOf = async ({ producer, product }: { readonly producer: Producer; readonly product: Product }) => {
    const dossier = {
      ...{ id: newId(), version: 1, productId: product.id, producerId: producer.id, roundId: newId() },
      ...{ provinceRegionId: product.provinceRegionId, communeRegionId: product.communeRegionId ?? "" },
      ...{ regime: "qd26-2026", setCode: "QD26-11", criteriaSetVersion: null, registrationType: "FIRST" as const },
      ...{ state: "DRAFT" as const, lateReason: null, form01: {}, form02: {}, answers: {}, evidence: [] },
      ...{ communeReport: null, returned: null, productCode: null, slipNo: null, snapshotNumber: 0 },
      ...{ snapshotSha256: null, submittedAt: null, forwardedAt: null, acceptedAt: null },
    };
    await insert(registry.dataSource.manager, dossierTable, [dossier]);
    return async () => {
      const [found] = await store(registry.dataSource.manager, dossierTable).where({ id: dossier.id });
      return found && [found.provinceRegionId, found.communeRegionId, found.version];
    };
  };

  it("reaches every column of the register that names a province or commune", async () => {
    const columns = await registry.dataSource.query<{ name: string }[]>(
      `SELECT CONCAT(table_name, '.', column_name) AS name FROM information_schema.columns
       WHERE table_schema = DATABASE() AND column_name LIKE '%region_id%' ORDER BY 1`,
    );
    // A column that is new here must be moved, too: regions of territory-move.repository.ts, or row by row.
    expect(columns.map(({ name }) => name)).toEqual([
      "assignment.commune_region_id",
      "assignment.province_region_id",
      "dossier.commune_region_id",
      "dossier.province_region_id",
      "dossier_reading.province_region_id",
      "producer.commune_region_id",
      "producer.province_region_id",
      "product.commune_region_id",
      "product.province_region_id",
      // Made anew of each product that is saved.
      "product_search.commune_region_id",
      "product_search.province_region_id",
      "product_tally.commune_region_id",
      "product_tally.province_region_id",
      "round.province_region_id",
      "running_number.commune_region_id",
    ]);
  });

  it("is told before it is loaded: what moves, what waits for a choice, and which codes mean something else", async () => {
    await fill();
    const before = await snapshot();
    const report = await dryRun(loading());
    expect(printDryRun(report).split("\n")).toEqual([
      "new replaces old on 2026-12-01: Nghị quyết về sắp xếp",
      "problems: 0",
      "codes with another meaning: 3",
      "  11 tỉnh Sông Cũ → tỉnh Sông Núi",
      "  11001 xã Bến Đò → phường Bến Dâu",
      "  12002 xã Suối Đá → xã Gió Lành",
      "units with rows that move: 5",
      "  11 tỉnh Sông Cũ → 11 tỉnh Sông Núi: 2 producers, 2 products, 0 dossiers, 2 assignments, 0 rounds",
      "  11001 xã Bến Đò → 11001 phường Bến Dâu: 1 producers, 1 products, 0 dossiers, 1 assignments, 0 rounds",
      "  11002 xã Bãi Dâu → 11001 phường Bến Dâu: 1 producers, 1 products, 0 dossiers, 1 assignments, 0 rounds",
      "  12 tỉnh Núi Cũ → 11 tỉnh Sông Núi: 2 producers, 2 products, 0 dossiers, 2 assignments, 0 rounds",
      "  12002 xã Suối Đá → 12003 xã Suối Đá: 1 producers, 1 products, 0 dossiers, 1 assignments, 0 rounds",
      "split units with rows that wait for a choice: 1",
      "  12001 xã Đèo Gió → 12001 xã Đèo Gió | 12002 xã Gió Lành: 1 producers, 1 products, 0 dossiers, 1 assignments, 0 rounds",
    ]);
    expect(await snapshot()).toBe(before);
  });

  it("is refused as a whole with every fault named, and writes nothing", async () => {
    await fill();
    const before = await snapshot();
    const faulty = files({}, fresh, links.slice(1));
    const { problems } = await dryRun(loading(faulty));
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      "LEAVES_PROVINCE old/11001 → new/11001",
      "LEAVES_PROVINCE old/11002 → new/11001",
      "MISSING_SUCCESSOR old/11",
    ]);
    await expect(applyNewList(loading(faulty))).rejects.toThrow(FaultyList);
    for (const [name, message] of [
      ["list.json", /^list\.json, .*is not JSON$/],
      ["units.tsv", /^units\.tsv, /],
      ["lineage.tsv", /^lineage\.tsv, /],
    ] as const) {
      const damaged = (asked: string) => (asked === name ? `${files()(asked).slice(0, 90)}\u0009x\n` : files()(asked));
      await expect(dryRun(loading(damaged))).rejects.toThrow(message);
      await expect(applyNewList(loading(damaged))).rejects.toThrow(message);
    }
    expect(await snapshot()).toBe(before);
  });

  it("is loaded ahead of its first day, and the rows follow on that day", async () => {
    await fill();
    expect(await applyNewList(loading())).toEqual({ validFrom: "2026-12-01", batches: null });
    expect((await rows()).producers).toContain("Bến Đò old/11 old/11001");
    registry.clock.set(new Date("2026-11-30T16:59:59.000Z"));
    expect((await applyNewList(loading())).batches).toBeNull();
    registry.clock.set(new Date("2026-11-30T17:00:00.000Z"));
    expect((await applyNewList(loading())).batches).toBeGreaterThan(0);
    expect(await rows()).toEqual({
      producers: [
        "Bãi Dâu new/11 new/11001",
        "Bến Đò new/11 new/11001",
        "Đèo Gió new/11 old/12001",
        "Suối Đá new/11 new/12003",
      ],
      products: [
        "Chè Bãi Dâu new/11 new/11001",
        "Chè Bến Đò new/11 new/11001",
        "Chè Đèo Gió new/11 old/12001",
        "Chè Suối Đá new/11 new/12003",
      ],
    });
  });

  it("tells the platform which units took the place of others, whole ones alone, and each row its new place", async () => {
    await fill();
    registry.clock.set(new Date("2026-12-01T03:00:00.000Z"));
    await applyNewList(loading());
    const events = await eventsIn(registry.dataSource.manager);
    const moved = events.filter(({ type }) => type === "registry.territory.moved");
    expect(moved).toHaveLength(1);
    const now = new Map(
      (
        await store(registry.dataSource.manager, administrativeUnitTable).where({ listVersion: "new" }, { limit: 10 })
      ).map((one) => [one.code, one.id]),
    );
    expect(moved[0]?.body).toEqual({
      listVersion: "new",
      replaces: "old",
      moves: [
        { from: unit("11"), to: now.get("11") },
        { from: unit("11001"), to: now.get("11001") },
        { from: unit("11002"), to: now.get("11001") },
        { from: unit("12"), to: now.get("11") },
        { from: unit("12002"), to: now.get("12003") },
      ],
    });
    const last = events.filter(({ type }) => type === "registry.product.changed").map(({ body }) => body);
    expect(last.filter(({ provinceRegionId }) => provinceRegionId === now.get("11"))).toHaveLength(4);
  });

  it("changes nothing when it is loaded again, and takes up rows that were entered meanwhile", async () => {
    await fill();
    registry.clock.set(new Date("2026-12-01T03:00:00.000Z"));
    await applyNewList(loading());
    const once = await snapshot();
    expect(await applyNewList(loading())).toEqual({ validFrom: "2026-12-01", batches: 0 });
    expect(await snapshot()).toBe(once);
    // An act that read the old unit before the list changed and was saved after.
    const late = newId();
    const [one] = await store(registry.dataSource.manager, producerTable).where({ name: "Bến Đò" });
    if (one === undefined) throw new Error("no producer");
    await insert(registry.dataSource.manager, producerTable, [
      { ...one, id: late, name: "Muộn", provinceRegionId: unit("12"), communeRegionId: unit("12002"), version: 1 },
    ]);
    expect((await applyNewList(loading())).batches).toBeGreaterThan(0);
    expect((await rows()).producers).toContain("Muộn new/11 new/12003");
  });

  it("goes on where it was stopped", async () => {
    await fill();
    registry.clock.set(new Date("2026-11-29T03:00:00.000Z"));
    await applyNewList(loading());
    registry.clock.set(new Date("2026-12-01T03:00:00.000Z"));
    const step = () => registry.act(systemViewer("loader"), (deps) => moveTerritory(deps, "new"));
    // links, their end, producers: then the process dies
    for (let nth = 0; nth < 3; nth += 1) expect(await step()).toBe(true);
    expect((await rows()).producers).toContain("Bến Đò new/11 new/11001");
    expect((await rows()).products).toContain("Chè Bến Đò old/11 old/11001");
    const told = (await eventsIn(registry.dataSource.manager)).length;
    await applyNewList(loading());
    expect((await rows()).products).toContain("Chè Bến Đò new/11 new/11001");
    expect((await eventsIn(registry.dataSource.manager)).length).toBe(told + 4);
  });

  it("is moved by the loader alone", async () => {
    await expect(
      registry.act(officer("PROVINCE_OFFICER", unit("11")), (deps) => moveTerritory(deps, "new")),
    ).rejects.toThrow("FORBIDDEN");
  });

  it("leaves the running numbers of joined communes behind the highest, so that no code is given twice", async () => {
    await fill();
    const numbers = (commune: string, year: number) =>
      registry.act(systemViewer("loader"), ({ repositories }) =>
        repositories.numbers.next("PRODUCT_CODE", commune, year),
      );
    for (let nth = 0; nth < 3; nth += 1) await numbers(unit("11001"), 2026);
    for (let nth = 0; nth < 7; nth += 1) await numbers(unit("11002"), 2026);
    await numbers(unit("12001"), 2026);
    registry.clock.set(new Date("2026-12-01T03:00:00.000Z"));
    await applyNewList(loading());
    const id = async (code: string) =>
      (await queriesOn(registry.dataSource.manager).unitsOfKeys([{ listVersion: "new", code }]))[0]?.id ?? "";
    expect(await numbers(await id("11001"), 2026)).toBe(8);
    expect(await numbers(await id("12001"), 2026)).toBe(2);
    expect(await numbers(await id("12002"), 2026)).toBe(2);
    expect(await numbers(await id("12003"), 2026)).toBe(1);
  });

  it("moves rights with their rows: officers of the old units see exactly the moved records, and the totals stay", async () => {
    await fill();
    const { manager } = registry.dataSource;
    const right = (subject: string, scopeId: string) =>
      registry.act(systemViewer("loader"), (deps) =>
        enterAssignment(
          deps,
          grant({
            ...{
              id: newId(),
              subject,
              role: "PROVINCE_OFFICER",
              scopeType: "PROVINCE",
              scopeId,
              legalBasis: "Quyết định",
            },
            ...{ validFrom: "2026-01-01", validUntil: null, grantedBy: "loader", proposedAt: registry.clock.now() },
            ...{ provinceRegionId: scopeId, communeRegionId: null },
          }),
        ),
      );
    await right("river-officer", unit("11"));
    await right("hill-officer", unit("12"));
    const seen = async (scopeId: string) => {
      const regionIds = (await regionsOf(queriesOn(manager), [scopeId], registry.clock.now())).get(scopeId) ?? [];
      const viewer = withoutReadings(
        viewerOf({
          subject: "x",
          assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId, regionIds }],
        }),
      );
      const found = await store(manager, producerTable).where({}, { scope: scopeOf(viewer, ["province.own"]) });
      return found.map(({ name }) => name).sort();
    };
    expect([await seen(unit("11")), await seen(unit("12"))]).toEqual([
      ["Bãi Dâu", "Bến Đò"],
      ["Suối Đá", "Đèo Gió"],
    ]);
    registry.clock.set(new Date("2026-12-01T03:00:00.000Z"));
    await applyNewList(loading());
    const all = ["Bãi Dâu", "Bến Đò", "Suối Đá", "Đèo Gió"];
    expect([await seen(unit("11")), await seen(unit("12"))]).toEqual([all, all]);
    const scopes = await manager.query<{ province: Buffer; n: string }[]>(
      "SELECT province_region_id AS province, COUNT(*) AS n FROM assignment WHERE scope_type = 'PROVINCE' AND subject LIKE '%-officer' GROUP BY 1",
    );
    const [province] = await queriesOn(manager).unitsOfKeys([{ listVersion: "new", code: "11" }]);
    expect(scopes.map((one) => [fromBinary(one.province), Number(one.n)])).toEqual([[province?.id, 2]]);
  });

  describe("that split a commune", () => {
    const split = async () => {
      const filled = await fill();
      const [atPass, atRiver] = [await openDossierOf(filled.pass), await openDossierOf(filled.river)];
      registry.clock.set(new Date("2026-12-01T03:00:00.000Z"));
      await applyNewList(loading());
      const [province, half, other, stream] = await queriesOn(registry.dataSource.manager).unitsOfKeys(
        ["11", "12001", "12002", "12003"].map((code) => ({ listVersion: "new", code })),
      );
      if (!province || !half || !other || !stream) throw new Error("no such units");
      const graph = graphOf(registry);
      return { ...filled, graph, province, half, other, stream, atPass, atRiver };
    };
    const reason = "biên bản xác minh";

    it("leaves its rows where they are until an officer chooses, and shows the choices", async () => {
      const { graph, pass, province, half, other } = await split();
      const { data } = graph;
      const choices = await data<{
        producer: { commune: { code: string }; unitChoices: { id: string }[] };
        product: { unitChoices: { id: string }[] };
      }>(
        `query ($producer: ID!, $product: ID!) {
           producer(id: $producer) { commune { listVersion code } province { code } unitChoices { id } }
           product(id: $product) { unitChoices { id } } }`,
        officer("PROVINCE_OFFICER", province.id),
        { producer: pass.producer.id, product: pass.product.id },
      );
      expect(choices).toEqual({
        producer: {
          commune: { listVersion: "old", code: "12001" },
          province: { code: "11" },
          unitChoices: [{ id: half.id }, { id: other.id }],
        },
        product: { unitChoices: [{ id: half.id }, { id: other.id }] },
      });
      const waiting = async (viewer: Viewer) =>
        await data<{ producersToPlace: { nodes: { id: string }[] }; productsToPlace: { nodes: { id: string }[] } }>(
          "{ producersToPlace { nodes { id } } productsToPlace { nodes { id } } }",
          viewer,
        );
      const toPlace = { producersToPlace: { nodes: [{ id: pass.producer.id }] }, productsToPlace: { nodes: [] } };
      expect(await waiting(officer("PROVINCE_OFFICER", province.id))).toEqual(toPlace);
      expect(await waiting(officer("COMMUNE_OFFICER", half.id))).toEqual(toPlace);
      expect(await waiting(officer("COMMUNE_OFFICER", unit("11001")))).toEqual({
        producersToPlace: { nodes: [] },
        productsToPlace: { nodes: [] },
      });
    });

    it("lets its province choose: products, dossiers and rights go along, the reason is kept, nothing waits any more", async () => {
      const { graph, pass, province, other, atPass, atRiver } = await split();
      const [joined] = await queriesOn(registry.dataSource.manager).unitsOfKeys([
        { listVersion: "new", code: "11001" },
      ]);
      // province and commune were rewritten, each as a change of the row
      expect(await atRiver()).toEqual([province.id, joined?.id, 3]);
      expect(await atPass()).toEqual([province.id, unit("12001"), 2]);
      const { manager } = registry.dataSource;
      const { version } = (await repositoriesOn(manager).producers.find(pass.producer.id)) ?? pass.producer;
      const input = { producerId: pass.producer.id, expectedVersion: version, unitId: other.id, reason };
      const saved = await graph.done<{ commune: { code: string }; unitChoices: readonly object[] }>(
        "chooseProducerUnit",
        input,
        officer("PROVINCE_OFFICER", province.id, "PROVINCE_OFFICER"),
        "{ commune { code } unitChoices { id } issuedUnit { listVersion code } }",
      );
      expect(saved).toEqual({
        commune: { code: "12002" },
        unitChoices: [],
        issuedUnit: { listVersion: "old", code: "12001" },
      });
      expect((await rows()).products).toContain("Chè Đèo Gió new/11 new/12002");
      const [right] = await manager.query<{ commune: Buffer }[]>(
        "SELECT commune_region_id AS commune FROM assignment WHERE scope_id = ?",
        [toBinary(pass.producer.id)],
      );
      expect(right && fromBinary(right.commune)).toBe(other.id);
      expect(await atPass()).toEqual([province.id, other.id, 3]);
      const entries = (await auditEntries(registry.dataSource)).filter(
        ({ outcome, objectId }) => outcome === "PLACED" && objectId === pass.producer.id,
      );
      expect(entries).toMatchObject([{ objectType: "producer", objectId: pass.producer.id, reason }]);
      await graph.refused(
        "chooseProducerUnit",
        { ...input, expectedVersion: version + 1 },
        officer("PROVINCE_OFFICER", province.id),
        "NOTHING_TO_CHOOSE",
      );
    });

    it("refuses a choice without right, without reason, without a unit that took a share, and over a changed row", async () => {
      const { graph, pass, river, province, half, other, stream } = await split();
      const { version } =
        (await repositoriesOn(registry.dataSource.manager).producers.find(pass.producer.id)) ?? pass.producer;
      const input = { producerId: pass.producer.id, expectedVersion: version, unitId: other.id, reason };
      const ours = officer("PROVINCE_OFFICER", province.id);
      await graph.refused("chooseProducerUnit", input, officer("PROVINCE_OFFICER", newId()), "FORBIDDEN");
      await graph.refused("chooseProducerUnit", input, officer("COMMUNE_OFFICER", half.id), "FORBIDDEN");
      await graph.refused("chooseProducerUnit", { ...input, unitId: stream.id }, ours, "NOT_A_CHOICE");
      await graph.refused("chooseProducerUnit", { ...input, unitId: newId() }, ours, "NOT_A_CHOICE");
      await graph.refused("chooseProducerUnit", { ...input, reason: " " }, ours, "BAD_USER_INPUT");
      await graph.refused("chooseProducerUnit", { ...input, expectedVersion: 1 }, ours, "STALE_VERSION");
      await graph.refused("chooseProducerUnit", { ...input, producerId: newId() }, ours, "NOT_FOUND");
      const { version: moved } =
        (await repositoriesOn(registry.dataSource.manager).producers.find(river.producer.id)) ?? river.producer;
      await graph.refused(
        "chooseProducerUnit",
        { ...input, producerId: river.producer.id, expectedVersion: moved },
        ours,
        "NOTHING_TO_CHOOSE",
      );
    });

    it("lets the commune that takes a row in choose, and a product of its own when it does not go with its producer", async () => {
      const { graph, pass, half } = await split();
      const { manager } = registry.dataSource;
      await manager.query("UPDATE product SET producer_id = NULL WHERE id = ?", [toBinary(pass.product.id)]);
      const ours = officer("COMMUNE_OFFICER", half.id);
      const { productsToPlace } = await graph.data<{ productsToPlace: { nodes: { id: string; version: number }[] } }>(
        "{ productsToPlace { nodes { id version } } }",
        ours,
      );
      const [waiting] = productsToPlace.nodes;
      expect(waiting?.id).toBe(pass.product.id);
      const input = { productId: pass.product.id, expectedVersion: waiting?.version ?? 0, unitId: half.id, reason };
      await graph.done("chooseProductUnit", input, ours, "{ id version state }");
      expect((await rows()).products).toContain("Chè Đèo Gió new/11 new/12001");
      expect((await rows()).producers).toContain("Đèo Gió new/11 old/12001");
    });
  });
});

describe("Đồng Nai, which became a city on 30/04/2026, as if it were to come", () => {
  const inDongNai = (listVersion: string) =>
    officialUnits.filter((one) => one.listVersion === listVersion && (one.code === "75" || one.parentCode === "75"));

  it("moves every record to the unit of the same code, and ten communes to the ward they became", async () => {
    const registry = await openRegistry();
    try {
      registry.clock.set(new Date("2026-04-29T03:00:00.000Z"));
      const { dataSource, clock } = registry;
      const before = inDongNai("2025-07").map((one) => ({ ...one, id: newId(), validTo: null }));
      const list = {
        id: newId(),
        version: 1,
        listVersion: "2025-07",
        replaces: null,
        validFrom: "2025-07-01",
        validTo: null,
      };
      await insert(dataSource.manager, administrativeListTable, [{ ...list, legalBasis: "Nghị quyết 202/2025/QH15" }]);
      await insert(dataSource.manager, administrativeUnitTable, before);
      const province = before.find(({ code }) => code === "75")?.id ?? "";
      const officer = viewerOf({
        subject: "officer",
        assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: province, regionIds: [province] }],
      });
      const communes = before.filter(({ level }) => level === "COMMUNE");
      for (const commune of communes)
        await registry.act(officer, (deps) =>
          registerProducer(deps, {
            ...{ name: `HTX ${commune.code}`, kind: "COOPERATIVE", addressLine: null, representative: null },
            ...{ ...noPersonalFacts, communeId: commune.id, ownerSubject: null, delegateSubject: null },
          }),
        );
      const after = inDongNai("2026-04");
      const ways = officialLinks.filter(
        ({ newListVersion, newCode }) => newListVersion === "2026-04" && after.some(({ code }) => code === newCode),
      );
      const readFile = filesOf(
        {
          ...{ listVersion: "2026-04", replaces: "2025-07", validFrom: "2026-04-30" },
          ...{ legalBasis: "Nghị quyết 30/2026/QH16; Nghị quyết 237/NQ-UBTVQH16" },
          counts: { PROVINCE: 1, COMMUNE: after.length - 1 },
        },
        "2026-04",
        after.map(({ code, level, kind, name, parentCode }) => [
          code,
          level.toLowerCase() as Row[1],
          kind,
          name,
          parentCode ?? "",
        ]),
        ways.map(({ oldCode, newCode, relation }) => [oldCode, newCode, relation.toLowerCase()]),
        "2025-07",
      );
      const loading = { dataSource, clock, cipher, readFile };
      const report = await dryRun(loading);
      expect(report.problems).toEqual([]);
      expect(report.reused).toEqual([]);
      const became = report.moving
        .filter(({ unit, to }) => to[0] !== unit)
        .map(({ unit, to }) => `${unit} → ${to.join()}`);
      expect(became).toEqual([
        "25270 xã Lộc Ninh → 25270 phường Lộc Ninh",
        "25357 xã Tân Khai → 25357 phường Tân Khai",
        "25363 xã Đồng Phú → 25363 phường Đồng Phú",
        "26116 xã Tân Phú → 26116 phường Tân Phú",
        "26170 xã Trị An → 26170 phường Trị An",
        "26248 xã Trảng Bom → 26248 phường Trảng Bom",
        "26326 xã Dầu Giây → 26326 phường Dầu Giây",
        "26368 xã Long Thành → 26368 phường Long Thành",
        "26425 xã Xuân Lộc → 26425 phường Xuân Lộc",
        "26485 xã Nhơn Trạch → 26485 phường Nhơn Trạch",
        "75 tỉnh Đồng Nai → 75 thành phố Đồng Nai",
      ]);
      clock.set(new Date("2026-04-30T03:00:00.000Z"));
      await applyNewList(loading);
      const units = new Map(
        (
          await store(dataSource.manager, administrativeUnitTable).where({ listVersion: "2026-04" }, { limit: 1_000 })
        ).map((one) => [one.id, one]),
      );
      const producers = await store(dataSource.manager, producerTable).where({}, { limit: 1_000 });
      expect(producers).toHaveLength(communes.length);
      for (const { name, provinceRegionId, communeRegionId } of producers) {
        expect(units.get(provinceRegionId)).toMatchObject({ code: "75", kind: "thành phố" });
        expect(`HTX ${units.get(communeRegionId ?? "")?.code ?? ""}`).toBe(name);
      }
      const told = (await eventsIn(dataSource.manager)).filter(({ type }) => type === "registry.territory.moved");
      expect(told.flatMap(({ body }) => body["moves"] as readonly object[])).toHaveLength(communes.length + 1);
    } finally {
      await registry.drop();
    }
  }, 240_000);
});
