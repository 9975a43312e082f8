import { newId } from "@ocop/service-kit";
import { type TestDatabase, testDatabase } from "@ocop/service-kit/testing";
import { Initial1795219200000 } from "../migrations/1795219200000-initial";
import { loadSalePointKinds } from "../src/commands/load-reference";
import { readSalePointKinds } from "../src/commands/sale-point-kinds-file";
import { readCommerceConfig } from "../src/config";
import { tables } from "../src/data/tables";
import { readKinds } from "./running";

let database: TestDatabase;
const text = readKinds();

beforeAll(async () => {
  database = await testDatabase({ entities: tables, migrations: [Initial1795219200000] });
});

afterAll(() => database.drop());

const rows = () => database.dataSource.query<object[]>("SELECT * FROM sale_point_kind ORDER BY position");

describe("the migrations", () => {
  it("make exactly the tables that the domain types describe", async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});

describe("loading the kinds of site", () => {
  it("adds the eight kinds of 950/QĐ-BCT once", async () => {
    expect(await loadSalePointKinds(database.dataSource, text)).toEqual({ kinds: 8, added: 8, changed: 0 });
    const before = await rows();
    expect(before).toHaveLength(8);
    expect(before[7]).toMatchObject({
      criteria_version: "950/QĐ-BCT",
      since: "2023-04-18",
      position: 8,
      code: "POST_OFFICE",
    });
    expect(await loadSalePointKinds(database.dataSource, text)).toEqual({ kinds: 8, added: 0, changed: 0 });
    expect(await rows()).toEqual(before);
  });

  it("brings a known kind to the text of the file and keeps its id", async () => {
    const [{ id } = { id: newId() }] = (await rows()) as { id: unknown }[];
    const corrected = text.replace("Railway station, airport,", "Station, airport,");
    expect(await loadSalePointKinds(database.dataSource, corrected)).toEqual({ kinds: 8, added: 0, changed: 1 });
    expect((await rows())[0]).toMatchObject({ id, label_en: "Station, airport, bus station, boat station" });
    expect(await loadSalePointKinds(database.dataSource, text)).toMatchObject({ changed: 1 });
  });

  it.each<[string, (whole: string) => string, number, RegExp]>([
    [
      "cut off in the middle",
      (whole) => whole.slice(0, whole.indexOf("CRAFT_VILLAGE")),
      35,
      /Unterminated string|JSON/,
    ],
    [
      "with a kind missing",
      (whole) => whole.replace(/\{\s*"code": "POST_OFFICE"[^}]*\}/, "").replace(/,\s*\]/, "]"),
      12,
      /count says 8, the file holds 7 kinds/,
    ],
    ["with an empty label", (whole) => whole.replace('"Tourist area, restaurant, hotel"', '""'), 32, /kinds\.3\.en/],
    ["with a code in small letters", (whole) => whole.replace('"ROAD_STOP"', '"road stop"'), 20, /kinds\.1\.code/],
    ["with a code twice", (whole) => whole.replace('"ROAD_STOP"', '"CRAFT_VILLAGE"'), 13, /names a code twice/],
    ["with a field nobody knows", (whole) => whole.replace('"count": 8,', '"count": 8, "total": 9,'), 1, /total/],
    ["with a label that is not NFC", (whole) => whole.replace("chợ", "chợ".normalize("NFD")), 26, /is not NFC/],
    [
      "with a day that is none",
      (whole) => whole.replace('"since": "2023-04-18"', '"since": "2023-04-31"'),
      3,
      /since: is not a day/,
    ],
  ])("refuses a file %s, names line and reason, and writes nothing", async (_, damage, line, reason) => {
    const before = await rows();
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    await expect(loadSalePointKinds(database.dataSource, damaged)).rejects.toMatchObject({
      name: "DamagedFile",
      line,
      reason: expect.stringMatching(reason) as unknown,
    });
    expect(await rows()).toEqual(before);
  });

  it("reads the file in the order of the decision", () => {
    expect(readSalePointKinds(text).map(({ position, code }) => `${String(position)} ${code}`)).toEqual([
      "1 TRANSPORT_STATION",
      "2 ROAD_STOP",
      "3 SHOPPING_CENTRE_MARKET",
      "4 TOURISM_HOSPITALITY",
      "5 CRAFT_VILLAGE",
      "6 SERVICE_CENTRE_INDUSTRIAL_ZONE",
      "7 EXHIBITION_CENTRE",
      "8 POST_OFFICE",
    ]);
  });
});

describe("the configuration", () => {
  it("names every missing variable at once", () => {
    expect(() => readCommerceConfig({})).toThrow(
      [
        "OCOP_MODE is missing",
        "PORT is missing",
        "PARTNER_PORT is missing",
        "DATABASE_URL_COMMERCE is missing",
        "REDIS_URL_COMMERCE is missing",
        "OCOP_VIEWER_KEY_COMMERCE is missing",
        "OCOP_CURSOR_KEY_COMMERCE is missing",
        "OIDC_ISSUER is missing",
        "OIDC_AUDIENCE is missing",
      ].join("\n  "),
    );
  });
});
