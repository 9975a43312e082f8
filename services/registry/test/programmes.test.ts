import { loadProgrammes } from "../src/commands/load-files";
import { programmesFile, readProgrammes } from "../src/commands/programmes-file";
import { committedFile } from "../src/commands/reference-file";
import { graphOf } from "./asking";
import { cipher, everything, openRegistry, people, places, type Registry } from "./support";

describe("programmes and plans of a register", () => {
  let registry: Registry;
  let graph: ReturnType<typeof graphOf>;
  beforeAll(async () => {
    registry = await openRegistry();
    graph = graphOf(registry);
    const { dataSource, clock } = registry;
    await loadProgrammes({ dataSource, clock, cipher, readFile: committedFile, say: () => undefined });
  });
  afterAll(() => registry.drop());

  const input = (change: object = {}) => ({
    ...{ unitId: places.province, year: 2027, newProducts: 12, decisionNo: "15/KH-UBND", decidedOn: "2026-11-21" },
    ...change,
  });
  const record = (change: object, as: Parameters<typeof graph.ask>[1]) =>
    graph.mutate<{ id: string }>("recordProgrammePlan", input(change), as ?? people.nobody, "{ id }");

  it("are told to everybody, the targets of each decision with their source", async () => {
    const { programmes } = await graph.data<{ programmes: readonly Record<string, unknown>[] }>(
      `{ programmes { code name(lang: EN) { value } fromYear toYear legalSource legalBasis
           targets { key name { value } min max unit } } }`,
    );
    expect(programmes.map(({ code, legalSource }) => [code, legalSource])).toEqual([
      ["ocop-2026-2030", null],
      ["ocop-2021-2025", "Quyết định 919/QĐ-TTg ngày 01/08/2022"],
      ["ocop-2018-2020", "Quyết định 490/QĐ-TTg ngày 07/05/2018"],
    ]);
    expect(programmes.map(({ targets }) => (targets as unknown[]).length)).toEqual([0, 8, 2]);
    expect((programmes[1]?.["targets"] as unknown[])[1]).toEqual({
      ...{ key: "products-5-star", name: { value: "Sản phẩm 5 sao" }, min: 400, max: 500, unit: "PRODUCT" },
    });
  });

  it("are recorded by the province for itself and its communes, by a commune for itself, and shown to everybody", async () => {
    const own = { unitId: places.teaHill, decisionNo: "3/ĐK-UBND", newProducts: 2 };
    expect((await record({}, people.province)).codes).toEqual([]);
    expect((await record(own, people.commune)).codes).toEqual([]);
    expect((await record({ ...own, decisionNo: "4/ĐK-UBND" }, people.secondProvince)).codes).toEqual([]);
    const { programmePlans } = await graph.data<{ programmePlans: { nodes: unknown } }>(
      `{ programmePlans(where: { year: 2027, unitId: "${places.province}" }) {
           nodes { year newProducts decisionNo decidedOn unit { code } } } }`,
    );
    expect(programmePlans.nodes).toEqual([
      { year: 2027, newProducts: 12, decisionNo: "15/KH-UBND", decidedOn: "2026-11-21", unit: { code: "98" } },
    ]);
  });

  it("of a year come page by page, each once", async () => {
    const page = (after: string | null) =>
      graph.data<{
        programmePlans: { nodes: { decisionNo: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
      }>(
        `query ($after: String) { programmePlans(where: { year: 2027 }, first: 2, after: $after) {
           nodes { decisionNo } pageInfo { endCursor hasNextPage } } }`,
        people.nobody,
        { after },
      );
    const { programmePlans: first } = await page(null);
    const { programmePlans: second } = await page(first.pageInfo.endCursor);
    expect([...first.nodes, ...second.nodes].map(({ decisionNo }) => decisionNo)).toEqual([
      "15/KH-UBND",
      "3/ĐK-UBND",
      "4/ĐK-UBND",
    ]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it.each([
    ["a commune for its province", {}, people.commune, "FORBIDDEN"],
    ["a commune for another", { unitId: places.cloudStream }, people.commune, "FORBIDDEN"],
    ["a province for another", { unitId: places.elsewhere }, people.province, "FORBIDDEN"],
    ["the auditor", {}, people.auditor, "FORBIDDEN"],
    ["the same decision once more", {}, people.secondProvince, "PLAN_RECORDED"],
    ["a decision of tomorrow", { decidedOn: "2026-11-22", decisionNo: "x" }, people.province, "BAD_USER_INPUT"],
    ["less than nothing", { newProducts: -1, decisionNo: "x" }, people.province, "BAD_USER_INPUT"],
    ["a unit that is none", { unitId: "01936a00-0000-7000-8000-000000000000" }, people.province, "BAD_USER_INPUT"],
  ])("are not recorded by or as %s, and nothing changes", async (_, change, as, code) => {
    const before = await everything(registry.dataSource.manager);
    expect((await record(change, as)).codes).toEqual([code]);
    expect(await everything(registry.dataSource.manager)).toBe(before);
  });

  it("of one decision are one when two officers record it at once", async () => {
    const same = { year: 2028, decisionNo: "20/KH-UBND" };
    const answers = await Promise.all([record(same, people.province), record(same, people.secondProvince)]);
    expect(answers.map(({ codes }) => codes).sort()).toEqual([[], ["PLAN_RECORDED"]]);
  });
});

describe("the file of the programmes", () => {
  const text = committedFile(programmesFile);
  it.each([
    [
      "a target too few",
      text.replace(/\{\s*"key": "tourism-villages"[^]*?"VILLAGE"\s*\}/, "").replace("},\n        \n", "}\n"),
      /targets: 9 found/,
    ],
    [
      "years that overlap",
      text.replace('"fromYear": 2021', '"fromYear": 2020'),
      /ocop-2021-2025: its years do not follow on/,
    ],
    [
      "targets without a source",
      text.replace('"Quyết định 919/QĐ-TTg ngày 01/08/2022"', "null"),
      /its targets have no source/,
    ],
    [
      "a range that ends before it begins",
      text.replace('"max": 500', '"max": 300'),
      /products-5-star: ends before it begins/,
    ],
  ])("is refused with %s", (_, damaged, message) => {
    expect(damaged).not.toBe(text);
    expect(() => readProgrammes(damaged)).toThrow(message);
  });
});
