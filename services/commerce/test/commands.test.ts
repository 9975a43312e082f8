import { newId, textOf } from "@ocop/service-kit";
import { plumbingDrift, type TestDatabase, testDatabase } from "@ocop/service-kit/testing";
import { migrations } from "../migrations/all";
import { events } from "../src/commands/events";
import { loadSalePointKinds } from "../src/commands/load-reference";
import { readSalePointKinds } from "../src/commands/sale-point-kinds-file";
import { readCommerceConfig } from "../src/config";
import { tables } from "../src/data/tables";
import { kindsFile, readKinds } from "./running";

let database: TestDatabase;
const text = readKinds();

beforeAll(async () => {
  database = await testDatabase({ entities: tables, migrations });
});

afterAll(() => database.drop());

const load = async (content: string) =>
  loadSalePointKinds(database.dataSource, kindsFile, textOf(kindsFile, Buffer.from(content)));

const rows = () => database.dataSource.query<object[]>("SELECT * FROM sale_point_kind ORDER BY position");

describe("the migrations", () => {
  it("make exactly the tables that the domain types describe", async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it("make the tables of the event path as the kit describes them", async () => {
    expect(await plumbingDrift(database.dataSource)).toEqual([]);
  });
});

describe("loading the kinds of site", () => {
  it("adds the eight kinds of 950/QĐ-BCT once", async () => {
    expect(await load(text)).toEqual({ kinds: 8, added: 8, changed: 0 });
    const before = await rows();
    expect(before).toHaveLength(8);
    expect(before[7]).toMatchObject({
      criteria_version: "950/QĐ-BCT",
      since: "2023-04-18",
      position: 8,
      code: "POST_OFFICE",
    });
    expect(await load(text)).toEqual({ kinds: 8, added: 0, changed: 0 });
    expect(await rows()).toEqual(before);
  });

  it("brings a known kind to the text of the file and keeps its id", async () => {
    const [{ id } = { id: newId() }] = (await rows()) as { id: unknown }[];
    const corrected = text.replace("Railway station, airport,", "Station, airport,");
    expect(await load(corrected)).toEqual({ kinds: 8, added: 0, changed: 1 });
    expect((await rows())[0]).toMatchObject({ id, label_en: "Station, airport, bus station, boat station" });
    expect(await load(text)).toMatchObject({ changed: 1 });
  });

  it.each<[string, (whole: string) => string, string, RegExp]>([
    ["cut off in the middle", (whole) => whole.slice(0, whole.indexOf("CRAFT_VILLAGE")), "line 35", /^is not JSON$/],
    [
      "with a kind missing",
      (whole) => whole.replace(/\{\s*"code": "POST_OFFICE"[^}]*\}/, "").replace(/,\s*\]/, "]"),
      "line 12, count",
      /^says 8, the file holds 7 kinds$/,
    ],
    [
      "with an empty label",
      (whole) => whole.replace('"Tourist area, restaurant, hotel"', '""'),
      "line 32, kinds[3].en",
      /^Too small/,
    ],
    [
      "with a code in small letters",
      (whole) => whole.replace('"ROAD_STOP"', '"road stop"'),
      "line 20, kinds[1].code",
      /^Invalid/,
    ],
    [
      "with a code twice",
      (whole) => whole.replace('"ROAD_STOP"', '"CRAFT_VILLAGE"'),
      "line 13, kinds",
      /^names a code twice$/,
    ],
    [
      "with a field nobody knows",
      (whole) => whole.replace('"count": 8,', '"count": 8, "total": 9,'),
      "its top",
      /"total"/,
    ],
    [
      "with a label that is not NFC",
      (whole) => whole.replace("chợ", "chợ".normalize("NFD")),
      "line 26",
      /^is not composed \(NFC\)$/,
    ],
    [
      "with a day that is none",
      (whole) => whole.replace('"since": "2023-04-18"', '"since": "2023-04-31"'),
      "line 3, since",
      /^is not a day$/,
    ],
  ])("refuses a file %s, names place and reason, and writes nothing", async (_, damage, place, reason) => {
    const before = await rows();
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    await expect(load(damaged)).rejects.toMatchObject({
      name: "DamagedFile",
      file: kindsFile,
      place,
      reason: expect.stringMatching(reason) as unknown,
    });
    expect(await rows()).toEqual(before);
  });

  it("reads the file in the order of the decision", () => {
    expect(readSalePointKinds(kindsFile, text).map(({ position, code }) => `${String(position)} ${code}`)).toEqual([
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

describe("the operators' command", () => {
  const on = (...words: readonly string[]) => events(words, { DATABASE_URL_COMMERCE: database.url });

  it("tells of the events of commerce with its database alone", async () => {
    expect([await on("dead"), await on("parked"), await on("jobs")]).toEqual([
      "dead deliveries: none",
      "parked events: none",
      "jobs: none",
    ]);
    expect(await on("republish", "commerce.listing.stated", "traceability")).toMatch(
      /^the job [\da-f-]{36} sends commerce\.listing\.stated to traceability$/,
    );
    expect(await on("jobs")).toMatch(/^jobs: 1\n[\da-f-]{36} republish queued, 0 of an unknown number, /);
    await expect(on("republish", "registry.product.stated", "commerce")).rejects.toThrow(
      "commerce does not send registry.product.stated: it sends commerce.listing.stated",
    );
    await expect(on("skip", newId(), "registry.product.changed", newId(), "1")).rejects.toThrow(
      "skip tells the producer, which needs REDIS_URL_COMMERCE",
    );
    await expect(on()).rejects.toThrow("usage: dead | parked | jobs");
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
        "OCOP_FIELD_KEY_COMMERCE is missing",
        "OCOP_AUDIT_KEY_COMMERCE is missing",
        "OCOP_TOKEN_KEY_COMMERCE is missing",
        "OCOP_PARTNER_HOST is missing",
        "OIDC_ISSUER is missing",
        "OIDC_AUDIENCE is missing",
      ].join("\n  "),
    );
  });
});
