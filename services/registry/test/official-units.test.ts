import { anonymous, type Viewer } from "@ocop/contracts";
import { createCipher, createLog, insert, newId, newTrace, toBinary } from "@ocop/service-kit";
import { graphql } from "graphql";
import type { Logger } from "typeorm";
import { loadReference } from "../src/commands/load-files";
import { committedFile } from "../src/commands/reference-file";
import { certificateCopyTable, productTable } from "../src/data/product.table";
import { programmePlanTable } from "../src/data/programme.table";
import { queriesOn } from "../src/data/queries";
import { anyProduct } from "../src/domain/product-filter";
import { fullName, type AdministrativeUnit } from "../src/domain/administrative-unit";
import { enterProduct } from "../src/domain/product";
import { needlesOf, nowhereFound, placeOf } from "../src/domain/unit-search";
import { registrySubgraph } from "../src/graph/schema";
import { contextOf } from "../src/main";
import { officialUnits } from "./official-units";
import { openRegistry, type Registry } from "./support";

const statements: string[] = [];
const ignore = (): void => undefined;
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

const { schema } = registrySubgraph();

const noFacts = { nameEn: null, storyVi: null, storyEn: null, setCode: null, addressAsIssued: null };

const cipher = createCipher(["0123456789-registry-field-key-0123456789"]);

describe("the official units, asked through the graph", () => {
  let registry: Registry;
  let context: ReturnType<typeof contextOf>;
  beforeAll(async () => {
    registry = await openRegistry(logger);
    context = contextOf(registry.dataSource, cipher, ["a key of the cursors of this test"]);
    const { dataSource, clock } = registry;
    const loading = { dataSource, clock, cipher, readFile: committedFile, say: () => undefined };
    await loadReference({ ...loading, demonstration: false });
  }, 240_000);
  afterAll(() => registry.drop());

  type Refused = { readonly code: string; readonly facts: unknown };
  const ask = async (source: string, variableValues: Record<string, unknown> = {}, viewer: Viewer = anonymous) => {
    const contextValue = await context({
      viewer,
      now: registry.clock.now(),
      trace: newTrace(),
      log: createLog("registry", { level: "silent" }),
    });
    statements.length = 0;
    const { data, errors = [] } = await graphql({ schema, source, variableValues, contextValue });
    const refusals = errors.map(({ message: code, originalError }): Refused => {
      const { facts = {} } = (originalError ?? {}) as { readonly facts?: unknown };
      return { code, facts };
    });
    return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, refusals, sent: statements.length };
  };

  describe("by name", () => {
    type Page = {
      readonly nodes: readonly {
        readonly id: string;
        readonly listVersion: string;
        readonly fullName: { value: string };
      }[];
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
    const search = async (
      text: string,
      where: object | null = { listVersion: "2026-04" },
      first = 100,
      after: string | null = null,
    ) => {
      const { data, refusals } = await ask(
        `query ($text: String!, $where: UnitSearchWhere, $first: Int!, $after: String) {
           searchUnits(text: $text, where: $where, first: $first, after: $after) {
             nodes { id listVersion fullName { value } } totalCount pageInfo { hasNextPage endCursor } } }`,
        { text, where, first, after },
      );
      return { page: (data as { searchUnits: Page | null } | null)?.searchUnits ?? null, refusals };
    };
    const names = async (text: string, where?: object) => {
      const { page, refusals } = await search(text, where);
      expect(refusals).toEqual([]);
      return (page?.nodes ?? []).map((node) => node.fullName.value);
    };

    it("finds the same units first for xã Hòa Bình, Hoà Bình and hoa binh, in the order of the rule", async () => {
      const [kind, toned, plain] = [await names("xã Hòa Bình"), await names("Hoà Bình"), await names("hoa binh")];
      expect([...toned].sort()).toEqual([...plain].sort());
      expect(toned).toEqual(await names("Hòa Bình"));
      expect(toned).toEqual(await names("Hòa Bình".normalize("NFD")));
      expect(toned[0]).toBe("phường Hoà Bình");
      expect(kind[0]).toBe("xã Hoà Bình");
    });

    it.each(["Tân", "xã tan", "Phú", "đông", "hòa", "Thuỷ", "xa dung", "phường 1", "a", "son", "tỉnh Lào Cai"])(
      "orders every unit for %s as the rule does, page by page, each once",
      async (text) => {
        const needles = needlesOf(text);
        const wanted = officialUnits
          .filter(({ listVersion }) => listVersion === "2025-before")
          .map((unit) => ({ label: fullName(unit).vi, place: placeOf(needles, unit) }))
          .filter(({ place }) => place < nowhereFound);
        const seen: { id: string; label: string }[] = [];
        let after: string | null = null;
        let count: number;
        do {
          const { page } = await search(text, { listVersion: "2025-before" }, 97, after);
          if (page === null) throw new Error("no page");
          seen.push(...page.nodes.map(({ id, fullName: { value } }) => ({ id, label: value })));
          count = page.totalCount;
          after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        } while (after !== null && seen.length < 400);
        expect(count).toBe(wanted.length);
        const placed = seen.map(({ label }) => {
          const found = wanted.find((one) => one.label === label);
          return found?.place ?? -1;
        });
        expect(placed).toEqual([...placed].sort((a, b) => a - b));
        expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
        if (seen.length < 400)
          expect(seen.map(({ label }) => label).sort()).toEqual(wanted.map(({ label }) => label).sort());
      },
    );

    it("filters by list, level, unit above and, through districts, by province", async () => {
      const inList = { listVersion: "2025-before" };
      expect(await names("Trường Xuân", { ...inList, provinceCode: "67" })).toEqual(["xã Trường Xuân"]);
      expect(await names("Trường Xuân", { ...inList, provinceCode: "68" })).toEqual([]);
      expect(await names("Lâm Đồng", { ...inList, level: "PROVINCE" })).toEqual(["tỉnh Lâm Đồng"]);
      expect(await names("Đắk", { ...inList, level: "DISTRICT", parentCode: "67" })).toEqual([
        "huyện Đắk Mil",
        "huyện Đắk R'Lấp",
        "huyện Đắk Song",
        "huyện Đăk Glong",
      ]);
      expect(await names("Trường Xuân", { listVersion: "2026-04", provinceCode: "68" })).toEqual(["xã Trường Xuân"]);
    });

    it("searches every list where none is named, and refuses codes without a list", async () => {
      const { page } = await search("Trường Xuân", { level: "COMMUNE" });
      expect([...new Set(page?.nodes.map(({ listVersion }) => listVersion))].sort()).toEqual([
        "2025-07",
        "2025-before",
        "2026-04",
      ]);
      for (const where of [{ parentCode: "67" }, { provinceCode: "67" }])
        expect((await search("Trường Xuân", where)).refusals).toEqual([
          { code: "BAD_USER_INPUT", facts: { field: "where.listVersion" } },
        ]);
    });

    it.each(["", "  ", "xã", "thành phố", "a".repeat(300), "Hòa\u200bBình"])("refuses the text %j", async (text) => {
      const { page, refusals } = await search(text);
      expect(page).toBeNull();
      expect(refusals.map(({ code }) => code)).toEqual(["BAD_USER_INPUT"]);
      expect(refusals[0]?.facts).toMatchObject({ field: "text" });
    });

    it("finds nothing, without an error, for a name that no unit has", async () => {
      expect(await names("Zzyzx")).toEqual([]);
      expect(await names("' OR 1=1 --")).toEqual([]);
      expect(await names("日本")).toEqual([]);
    });

    it("refuses a cursor of another text", async () => {
      const { page } = await search("Tân", { listVersion: "2026-04" }, 5);
      const { refusals } = await search("Phú", { listVersion: "2026-04" }, 5, page?.pageInfo.endCursor ?? null);
      expect(refusals).toEqual([{ code: "BAD_USER_INPUT", facts: { field: "after" } }]);
    });
  });

  describe("by code on a day", () => {
    const selection = `outcome asOf unit { code } successors { listVersion code } predecessors { relation unit { listVersion code fullName { value } } }
      way { from { listVersion code } to { listVersion code } relation effectiveOn legalBasis }`;
    type Found = {
      readonly outcome: string;
      readonly successors: readonly { readonly listVersion: string; readonly code: string }[];
      readonly predecessors: readonly {
        readonly relation: string;
        readonly unit: { readonly code: string; readonly fullName: { readonly value: string } };
      }[];
      readonly way: readonly object[];
    };
    const resolve = async (code: string, listVersion: string | null, asOf: string | null = null) => {
      const { data, refusals } = await ask(
        `query ($code: String!, $listVersion: String, $asOf: Date) {
           resolveUnit(code: $code, listVersion: $listVersion, asOf: $asOf) { ${selection} } }`,
        { code, listVersion, asOf },
      );
      return { found: (data as { resolveUnit: Found | null } | null)?.resolveUnit ?? null, refusals };
    };

    it("tells the way forwards, list by list, with the acts it stands on", async () => {
      const { found } = await resolve("67", "2025-before");
      expect(found).toEqual({
        outcome: "RESOLVED",
        asOf: "2026-11-21",
        unit: { code: "67" },
        successors: [{ listVersion: "2026-04", code: "68" }],
        predecessors: [],
        way: [
          {
            from: { listVersion: "2025-before", code: "67" },
            to: { listVersion: "2025-07", code: "68" },
            relation: "WHOLE",
            effectiveOn: "2025-07-01",
            legalBasis: "Nghị quyết 202/2025/QH15; Quyết định 19/2025/QĐ-TTg",
          },
          {
            from: { listVersion: "2025-07", code: "68" },
            to: { listVersion: "2026-04", code: "68" },
            relation: "WHOLE",
            effectiveOn: "2026-04-30",
            legalBasis: "Nghị quyết 30/2026/QH16; Nghị quyết 237/NQ-UBTVQH16",
          },
        ],
      });
    });

    it("stops at the list of the day, and stays where the unit's own list holds", async () => {
      const successors = async (asOf: string) => (await resolve("67", "2025-before", asOf)).found?.successors;
      expect(await successors("2025-06-30")).toEqual([{ listVersion: "2025-before", code: "67" }]);
      expect(await successors("2025-07-01")).toEqual([{ listVersion: "2025-07", code: "68" }]);
      expect(await successors("2026-04-29")).toEqual([{ listVersion: "2025-07", code: "68" }]);
      expect(await successors("2026-04-30")).toEqual([{ listVersion: "2026-04", code: "68" }]);
    });

    it.each([
      ["15", "tỉnh Yên Bái", "15", "tỉnh Lào Cai"],
      ["24", "tỉnh Bắc Giang", "24", "tỉnh Bắc Ninh"],
      ["44", "tỉnh Quảng Bình", "44", "tỉnh Quảng Trị"],
      ["52", "tỉnh Bình Định", "52", "tỉnh Gia Lai"],
      ["80", "tỉnh Long An", "80", "tỉnh Tây Ninh"],
      ["82", "tỉnh Tiền Giang", "82", "tỉnh Đồng Tháp"],
      ["91", "tỉnh Kiên Giang", "91", "tỉnh An Giang"],
    ])("names the successor of the re-used province code %s, %s", async (code, was, newCode, is) => {
      const name = `fullName { value }`;
      const { data } = await ask(
        `{ resolveUnit(listVersion: "2025-before", code: "${code}") { outcome unit { ${name} } successors { listVersion code ${name} } } }`,
      );
      expect(data).toEqual({
        resolveUnit: {
          outcome: "RESOLVED",
          unit: { fullName: { value: was } },
          successors: [{ listVersion: "2026-04", code: newCode, fullName: { value: is } }],
        },
      });
    });

    it("goes back from a unit of today to what it was made of, whole or in part", async () => {
      const { found } = await resolve("68", "2026-04", "2020-01-01");
      expect(found?.outcome).toBe("MERGED");
      expect(found?.successors).toEqual([]);
      expect(found?.predecessors.map(({ relation, unit }) => `${relation} ${unit.fullName.value}`).sort()).toEqual([
        "WHOLE tỉnh Bình Thuận",
        "WHOLE tỉnh Lâm Đồng",
        "WHOLE tỉnh Đắk Nông",
      ]);
      expect(found?.way).toHaveLength(4);
      const commune = (await resolve("00004", "2026-04", "2025-06-30")).found;
      expect(commune?.outcome).toBe("MERGED");
      expect(new Set(commune?.predecessors.map(({ relation }) => relation))).toEqual(new Set(["WHOLE", "PART"]));
      expect((await resolve("01", "2026-04", "2025-06-30")).found?.outcome).toBe("RESOLVED");
    });

    it("names every choice of a split and makes none", async () => {
      // xã Bát Tràng, huyện Gia Lâm
      const { found } = await resolve("00583", "2025-before");
      expect(found?.outcome).toBe("SPLIT");
      expect(found?.successors.map(({ code }) => code).sort()).toEqual(["00145", "00565", "00577"]);
      expect(new Set(found?.successors.map(({ listVersion }) => listVersion))).toEqual(new Set(["2026-04"]));
    });

    it("says that a district ended, and that no list knows a code, as ordinary answers", async () => {
      expect((await resolve("001", "2025-before")).found).toMatchObject({ outcome: "ENDED", successors: [], way: [] });
      for (const code of ["99999", "", "đồi chè", "' OR 1=1 --"])
        expect(await resolve(code, "2026-04")).toMatchObject({
          found: { outcome: "UNKNOWN", unit: null },
          refusals: [],
        });
    });

    it("refuses a code without its list, and says what the code names in which list", async () => {
      const facts = {
        code: "24",
        lists: ["2025-07", "2025-before", "2026-04"],
        names: ["tỉnh Bắc Ninh", "tỉnh Bắc Giang", "tỉnh Bắc Ninh"],
      };
      for (const none of [null, "", " "])
        expect(await resolve("24", none)).toEqual({ found: null, refusals: [{ code: "LIST_VERSION_MISSING", facts }] });
      expect((await resolve("99999", null)).refusals).toEqual([
        { code: "LIST_VERSION_MISSING", facts: { code: "99999", lists: [], names: [] } },
      ]);
    });

    it("refuses a code of another list, and says what the code names there", async () => {
      expect(await resolve("001", "2026-04")).toEqual({
        found: null,
        refusals: [
          {
            code: "UNIT_NOT_IN_LIST",
            facts: { code: "001", listVersion: "2026-04", lists: ["2025-before"], names: ["quận Ba Đình"] },
          },
        ],
      });
      expect((await resolve("68", "2027-01")).refusals).toMatchObject([
        { code: "UNIT_NOT_IN_LIST", facts: { lists: ["2025-07", "2025-before", "2026-04"] } },
      ]);
    });

    it("refuses a day that is none", async () => {
      expect((await resolve("68", "2026-04", "2026-02-30")).refusals).toHaveLength(1);
    });
  });

  describe("totals", () => {
    type Figures = {
      readonly count: number;
      readonly byStars: readonly { readonly stars: number | null; readonly count: number }[];
    };
    type Totals = {
      readonly total: Figures;
      readonly notKnown: Figures;
      readonly notToldApart: Figures;
      readonly units: {
        readonly nodes: readonly { readonly unit: { readonly code: string }; readonly figures: Figures }[];
        readonly pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    const figures = "count byState { state count } byStars { stars count }";
    const totals = async (listVersion: string, level: string, more: Record<string, unknown> = {}) => {
      const { data, refusals, sent } = await ask(
        `query ($listVersion: String!, $level: UnitLevel!, $measure: TotalsMeasure!, $parentCode: String, $first: Int, $after: String) {
           territoryTotals(listVersion: $listVersion, level: $level, measure: $measure, parentCode: $parentCode) {
             total { ${figures} } notKnown { ${figures} } notToldApart { ${figures} }
             units(first: $first, after: $after) { nodes { unit { code } figures { ${figures} } } pageInfo { hasNextPage endCursor } } } }`,
        { listVersion, level, measure: "PRODUCTS", first: 100, ...more },
      );
      return { found: (data as { territoryTotals: Totals | null } | null)?.territoryTotals ?? null, refusals, sent };
    };
    const summary = async (listVersion: string, level: string, measure: string) => {
      const { found } = await totals(listVersion, level, { measure });
      if (found === null) throw new Error("no totals");
      return [found.total.count, found.notKnown.count, found.notToldApart.count];
    };

    it("read the lists anew when one of their units changed, and not otherwise", async () => {
      const { dataSource } = registry;
      const sent = async () => (await totals("2026-04", "PROVINCE")).sent;
      await sent();
      expect(await sent()).toBe(3);
      await dataSource.query("UPDATE administrative_unit SET version = version + 1 WHERE code = '001'");
      expect(await sent()).toBe(5);
      expect(await sent()).toBe(3);
      await dataSource.query("UPDATE administrative_lineage SET relation = 'PART' WHERE old_code = '67'");
      expect(await sent()).toBe(5);
      await dataSource.query("UPDATE administrative_lineage SET relation = 'WHOLE' WHERE old_code = '67'");
    });

    it("of the published products are 103 under every boundary set, with what cannot be told apart", async () => {
      expect(await summary("2026-04", "PROVINCE", "PRODUCTS")).toEqual([103, 0, 0]);
      expect(await summary("2025-07", "PROVINCE", "PRODUCTS")).toEqual([103, 0, 0]);
      expect(await summary("2025-before", "PROVINCE", "PRODUCTS")).toEqual([103, 0, 0]);
      expect((await summary("2026-04", "COMMUNE", "PRODUCTS"))[0]).toBe(103);
      expect((await summary("2025-before", "COMMUNE", "PRODUCTS"))[0]).toBe(103);
      expect((await summary("2025-before", "DISTRICT", "PRODUCTS"))[0]).toBe(103);
      expect(await summary("2026-04", "PROVINCE", "PRODUCERS")).toEqual([58, 0, 0]);
    });

    it("place the published products by the words of their publication", async () => {
      const { found } = await totals("2025-before", "PROVINCE");
      const some = found?.units.nodes.filter((node) => node.figures.count > 0);
      expect(Object.fromEntries(some?.map((node) => [node.unit.code, node.figures.count]) ?? [])).toEqual({
        ...{ "01": 6, "06": 12, "19": 11, "25": 2, "36": 1, "40": 1 },
        ...{ "60": 15, "67": 20, "68": 25, "83": 4, "84": 5, "91": 1 },
      });
    });

    it("count stars of certificates in force today alone", async () => {
      const [product] = await registry.dataSource.query<{ id: Buffer; idText: string }[]>(
        "SELECT id, LOWER(INSERT(INSERT(INSERT(INSERT(HEX(id),9,0,'-'),14,0,'-'),19,0,'-'),24,0,'-')) AS idText FROM product LIMIT 1",
      );
      const certificate = { version: 1, productId: product?.idText ?? "", state: "ISSUED" };
      await insert(registry.dataSource.manager, certificateCopyTable, [
        { ...certificate, id: newId(), stars: 4, issuedOn: "2026-11-21", expiresOn: "2029-11-21" },
        { ...certificate, id: newId(), stars: 5, issuedOn: "2020-01-01", expiresOn: "2026-11-21" },
        { ...certificate, id: newId(), stars: 5, issuedOn: "2026-11-22", expiresOn: "2029-11-22" },
        { ...certificate, id: newId(), stars: 5, issuedOn: "2026-01-01", expiresOn: "2029-01-01", state: "REVOKED" },
      ]);
      expect((await totals("2025-07", "COMMUNE")).found?.total.byStars).toEqual([
        { stars: 4, count: 1 },
        { stars: null, count: 102 },
      ]);
      await registry.dataSource.query("DELETE FROM certificate_copy");
    });

    it("show Yên Bái 2023 as it was reported, by the old list and in the merged province: 72 new, 237 = 22 + 215", async () => {
      const { dataSource } = registry;
      const find = async (listVersion: string) => {
        const [found] = await queriesOn(dataSource.manager).unitsOfKeys([{ listVersion, code: "15" }]);
        if (!found) throw new Error("no unit");
        return found.id;
      };
      const [yenBai, laoCai] = [await find("2025-before"), await find("2026-04")];
      const products = Array.from({ length: 238 }, (_, nth) => ({
        ...enterProduct(
          newId(),
          null,
          { ...noFacts, nameVi: `Sản phẩm ${String(nth)}` },
          { provinceRegionId: laoCai, communeRegionId: null },
          { listVersion: "2026-04" } as AdministrativeUnit,
        ),
        version: 1,
        issuedUnitId: yenBai,
      }));
      await insert(dataSource.manager, productTable, products);
      const [valid, [revoked]] = [products.slice(0, 237), products.slice(237)];
      const certificate = (productId: string, nth: number) => ({
        ...{ id: newId(), version: 1, productId, state: nth % 2 === 0 ? "ISSUED" : "EXPIRED", stars: nth < 22 ? 4 : 3 },
        // of 237 the last 72 in 2023, at its first and on its last day
        issuedOn: nth < 165 ? "2022-12-31" : nth < 200 ? "2023-01-01" : "2023-12-31",
        expiresOn: "2026-01-01",
      });
      await insert(
        dataSource.manager,
        certificateCopyTable,
        valid.flatMap(({ id }, nth) => [
          certificate(id, nth),
          // the certificate before it counts for nothing but the first recognition, one of after the year for nothing
          ...(nth < 10 ? [{ ...certificate(id, 1), id: newId(), stars: 5, issuedOn: "2021-05-01" }] : []),
          ...(nth < 50 ? [{ ...certificate(id, 0), id: newId(), stars: 5, issuedOn: "2024-01-01" }] : []),
        ]),
      );
      // recognised once, and in force on no day since it was revoked
      await insert(dataSource.manager, certificateCopyTable, [
        { ...certificate(revoked?.id ?? "", 0), issuedOn: "2022-06-01", state: "REVOKED" },
      ]);
      await insert(dataSource.manager, programmePlanTable, [
        {
          ...{ id: newId(), version: 1, unitId: yenBai, year: 2023, newProducts: 31 },
          ...{ decisionNo: "Chương trình hành động 135", decidedOn: "2023-01-05" },
        },
      ]);
      const progress = async (listVersion: string, provinceCode: string | null, year = 2023) => {
        const { data, refusals, sent } = await ask(
          `query ($listVersion: String!, $year: Int!, $provinceCode: String) {
             programmeProgress(listVersion: $listVersion, year: $year, provinceCode: $provinceCode) {
               asOf newProducts planned registered percentOfPlan inForce byStars { stars count } notToldApart
               plans { decisionNo unit { code listVersion } } } }`,
          { listVersion, provinceCode, year },
        );
        return { found: (data as { programmeProgress: unknown } | null)?.programmeProgress, refusals, sent };
      };
      const reported = {
        ...{ asOf: "2023-12-31", newProducts: 72, planned: 31, registered: null, percentOfPlan: 232, inForce: 237 },
        byStars: [
          { stars: 4, count: 22 },
          { stars: 3, count: 215 },
        ],
        notToldApart: 0,
        plans: [{ decisionNo: "Chương trình hành động 135", unit: { code: "15", listVersion: "2025-before" } }],
      };
      expect((await progress("2025-before", "15")).found).toEqual(reported);
      const merged = await progress("2026-04", "15");
      expect(merged).toEqual({ found: reported, refusals: [], sent: 4 });
      expect((await progress("2026-04", null)).found).toEqual(reported);
      expect((await progress("2026-04", "01")).found).toMatchObject({ newProducts: 0, planned: null, inForce: 0 });
      expect((await progress("2026-04", "15", 2022)).found).toMatchObject({ newProducts: 156, planned: null });
      expect((await progress("2026-04", "15", 2026)).found).toMatchObject({ asOf: "2026-11-21", inForce: 0 });
      expect((await progress("2026-04", "16")).refusals).toEqual([
        { code: "BAD_USER_INPUT", facts: { field: "provinceCode" } },
      ]);
      expect((await progress("2027-01", null)).refusals).toEqual([
        { code: "BAD_USER_INPUT", facts: { field: "listVersion" } },
      ]);
      expect((await progress("2026-04", null, 10_000)).refusals).toEqual([
        { code: "BAD_USER_INPUT", facts: { field: "year" } },
      ]);
      for (const table of ["certificate_copy", "programme_plan"]) await dataSource.query(`DELETE FROM ${table}`);
      await dataSource.query("DELETE FROM product WHERE issued_unit_id = ? AND name_vi LIKE 'Sản phẩm %'", [
        toBinary(yenBai),
      ]);
    });

    it("leave the demonstration out of the official lists, and count it in its own", async () => {
      expect(await summary("demonstration", "PROVINCE", "PRODUCTS")).toEqual([0, 0, 0]);
    });

    it("page through the units in order of code, each once", async () => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { found }: { found: Totals | null } = await totals("2026-04", "COMMUNE", {
          parentCode: "68",
          first: 50,
          after,
        });
        seen.push(...(found?.units.nodes ?? []).map(({ unit }) => unit.code));
        after = found?.units.pageInfo.hasNextPage === true ? found.units.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toHaveLength(124);
      expect(seen).toEqual([...new Set(seen)].sort());
    });

    it.each([1, 10, 100])(
      "take three statements for %d units: are the lists as before, the counts, and the units shown",
      async (first) => {
        expect((await totals("2026-04", "COMMUNE", { first })).sent).toBe(3);
      },
    );

    it.each([
      ["an unknown list", { listVersion: "2024" }, "listVersion"],
      ["a level that the list does not have", { listVersion: "2026-04", level: "DISTRICT" }, "level"],
      ["a unit above that is not in the list", { parentCode: "999" }, "parentCode"],
      ["a unit that is not above the level", { level: "PROVINCE", parentCode: "68" }, "parentCode"],
    ])("refuse %s", async (_, change, field) => {
      const { listVersion, level, ...more } = { listVersion: "2026-04", level: "COMMUNE", ...change };
      expect((await totals(listVersion, level, more)).refusals).toEqual([{ code: "BAD_USER_INPUT", facts: { field } }]);
    });
  });

  describe("what was issued", () => {
    it("stands beside today's units on product and producer", async () => {
      const unit = "listVersion code fullName { value }";
      const found = await queriesOn(registry.dataSource.manager).productPage(
        { ...anyProduct, ...{ text: null, name: null, anyOf: null, today: "2026-11-21" } },
        "NAME",
        { first: 100, after: null },
      );
      const product = found.rows.find(({ addressAsIssued }) => addressAsIssued === "xã Nam Bình, Đắk Song, Đắk Nông");
      const { data } = await ask(
        `query ($id: ID!) { product(id: $id) { addressAsIssued issuedUnit { ${unit} } commune { ${unit} } producer { addressLine issuedUnit { ${unit} } commune { ${unit} } } } }`,
        { id: product?.id },
      );
      const issued = { listVersion: "2025-before", code: "24721", fullName: { value: "xã Nam Bình" } };
      const today = { listVersion: "2026-04", code: "24717", fullName: { value: "xã Đức An" } };
      const address = "xã Nam Bình, Đắk Song, Đắk Nông";
      expect(data).toEqual({
        product: {
          addressAsIssued: address,
          issuedUnit: issued,
          commune: today,
          producer: { addressLine: address, issuedUnit: issued, commune: today },
        },
      });
    });

    it("is known of 101 published products, and of two it is not known which list their words are of", async () => {
      const rows = await registry.dataSource.query<{ level: string | null; list: string | null; n: string }[]>(
        `SELECT u.list_version AS list, u.level, COUNT(*) AS n FROM product p LEFT JOIN administrative_unit u ON u.id = p.issued_unit_id
         GROUP BY u.list_version, u.level ORDER BY u.list_version, u.level`,
      );
      expect(rows.map(({ list, level, n }) => [list, level, Number(n)])).toEqual([
        [null, null, 2],
        ["2025-before", "COMMUNE", 71],
        ["2025-before", "DISTRICT", 7],
        ["2025-before", "PROVINCE", 14],
        ["2026-04", "COMMUNE", 9],
      ]);
    });
  });
});
