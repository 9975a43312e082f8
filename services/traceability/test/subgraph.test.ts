import { anonymous, type Viewer } from "@ocop/contracts";
import { assertRuled, manualClock, startJobs, startServer, type Server } from "@ocop/service-kit";
import { ask, eventually, viewerOf, type Answer, type TestDatabase } from "@ocop/service-kit/testing";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "typeorm";
import { traceabilitySubgraph } from "../src/graph/schema";
import { contextOf, jobHandlers } from "../src/main";
import type { TraceabilityContext } from "../src/graph/context";
import {
  communeOfficer,
  empty,
  everything,
  fieldKeys,
  given,
  now,
  openDatabase,
  otherOwner,
  owner,
  provinceOfficer,
  silent,
} from "./harness";
import { pngOf } from "./png";
import { certificate, id, lot, producer, product, tradeItem, unit } from "./samples";

const key = "subgraph-test-key-0123456789abcdef0123";
const scanHost = "http://127.0.0.1:4010";

/** Statements that read, as they were sent. */
const selects: string[] = [];
const recorder: Logger = {
  logQuery: (sql) => {
    if (/^\s*SELECT/i.test(sql)) selects.push(sql);
  },
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

jest.setTimeout(30_000);

describe("the subgraph", () => {
  let database: TestDatabase;
  let server: Server;
  const clock = manualClock(now);

  beforeAll(async () => {
    database = await openDatabase(recorder);
    server = await startServer<TraceabilityContext>({
      name: "traceability",
      mode: "development",
      port: 0,
      log: silent,
      clock,
      subgraph: {
        schema: traceabilitySubgraph().schema,
        viewerKeys: [key],
        context: contextOf(database.dataSource, { scanHost, cursorKeys: [`cursor-${key}`], fieldKeys }),
      },
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await empty(database.dataSource);
    await given(database.dataSource.manager, {
      producers: [producer()],
      products: [product()],
      certificates: [certificate()],
      items: [tradeItem()],
      lots: [lot(), lot({ id: id(61), lotNo: "DRAFT-1", state: "DRAFT", publishedAt: null })],
      units: [unit(), unit({ id: id(71), serial: "S2", state: "ISSUED", activatedAt: null })],
    });
  });

  const asking = <Data = Record<string, never>>(document: string, as: Viewer = anonymous, variables = {}) =>
    ask<Data>({ url: server.url, audience: "traceability", key }, document, { as, variables });
  const codesOf = ({ errors }: Answer<unknown>) => errors.map(({ extensions: { code, facts } }) => ({ code, facts }));

  /** An operation that must be refused: its field null, its code and facts, and every row as before. */
  const refused = async (
    document: string,
    as: Viewer,
    code: string,
    facts: Record<string, unknown> = {},
    variables = {},
  ): Promise<void> => {
    const before = await everything(database.dataSource.manager);
    const answer = await asking(document, as, variables);
    expect(codesOf(answer)).toEqual([{ code, facts }]);
    expect(await everything(database.dataSource.manager)).toBe(before);
  };

  it("is the one that is committed", () => {
    expect(readFileSync(join(__dirname, "../schema.graphql"), "utf8")).toBe(traceabilitySubgraph().sdl);
  });

  it("has a rule on every field", () => {
    assertRuled(traceabilitySubgraph().sdl);
  });

  describe("trade items", () => {
    const fields = `id version ownCode gtin14 packName brand state registeredAt pictureUrl product { id } publicPage { url qrUrl }`;
    const shown = {
      id: id(5),
      version: 1,
      ownCode: "7K3M9QZT5V2XJ8WD",
      gtin14: null,
      packName: "Hộp 200 g",
      brand: "Chè Đồi",
      state: "ACTIVE",
      registeredAt: "2026-11-01T00:00:00.000Z",
      pictureUrl: `${scanHost}/p/7K3M9QZT5V2XJ8WD/picture/${"a".repeat(64)}`,
      product: { id: id(2) },
      publicPage: { url: `${scanHost}/p/7K3M9QZT5V2XJ8WD`, qrUrl: `${scanHost}/qr/p/7K3M9QZT5V2XJ8WD.svg` },
    };

    it("are read by anyone, by id and by code", async () => {
      const { data, errors } = await asking(
        `{ byId: tradeItem(id: "${id(5)}") { ${fields} } byCode: tradeItemByCode(code: "7k3m-9qzt-5v2x-j8wd") { ${fields} }
           none: tradeItem(id: "x") { id } nothing: tradeItemByCode(code: "09521234543213") { id } }`,
      );
      expect(data).toEqual({ byId: shown, byCode: shown, none: null, nothing: null });
      expect(errors.map(({ path, message }) => `${String(path)} ${message}`).sort()).toEqual([
        "none NOT_FOUND",
        "nothing NOT_FOUND",
      ]);
    });

    it("are found by the GTIN they have", async () => {
      await database.dataSource.query("UPDATE trade_item SET gtin14 = '09521234543213'");
      const { data } = await asking(`{ tradeItemByCode(code: "09521234543213") { id } }`);
      expect(data).toEqual({ tradeItemByCode: { id: id(5) } });
    });

    it("are registered, pictured and withdrawn by their producer", async () => {
      const registered = await asking<{ registerTradeItem: { id: string; version: number; gtin14: string } }>(
        `mutation { registerTradeItem(input: { productId: "${id(2)}", gtin: "9521234543213", packName: "Túi 100 g" }) { id version gtin14 } }`,
        owner,
      );
      expect(registered.errors).toEqual([]);
      const { id: itemId } = registered.data?.registerTradeItem ?? { id: "" };
      expect(registered.data).toEqual({ registerTradeItem: { id: itemId, version: 1, gtin14: "09521234543213" } });
      const pictured = await asking<{ setTradeItemPicture: { version: number; pictureUrl: string } }>(
        `mutation ($base64: String!) { setTradeItemPicture(input: { tradeItemId: "${itemId}", expectedVersion: 1, base64: $base64 }) { version pictureUrl } }`,
        owner,
        { base64: pngOf(4, 4).toString("base64") },
      );
      expect(pictured.data?.setTradeItemPicture.version).toBe(2);
      expect(pictured.data?.setTradeItemPicture.pictureUrl).toMatch(/\/picture\/[0-9a-f]{64}$/);
      const withdrawn = await asking(
        `mutation { withdrawTradeItem(input: { tradeItemId: "${itemId}", expectedVersion: 2 }) { state version } }`,
        owner,
      );
      expect(withdrawn.data).toEqual({ withdrawTradeItem: { state: "WITHDRAWN", version: 3 } });
    });

    it("are refused with a code and its facts", async () => {
      const register = (gtin: string, productId = id(2)) =>
        `mutation { registerTradeItem(input: { productId: "${productId}", gtin: ${gtin} }) { id } }`;
      await refused(register("null"), anonymous, "UNAUTHENTICATED");
      await refused(register("null"), provinceOfficer, "FORBIDDEN");
      await refused(register("null"), otherOwner, "FORBIDDEN");
      await refused(register("null", "x"), owner, "PRODUCT_UNKNOWN");
      await refused(register(`"8930000000001"`), owner, "NOT_A_GTIN", { reason: "CHECK_DIGIT" });
      await refused(
        `mutation { registerTradeItem(input: { productId: "${id(2)}", brand: "${"x".repeat(101)}" }) { id } }`,
        owner,
        "BAD_USER_INPUT",
        { field: "brand", max: 100 },
      );
      await refused(
        `mutation { setTradeItemPicture(input: { tradeItemId: "${id(5)}", expectedVersion: 1, base64: "PHN2Zz4=" }) { id } }`,
        owner,
        "NOT_A_PICTURE",
        { reason: "FORMAT" },
      );
      await refused(
        `mutation { withdrawTradeItem(input: { tradeItemId: "${id(5)}", expectedVersion: 9 }) { id } }`,
        owner,
        "STALE_VERSION",
        { currentVersion: 1 },
      );
      await refused(
        `mutation { withdrawTradeItem(input: { tradeItemId: "${id(55)}", expectedVersion: 1 }) { id } }`,
        owner,
        "NOT_FOUND",
      );
    });

    it("refuse a field of the input that does not exist", async () => {
      const answer = await asking(
        `mutation { registerTradeItem(input: { productId: "${id(2)}", ownCode: "7K3M9QZT5V2XJ8WD" }) { id } }`,
        owner,
      );
      expect([answer.status, codesOf(answer)[0]?.code]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
    });
  });

  describe("lots", () => {
    const words = `lotNo: "L2611-02", producedOn: "2026-11-10", expiresOn: "2027-11-10", quantity: "50.5", unitOfMeasure: "KGM",
      originCountry: "VN", originPlace: "Đồi Chè", standards: ["TCVN 9740:2013"],
      stages: [{ name: "Thu hái", locationCode: "DOICHE-03", at: "2026-11-10T07:30:00+07:00" }]`;

    it("show what was published to anyone and a draft to its own people", async () => {
      const list = `{ lots(where: { productId: "${id(2)}" }) { nodes { lotNo state pageUrl } totalCount pageInfo { hasNextPage } } }`;
      const published = {
        lotNo: "L2611-01",
        state: "PUBLISHED",
        pageUrl: `${scanHost}/p/7K3M9QZT5V2XJ8WD/10/L2611-01`,
      };
      const draft = { lotNo: "DRAFT-1", state: "DRAFT", pageUrl: null };
      for (const [viewer, nodes] of [
        [anonymous, [published]],
        [otherOwner, [published]],
        [owner, [draft, published]],
        [communeOfficer, [draft, published]],
        [provinceOfficer, [draft, published]],
      ] as const) {
        const { data } = await asking(list, viewer);
        expect(data).toEqual({ lots: { nodes, totalCount: nodes.length, pageInfo: { hasNextPage: false } } });
      }
      const one = `{ lot(id: "${id(61)}") { lotNo } }`;
      expect((await asking(one)).data).toEqual({ lot: null });
      expect((await asking(one, owner)).data).toEqual({ lot: { lotNo: "DRAFT-1" } });
    });

    it("show all that is written about them", async () => {
      const { data, errors } = await asking(
        `{ lot(id: "${id(6)}") { id version lotNo state producedOn packedOn bestBefore expiresOn quantity unitOfMeasure originCountry originPlace
            standards stages { name place locationCode productCode at } createdAt publishedAt withdrawnAt withdrawnBecause
            tradeItem { ownCode } } }`,
      );
      expect(errors).toEqual([]);
      expect(data).toEqual({
        lot: {
          id: id(6),
          version: 1,
          lotNo: "L2611-01",
          state: "PUBLISHED",
          producedOn: "2026-11-01",
          packedOn: "2026-11-03",
          bestBefore: null,
          expiresOn: "2027-11-03",
          quantity: "120.5",
          unitOfMeasure: "KGM",
          originCountry: "VN",
          originPlace: "Đồi Chè",
          standards: ["TCVN 9740:2013"],
          stages: [
            {
              name: "Thu hái",
              place: "Đồi số 3",
              locationCode: "DOICHE-03",
              productCode: null,
              at: "2026-11-01T00:30:00.000Z",
            },
          ],
          createdAt: "2026-11-04T00:00:00.000Z",
          publishedAt: "2026-11-04T01:00:00.000Z",
          withdrawnAt: null,
          withdrawnBecause: null,
          tradeItem: { ownCode: "7K3M9QZT5V2XJ8WD" },
        },
      });
    });

    it("are walked page by page; a cursor of another filter or viewer is refused", async () => {
      const page = (after: string | null, as: Viewer, where = `productId: "${id(2)}"`) =>
        asking<{ lots: { nodes: { lotNo: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }>(
          `query ($after: String) { lots(where: { ${where} }, first: 1, after: $after) { nodes { lotNo } pageInfo { endCursor hasNextPage } } }`,
          as,
          { after },
        );
      const first = (await page(null, owner)).data?.lots;
      expect([first?.nodes, first?.pageInfo.hasNextPage]).toEqual([[{ lotNo: "DRAFT-1" }], true]);
      const cursor = first?.pageInfo.endCursor ?? "";
      const second = (await page(cursor, owner)).data?.lots;
      expect([second?.nodes, second?.pageInfo.hasNextPage]).toEqual([[{ lotNo: "L2611-01" }], false]);
      for (const answer of [
        await page(cursor, anonymous),
        await page(cursor, owner, `tradeItemId: "${id(5)}"`),
        await page("x.y", owner),
      ])
        expect(codesOf(answer)).toEqual([{ code: "BAD_USER_INPUT", facts: { field: "after" } }]);
      expect(codesOf(await asking(`{ lots(first: 101) { nodes { id } } }`))).toEqual([
        { code: "BAD_USER_INPUT", facts: { field: "first" } },
      ]);
    });

    it("are written, completed, published and withdrawn by their producer", async () => {
      const created = await asking<{ createLot: { id: string } }>(
        `mutation { createLot(input: { tradeItemId: "${id(5)}", lotNo: "L2611-02" }) { id version state } }`,
        owner,
      );
      const lotId = created.data?.createLot.id ?? "";
      expect(created.data).toEqual({ createLot: { id: lotId, version: 1, state: "DRAFT" } });
      const missing = await asking<{ lotCompleteness: { field: string; required: boolean; present: boolean }[] }>(
        `{ lotCompleteness(lotId: "${lotId}") { field required present } }`,
        owner,
      );
      expect(missing.data?.lotCompleteness.filter(({ present }) => !present)).toEqual([
        { field: "STAGES", required: true, present: false },
        { field: "PRODUCTION_TIME", required: true, present: false },
        { field: "SHELF_LIFE", required: false, present: false },
        { field: "STANDARDS", required: true, present: false },
        { field: "ORIGIN", required: true, present: false },
      ]);
      await refused(
        `mutation { publishLot(input: { lotId: "${lotId}", expectedVersion: 1 }) { id } }`,
        owner,
        "LOT_INCOMPLETE",
        { missing: ["STAGES", "PRODUCTION_TIME", "STANDARDS", "ORIGIN"] },
      );
      const updated = await asking(
        `mutation { updateLot(input: { lotId: "${lotId}", expectedVersion: 1, ${words} }) { version quantity stages { at } } }`,
        owner,
      );
      expect(updated.data).toEqual({
        updateLot: { version: 2, quantity: "50.5", stages: [{ at: "2026-11-10T00:30:00.000Z" }] },
      });
      const published = await asking(
        `mutation { publishLot(input: { lotId: "${lotId}", expectedVersion: 2 }) { version state publishedAt pageUrl } }`,
        owner,
      );
      expect(published.data).toEqual({
        publishLot: {
          version: 3,
          state: "PUBLISHED",
          publishedAt: now.toISOString(),
          pageUrl: `${scanHost}/p/7K3M9QZT5V2XJ8WD/10/L2611-02`,
        },
      });
      const withdrawn = await asking(
        `mutation { withdrawLot(input: { lotId: "${lotId}", expectedVersion: 3, reason: "Sai nhãn" }) { version state withdrawnBecause } }`,
        owner,
      );
      expect(withdrawn.data).toEqual({ withdrawLot: { version: 4, state: "WITHDRAWN", withdrawnBecause: "Sai nhãn" } });
    });

    it("are refused with a code and its facts", async () => {
      const create = (rest: string, itemId = id(5)) =>
        `mutation { createLot(input: { tradeItemId: "${itemId}", ${rest} }) { id } }`;
      await refused(create(`lotNo: "X"`), anonymous, "UNAUTHENTICATED");
      await refused(create(`lotNo: "X"`), communeOfficer, "FORBIDDEN");
      await refused(create(`lotNo: "X"`), otherOwner, "FORBIDDEN");
      await refused(create(`lotNo: "X"`, id(55)), owner, "NOT_FOUND");
      await refused(create(`lotNo: "Lô 1"`), owner, "NOT_A_LOT_NUMBER", { reason: "CHARACTER" });
      await refused(create(`lotNo: "L2611-01"`), owner, "LOT_NUMBER_TAKEN");
      await refused(
        create(`lotNo: "X", producedOn: "2026-11-02", packedOn: "2026-11-01"`),
        owner,
        "DATES_OUT_OF_ORDER",
        {
          before: "producedOn",
          after: "packedOn",
        },
      );
      await refused(create(`lotNo: "X", quantity: "1,5", unitOfMeasure: "KGM"`), owner, "NOT_A_QUANTITY", {
        quantity: "1,5",
      });
      await refused(create(`lotNo: "X", quantity: "1", unitOfMeasure: "kg"`), owner, "UNIT_OF_MEASURE_UNKNOWN", {
        unit: "kg",
      });
      await refused(create(`lotNo: "X", originCountry: "ZZ"`), owner, "COUNTRY_UNKNOWN", { country: "ZZ" });
      await refused(
        `mutation { withdrawLot(input: { lotId: "${id(61)}", expectedVersion: 1, reason: "x" }) { id } }`,
        owner,
        "WRONG_STATE",
        {
          state: "DRAFT",
        },
      );
      await refused(
        `mutation { publishLot(input: { lotId: "${id(61)}", expectedVersion: 2 }) { id } }`,
        owner,
        "STALE_VERSION",
        {
          currentVersion: 1,
        },
      );
      await refused(
        `mutation { publishLot(input: { lotId: "${id(61)}", expectedVersion: 1 }) { id } }`,
        otherOwner,
        "NOT_FOUND",
      );
      await refused(`{ lotCompleteness(lotId: "${id(6)}") { field } }`, otherOwner, "NOT_FOUND");
      await refused(`{ lotCompleteness(lotId: "${id(6)}") { field } }`, anonymous, "UNAUTHENTICATED");
    });
  });

  describe("units", () => {
    it("are listed for their producer alone", async () => {
      const list = `{ units(lotId: "${id(6)}") { nodes { id batchId serial state issuedAt printedAt activatedAt voidedAt tradeItem { ownCode } } } }`;
      const { data, errors } = await asking<{ units: { nodes: object[] } }>(list, owner);
      expect(errors).toEqual([]);
      expect(data?.units.nodes).toHaveLength(2);
      expect(data?.units.nodes[0]).toEqual({
        id: id(7),
        batchId: id(70),
        serial: "0123456789ABCDEF",
        state: "ACTIVATED",
        issuedAt: "2026-11-05T00:00:00.000Z",
        printedAt: null,
        activatedAt: "2026-11-06T02:03:04.000Z",
        voidedAt: null,
        tradeItem: { ownCode: "7K3M9QZT5V2XJ8WD" },
      });
      await refused(list, anonymous, "UNAUTHENTICATED");
      await refused(list, provinceOfficer, "FORBIDDEN");
      await refused(list, otherOwner, "NOT_FOUND");
    });

    it("are walked page by page", async () => {
      const page = (after: string | null) =>
        asking<{ units: { nodes: { serial: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }>(
          `query ($after: String) { units(lotId: "${id(6)}", first: 1, after: $after) { nodes { serial } pageInfo { endCursor hasNextPage } } }`,
          owner,
          { after },
        );
      const first = (await page(null)).data?.units;
      const second = (await page(first?.pageInfo.endCursor ?? "")).data?.units;
      expect([first?.nodes, second?.nodes]).toEqual([[{ serial: "0123456789ABCDEF" }], [{ serial: "S2" }]]);
      expect([first?.pageInfo.hasNextPage, second?.pageInfo.hasNextPage]).toEqual([true, false]);
    });

    it("are issued by a job that its producer can follow", async () => {
      const asked = await asking<{ issueSerials: { id: string } }>(
        `mutation { issueSerials(input: { tradeItemId: "${id(5)}", lotId: "${id(6)}", count: 1200 }) { id state done total } }`,
        owner,
      );
      const jobId = asked.data?.issueSerials.id ?? "";
      expect(asked.data).toEqual({ issueSerials: { id: jobId, state: "QUEUED", done: 0, total: 1200 } });
      const jobs = startJobs({
        service: "traceability",
        dataSource: database.dataSource,
        handlers: jobHandlers(clock),
        leaseSeconds: 1,
        log: silent,
      });
      const follow = `{ serialJob(id: "${jobId}") { id state done total } }`;
      try {
        await eventually("the job is done", 20, async () => {
          const { data } = await asking<{ serialJob: { state: string } }>(follow, owner);
          return data?.serialJob.state === "DONE";
        });
      } finally {
        await jobs.stop();
      }
      expect((await asking(follow, owner)).data).toEqual({
        serialJob: { id: jobId, state: "DONE", done: 1200, total: 1200 },
      });
      await refused(follow, otherOwner, "NOT_FOUND");
      await refused(`{ serialJob(id: "${id(1)}") { id } }`, owner, "NOT_FOUND");
      await refused(`{ serialJob(id: "x") { id } }`, owner, "NOT_FOUND");
    });

    it("are printed, activated and voided; the second to ask learns since when", async () => {
      const change = (mutation: string, serials: string) =>
        asking(
          `mutation { ${mutation}(input: { tradeItemId: "${id(5)}", serials: [${serials}], idempotencyKey: "1" }) { serial changed state since } }`,
          owner,
        );
      const at = now.toISOString();
      expect((await change("markUnitsPrinted", `"S2"`)).data).toEqual({
        markUnitsPrinted: [{ serial: "S2", changed: true, state: "PRINTED", since: at }],
      });
      expect((await change("activateUnits", `"S2", "0123456789ABCDEF", "NOBODY"`)).data).toEqual({
        activateUnits: [
          { serial: "S2", changed: true, state: "ACTIVATED", since: at },
          { serial: "0123456789ABCDEF", changed: false, state: "ACTIVATED", since: "2026-11-06T02:03:04.000Z" },
          { serial: "NOBODY", changed: false, state: null, since: null },
        ],
      });
      expect((await change("voidUnits", `"S2"`)).data).toEqual({
        voidUnits: [{ serial: "S2", changed: true, state: "VOID", since: at }],
      });
    });

    it("are refused with a code and its facts", async () => {
      const issue = (rest: string) => `mutation { issueSerials(input: { tradeItemId: "${id(5)}", ${rest} }) { id } }`;
      await refused(issue("count: 1"), anonymous, "UNAUTHENTICATED");
      await refused(issue("count: 1"), otherOwner, "FORBIDDEN");
      await refused(issue("count: 0"), owner, "BAD_USER_INPUT", { field: "count" });
      await refused(issue("count: 100001"), owner, "TOO_MANY_SERIALS", { count: 100_001, limit: 100_000 });
      await refused(issue(`count: 1, lotId: "${id(66)}"`), owner, "NOT_FOUND");
      const activate = `mutation ($serials: [String!]!) { activateUnits(input: { tradeItemId: "${id(5)}", serials: $serials, idempotencyKey: "2" }) { serial } }`;
      await refused(activate, owner, "BAD_USER_INPUT", { field: "serials" }, { serials: [] });
      await refused(
        activate,
        owner,
        "BAD_USER_INPUT",
        { field: "serials" },
        { serials: Array.from({ length: 251 }, String) },
      );
      await refused(activate, otherOwner, "FORBIDDEN", {}, { serials: ["S2"] });
    });

    it("are verified by anyone; an unknown serial shows nothing of the product", async () => {
      const verify = async (serial: string, code = "7K3M9QZT5V2XJ8WD") =>
        (
          await asking<{ verifyUnit: object }>(
            `query ($code: String!, $serial: String!) { verifyUnit(code: $code, serial: $serial) { verdict asOf activatedAt tradeItem { id } lot { lotNo } } }`,
            anonymous,
            { code, serial },
          )
        ).data?.verifyUnit;
      const nothing = { verdict: "NOT_ISSUED", asOf: "2026-11-21", activatedAt: null, tradeItem: null, lot: null };
      expect(await verify("0123456789ABCDEF")).toEqual({
        verdict: "ACTIVATED",
        asOf: "2026-11-21",
        activatedAt: "2026-11-06T02:03:04.000Z",
        tradeItem: { id: id(5) },
        lot: { lotNo: "L2611-01" },
      });
      expect(await verify("S2")).toMatchObject({ verdict: "NOT_ACTIVATED", tradeItem: { id: id(5) } });
      expect(await verify("s2")).toEqual(nothing);
      expect(await verify("S2", "0000000000000000")).toEqual(nothing);
    });
  });

  describe("what it adds to a product", () => {
    const products = (count: number) =>
      given(database.dataSource.manager, {
        items: Array.from({ length: count }, (_, nth) => [
          tradeItem({
            id: id(1_000 + 2 * nth),
            productId: id(5_000 + nth),
            ownCode: String(2 * nth).padStart(16, "0"),
            state: "WITHDRAWN",
          }),
          tradeItem({
            id: id(1_001 + 2 * nth),
            productId: id(5_000 + nth),
            ownCode: String(2 * nth + 1).padStart(16, "0"),
          }),
        ]).flat(),
      });
    const entities = (count: number) =>
      asking<{
        _entities: { id: string; tradeItems: { ownCode: string; publicPage: object }[]; publicPage: { url: string } }[];
      }>(
        `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Product { id tradeItems { ownCode publicPage { url } } publicPage { url qrUrl } } } }`,
        anonymous,
        { keys: Array.from({ length: count }, (_, nth) => ({ __typename: "Product", id: id(5_000 + nth) })) },
      );

    it.each([1, 10, 100])("takes at most three SELECTs for %i products", async (count) => {
      await products(count);
      selects.length = 0;
      const { data, errors } = await entities(count);
      expect(errors).toEqual([]);
      expect(selects.length).toBeLessThanOrEqual(3);
      expect(data?._entities).toHaveLength(count);
      expect(data?._entities.at(-1)).toEqual({
        id: id(5_000 + count - 1),
        tradeItems: [
          {
            ownCode: String(2 * count - 1).padStart(16, "0"),
            publicPage: { url: `${scanHost}/p/${String(2 * count - 1).padStart(16, "0")}` },
          },
          {
            ownCode: String(2 * count - 2).padStart(16, "0"),
            publicPage: { url: `${scanHost}/p/${String(2 * count - 2).padStart(16, "0")}` },
          },
        ],
        publicPage: {
          url: `${scanHost}/p/${String(2 * count - 1).padStart(16, "0")}`,
          qrUrl: `${scanHost}/qr/p/${String(2 * count - 1).padStart(16, "0")}.svg`,
        },
      });
    });

    it("is nothing for a product without trade items", async () => {
      const { data } = await entities(1);
      expect(data?._entities).toEqual([{ id: id(5_000), tradeItems: [], publicPage: null }]);
    });

    it("refuses a longer list than it gives", async () => {
      const answer = await asking(
        `{ _entities(representations: [{ __typename: "Product", id: "${id(2)}" }]) { ... on Product { tradeItems(first: 21) { id } } } }`,
      );
      expect(codesOf(answer)).toEqual([{ code: "BAD_USER_INPUT", facts: { field: "first" } }]);
    });
  });

  describe("its entities", () => {
    const entity = (type: string, rowId: string, fields: string, as: Viewer = anonymous) =>
      asking<{ _entities: unknown[] }>(
        `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${type} { ${fields} } } }`,
        as,
        { keys: [{ __typename: type, id: rowId }] },
      );

    it("are what the row says, and null for a row out of reach", async () => {
      expect((await entity("TradeItem", id(5), "ownCode")).data?._entities).toEqual([{ ownCode: "7K3M9QZT5V2XJ8WD" }]);
      expect((await entity("TradeItem", id(55), "ownCode")).data?._entities).toEqual([null]);
      expect((await entity("Lot", id(6), "lotNo")).data?._entities).toEqual([{ lotNo: "L2611-01" }]);
      expect((await entity("Lot", id(61), "lotNo")).data?._entities).toEqual([null]);
      expect((await entity("Lot", id(61), "lotNo", owner)).data?._entities).toEqual([{ lotNo: "DRAFT-1" }]);
    });
  });

  it("is closed to whoever the gateway did not vouch for", async () => {
    const answer = await fetch(new URL("/graphql", server.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: '{ tradeItem(id: "x") { id } }' }),
    });
    expect(answer.status).toBe(401);
    const auditor = viewerOf({ subject: "auditor", assignments: [{ role: "AUDITOR", scopeType: "NATIONAL" }] });
    expect((await asking(`{ lot(id: "${id(61)}") { lotNo } }`, auditor)).data).toEqual({ lot: { lotNo: "DRAFT-1" } });
  });
});
