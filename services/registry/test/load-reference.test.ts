import { dayOf } from "@ocop/contracts";
import { createCipher, manualClock, newId, textOf, type ReadFile } from "@ocop/service-kit";
import { testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import { migrations } from "../migrations/all";
import { loadReference } from "../src/commands/load-files";
import { committedFile } from "../src/commands/reference-file";
import { readLineage, readUnits } from "../src/commands/units-file";
import { administrativeLineageTable, administrativeListTable } from "../src/data/administrative-unit.table";
import { tables } from "../src/data/data-source";
import { queriesOn } from "../src/data/queries";
import { isCurrent, resolve, textOfKey, type UnitKey } from "../src/domain/administrative-unit";
import { liveAssignmentsOf, regionsOf } from "../src/use-cases/assignments-of";
import { resolveUnits } from "../src/use-cases/resolve-units";
import { eventsIn } from "./support";

const now = new Date("2026-11-21T03:00:00.000Z");

/** The committed files, one of them damaged. */
const damaged =
  (name: string, damage: (text: string) => string): ReadFile =>
  (asked) =>
    asked === name ? textOf(asked, Buffer.from(damage(committedFile(asked)))) : committedFile(asked);

const onLine = (line: number, change: (text: string) => string) => (text: string) =>
  text
    .split("\n")
    .map((row, index) => (index + 1 === line ? change(row) : row))
    .join("\n");

const cipher = createCipher(["0123456789-registry-field-key-0123456789"]);

describe("the reference data", () => {
  let database: TestDatabase;
  const load = async (demonstration: boolean, readFile: ReadFile = committedFile): Promise<readonly string[]> => {
    const said: string[] = [];
    await loadReference({
      dataSource: database.dataSource,
      clock: manualClock(now),
      cipher,
      readFile,
      demonstration,
      say: (file, { added, changed, same }) => said.push([file, added, changed, same].join(" ")),
    });
    return said;
  };
  const count = async (table: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ n: string }[]>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  };

  beforeAll(async () => {
    database = await testDatabase({ entities: tables, migrations });
  });
  afterAll(() => database.drop());

  describe("is refused as a whole file when it is damaged, naming line and reason:", () => {
    const first = (text: string): string => text.split("\n")[0] ?? "";
    it.each([
      [
        "an unknown level",
        damaged(
          "administrative-units.tsv",
          onLine(812, (row) => row.replace("\tcommune\t", "\tcomune\t")),
        ),
        /^administrative-units\.tsv, line 812: level: /,
      ],
      [
        "a missing column",
        damaged(
          "administrative-units.tsv",
          onLine(900, (row) => row.replace("\t", " ")),
        ),
        /^administrative-units\.tsv, line 900: /,
      ],
      [
        "a code that stands twice",
        damaged("administrative-units.tsv", (text) => onLine(17_505, () => text.split("\n")[17_503] ?? "")(text)),
        /^administrative-units\.tsv, line 17505: .* stands in the file twice$/,
      ],
      [
        "a parent that is not there",
        damaged(
          "administrative-units.tsv",
          onLine(17_505, (row) => row.replace("\t96\t", "\t97\t")),
        ),
        /^administrative-units\.tsv, line 17505: the parent 97 /,
      ],
      [
        "a name that is not composed",
        damaged(
          "administrative-units.tsv",
          onLine(500, (row) => row.normalize("NFD")),
        ),
        /^administrative-units\.tsv, line 500: is not composed \(NFC\)$/,
      ],
      [
        "a row too few",
        damaged("administrative-units.tsv", (text) => text.trimEnd().split("\n").slice(0, -1).join("\n")),
        /^administrative-units\.tsv, its rows: 2026-04 COMMUNE: 3320 found, 3321 expected$/,
      ],
      [
        "only its head",
        damaged("administrative-units.tsv", first),
        /^administrative-units\.tsv, its rows: 2025-before PROVINCE: 0 found, 63 expected$/,
      ],
    ])("%s in the units", async (_, readFile, message) => {
      await expect(load(true, readFile)).rejects.toThrow(message);
      expect(await count("administrative_unit")).toBe(0);
      expect(await count("administrative_lineage")).toBe(0);
    });

    it.each([
      [
        "a list that begins on another day",
        (text: string) => text.replace('"2026-04-30",', '"2026-05-01",'),
        /^administrative-lists\.json, 2026-04: does not begin/,
      ],
      [
        "a day that is none",
        (text: string) => text.replace("2026-04-30", "2026-02-30"),
        /^administrative-lists\.json, line \d+, lists\[\d\]\.valid(To|From): is not a day$/,
      ],
      [
        "a list without its acts",
        (text: string) => text.replace(/"Nghị quyết 202[^"]*"/, '""'),
        /^administrative-lists\.json, line \d+, lists\[1\]\.legalBasis: /,
      ],
    ])("%s, before any unit is written", async (_, damage, message) => {
      await expect(load(true, damaged("administrative-lists.json", damage))).rejects.toThrow(message);
      expect(await count("administrative_unit")).toBe(0);
    });

    it.each([
      [
        "a link to an unknown unit",
        damaged(
          "administrative-lineage.tsv",
          onLine(2, (row) => row.replace("2025-07\t01", "2025-07\t02")),
        ),
        /^administrative-lineage\.tsv, line 2: .* names an unknown unit$/,
      ],
      [
        "a whole unit called a part",
        damaged(
          "administrative-lineage.tsv",
          onLine(2, (row) => row.replace("whole", "part")),
        ),
        /^administrative-lineage\.tsv, line 2: .* is not PART$/,
      ],
      [
        "a commune that leaves its province",
        damaged("administrative-lineage.tsv", (text) => text.replace("24730	2025-07	24730", "24730	2025-07	00004")),
        /^administrative-lineage\.tsv, line \d+: .* leaves its province$/,
      ],
    ])("%s in the lineage, before any unit is written", async (_, readFile, message) => {
      await expect(load(true, readFile)).rejects.toThrow(message);
      expect(await count("administrative_unit")).toBe(0);
    });
  });

  describe("once loaded", () => {
    it("reports a line for each file and holds the published counts", async () => {
      expect(await load(true)).toEqual([
        "administrative-lists.json 3 0 0",
        "administrative-units.tsv 17504 0 0",
        "administrative-lineage.tsv 14020 0 0",
        "demonstration.json 18 0 0",
        "product-sets.json 26 0 0",
        "dossier-forms.json 166 0 0",
        "programmes.json 3 0 0",
        "ocop-products.csv 103 0 0",
        "product-search 0 0 103",
      ]);
      const counted = {
        units: await count("administrative_unit WHERE list_version <> 'demonstration'"),
        lineage: await count("administrative_lineage"),
        sets: await count("product_set"),
        producers: await count("producer"),
        products: await count("product"),
        withoutProducer: await count("product WHERE producer_id IS NULL"),
        withoutCommune: await count("product WHERE commune_region_id IS NULL"),
        invented: await count(
          "product WHERE code IS NOT NULL OR set_code IS NOT NULL OR story_vi IS NOT NULL OR name_en IS NOT NULL OR demonstration",
        ),
      };
      expect(counted).toEqual({
        units: 17_504,
        lineage: 14_020,
        sets: 26,
        producers: 58,
        products: 103,
        withoutProducer: 4,
        withoutCommune: 23,
        invented: 0,
      });
    });

    it("has published every real producer and product once", async () => {
      const names = (await eventsIn(database.dataSource.manager)).map(
        ({ type, agg_ver }) => `${type} ${String(agg_ver)}`,
      );
      expect(names.filter((name) => name === "registry.producer.changed 1")).toHaveLength(58);
      expect(names.filter((name) => name === "registry.product.changed 1")).toHaveLength(103);
      expect(names).toHaveLength(161);
    });

    it("changes nothing and publishes nothing when it is loaded again", async () => {
      const checksums = () =>
        database.dataSource.query<unknown[]>(
          "CHECKSUM TABLE administrative_list, administrative_unit, administrative_lineage, product, producer, round, assignment, product_set, form_definition, evidence_kind, programme, outbox_event",
        );
      const before = await checksums();
      expect(await load(true)).toEqual([
        "administrative-lists.json 0 0 3",
        "administrative-units.tsv 0 0 17504",
        "administrative-lineage.tsv 0 0 14020",
        "demonstration.json 0 0 18",
        "product-sets.json 0 0 26",
        "dossier-forms.json 0 0 166",
        "programmes.json 0 0 3",
        "ocop-products.csv 0 0 103",
        "product-search 0 0 103",
      ]);
      expect(await checksums()).toEqual(before);
    });

    it("takes a corrected name over as a new version of the same unit", async () => {
      const corrected = damaged(
        "administrative-units.tsv",
        onLine(3, (row) => row.replace("Ba Dinh District", "Ba Dinh")),
      );
      expect((await load(true, corrected))[1]).toBe("administrative-units.tsv 0 1 17503");
      expect((await load(true))[1]).toBe("administrative-units.tsv 0 1 17503");
      const [unit] = await queriesOn(database.dataSource.manager).unitsOfKeys([
        { listVersion: "2025-before", code: "001" },
      ]);
      expect(unit).toMatchObject({ version: 3, nameEn: "Ba Dinh District" });
    });

    it("refuses a damaged file of products and leaves the register as it was", async () => {
      const swapped = damaged(
        "ocop-products.csv",
        onLine(5, (row) => row.replace(",68,", ",69,")),
      );
      await expect(load(true, swapped)).rejects.toThrow(/^ocop-products\.csv, line \d+: /);
      expect(await count("product")).toBe(103);
    });

    it("answers where an old unit lies today, by its list and code", async () => {
      const queries = queriesOn(database.dataSource.manager);
      const keys = [
        { listVersion: "2025-before", code: "24" },
        { listVersion: "2025-07", code: "75" },
        { listVersion: "2025-before", code: "536" },
        { listVersion: "2025-before", code: "001" },
      ];
      const units = await queries.unitsOfKeys(keys);
      const resolved = await resolveUnits(queries, units, now);
      const said = keys.map((key) => {
        const found = resolved.get(textOfKey(key));
        return [found?.outcome, ...(found?.successors ?? []).map(({ listVersion, name }) => `${listVersion} ${name}`)];
      });
      expect(said).toEqual([
        ["RESOLVED", "2026-04 Bắc Ninh"],
        ["RESOLVED", "2026-04 Đồng Nai"],
        ["RESOLVED", "2026-04 Lý Sơn"],
        ["ENDED"],
      ]);
    });

    it("gives the demonstration people their rights, the lapsed one none, and nobody else any", async () => {
      const queries = queriesOn(database.dataSource.manager);
      const held = async (subject: string) =>
        Promise.all(
          (await liveAssignmentsOf(queries, subject, now)).map(async ({ role, scopeId }) => {
            const regions = scopeId === null ? null : (await regionsOf(queries, [scopeId], now)).get(scopeId);
            return `${role} ${String(regions?.length === 1 && regions[0] === scopeId)}`;
          }),
        );
      expect(await held("demo-province-a")).toEqual(["PROVINCE_OFFICER true"]);
      expect(await held("demo-two-hats")).toEqual(["PROVINCE_OFFICER true"]);
      expect(await held("demo-commune-a")).toEqual(["COMMUNE_OFFICER true"]);
      expect(await held("demo-auditor")).toEqual(["AUDITOR false"]);
      expect(await held("demo-lapsed")).toEqual([]);
      expect(await held("người lạ")).toEqual([]);
    });

    it("leaves a list ended that another has replaced since, and the links to it", async () => {
      const { manager } = database.dataSource;
      const later = { listVersion: "2027-01", replaces: "2026-04", validFrom: "2027-01-01", validTo: null };
      await manager.insert(administrativeListTable, { ...later, id: newId(), version: 1, legalBasis: "Nghị quyết" });
      const link = { oldListVersion: "2026-04", oldCode: "68", newListVersion: "2027-01", newCode: "68" };
      await manager.insert(administrativeLineageTable, { ...link, relation: "WHOLE" });
      expect((await load(true)).slice(0, 3)).toEqual([
        "administrative-lists.json 0 1 2",
        "administrative-units.tsv 0 3355 14149",
        "administrative-lineage.tsv 0 0 14020",
      ]);
      const [province] = await queriesOn(manager).unitsOfKeys([{ listVersion: "2026-04", code: "68" }]);
      expect(province?.validTo).toBe("2027-01-01");
      expect(await count("administrative_lineage")).toBe(14_021);
      expect((await load(true)).slice(0, 2)).toEqual([
        "administrative-lists.json 0 0 3",
        "administrative-units.tsv 0 0 17504",
      ]);
    }, 240_000);
  });
});

describe("every unit of the old lists", () => {
  const units = readUnits(committedFile("administrative-units.tsv"));
  const links = readLineage(committedFile("administrative-lineage.tsv"), units);
  const byKey = new Map(units.map((unit) => [textOfKey(unit), { ...unit, id: "", version: 1 }]));
  const next = new Map<string, typeof links>();
  for (const link of links) {
    const key = textOfKey({ listVersion: link.oldListVersion, code: link.oldCode });
    next.set(key, [...(next.get(key) ?? []), link]);
  }
  const today = dayOf(now);
  const isLast = (key: UnitKey): boolean => {
    const unit = byKey.get(textOfKey(key));
    return unit !== undefined && isCurrent(unit, today);
  };
  const outcomes = (listVersion: string, level: string) => {
    const tally: Record<string, number> = {};
    for (const unit of units.filter((one) => one.listVersion === listVersion && one.level === level)) {
      const { outcome, keys } = resolve(unit, isLast, (key) => next.get(textOfKey(key)) ?? []);
      expect(keys.every(isLast)).toBe(true);
      tally[outcome] = (tally[outcome] ?? 0) + 1;
    }
    return tally;
  };

  it("resolves to one unit of today, or reports a split: 471 communes of 10,035", () => {
    expect(outcomes("2025-before", "PROVINCE")).toEqual({ RESOLVED: 63 });
    expect(outcomes("2025-before", "COMMUNE")).toEqual({ RESOLVED: 9_564, SPLIT: 471 });
    expect(outcomes("2025-before", "DISTRICT")).toEqual({ RESOLVED: 5, ENDED: 691 });
    expect(outcomes("2025-07", "PROVINCE")).toEqual({ RESOLVED: 34 });
    expect(outcomes("2025-07", "COMMUNE")).toEqual({ RESOLVED: 3_321 });
  });
});
