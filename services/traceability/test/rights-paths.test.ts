import type { Viewer } from "@ocop/contracts";
import { store } from "@ocop/service-kit";
import { compareActs, comparePaths, compareRoots, type Payload, type Sample } from "@ocop/service-kit/testing";
import { lotTable } from "../src/data/lot.table";
import { tradeItemTable } from "../src/data/trade-item.table";
import { rules } from "../src/domain/rights";
import { everything, now } from "./harness";
import { openWorld, serialOfOurs, subgraph, type World } from "./rights-world";
import { province } from "./samples";

const page = (root: string, args = "first: 100"): readonly string[] => [
  `{ ${root}(${args}) { nodes { SELECTION } } }`,
  `{ ${root}(${args}) { edges { node { SELECTION } } } }`,
];
const told = (value: string) => ({ field: "id", value });

/** A part lives inside its holder alone: every way to it leads through the holder's field. */
const part = (field: string, value: string, sideWays: readonly string[] = []): Sample => ({
  ...{ key: null, told: { field, value }, ways: [], sideWays, row: {} },
});

describe("one verdict on every path of traceability", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.database.drop());

  const rowOf = async () => {
    const { ours, database } = world;
    const { manager } = database.dataSource;
    const item = await store(manager, tradeItemTable).find(ours.item);
    const lotOf = async (id: string) => {
      const lot = await store(manager, lotTable).find(id);
      if (!lot) throw new Error("nothing was settled");
      return lot;
    };
    if (!item) throw new Error("nothing was settled");
    const [draft, published, withdrawn] = await Promise.all([ours.draft, ours.published, ours.withdrawn].map(lotOf));
    if (!draft || !published || !withdrawn) throw new Error("nothing was settled");
    return { item, draft, published, withdrawn };
  };

  /** One row of every type, in the scope of the roles, with the documents that reach it. */
  const samples = async (): Promise<Readonly<Record<string, Sample>>> => {
    const { ours } = world;
    const { item, draft, published, withdrawn } = await rowOf();
    const lotSample = (row: typeof draft): Sample => ({
      key: { id: row.id },
      told: told(row.id),
      ways: [
        `{ lot(id: "${row.id}") { SELECTION } }`,
        ...page("lots"),
        ...page("lots", `first: 100, where: { states: [${row.state}], tradeItemId: "${item.id}" }`),
      ],
      row,
    });
    return {
      Lot: lotSample(draft),
      "Lot#published": lotSample(published),
      "Lot#withdrawn": lotSample(withdrawn),
      TradeItem: {
        key: { id: item.id },
        told: told(item.id),
        ways: [
          `{ tradeItem(id: "${item.id}") { SELECTION } }`,
          `{ tradeItemByCode(code: "${item.ownCode}") { SELECTION } }`,
        ],
        row: item,
      },
      Unit: {
        key: null,
        told: told(ours.unit),
        ways: page("units", `lotId: "${ours.published}", first: 100`),
        row: published,
      },
      SerialJob: {
        key: null,
        told: told(ours.job),
        ways: [`{ serialJob(id: "${ours.job}") { SELECTION } }`],
        row: item,
      },
      Product: { key: { id: ours.product }, told: told(ours.product), ways: [], row: {} },
      UnitCheck: part("verdict", "ACTIVATED", [
        `{ verifyUnit(code: "${item.ownCode}", serial: "${serialOfOurs}") { SELECTION } }`,
      ]),
      LotFieldState: part("field", "IMAGE", [`{ lotCompleteness(lotId: "${ours.draft}") { SELECTION } }`]),
      LotStage: part("name", "Thu hái"),
      PublicPage: part("url", `http://127.0.0.1:4010/p/${item.ownCode}`),
      UnitOutcome: part("serial", ""),
    };
  };

  /** One mutation for each type that mutations answer with; lots in each state they can be in. */
  const payloads = async (): Promise<readonly Payload<Viewer>[]> => {
    const { ours, viewers } = world;
    const { item, published } = await rowOf();
    const owner = viewers["PRODUCER_OWNER, in scope"];
    const delegate = viewers["PRODUCER_DELEGATE, in scope"];
    if (!owner || !delegate) throw new Error("nobody is the producer");
    const sent = (type: string, name: string, viewer: Viewer, input: object, row: object): Payload<Viewer> => ({
      ...{ type, row, viewer },
      document: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { SELECTION } }`,
      variables: () => Promise.resolve({ input }),
    });
    const draft = { producerId: item.producerId, provinceRegionId: province, state: "DRAFT" };
    const serials = { tradeItemId: ours.item, serials: [serialOfOurs], idempotencyKey: "once" };
    const reason = { lotId: ours.published, expectedVersion: published.version, reason: "Sai nhãn" };
    return [
      sent("TradeItem", "registerTradeItem", owner, { productId: ours.product, packName: "Hộp 500 g" }, item),
      sent("Lot", "createLot", delegate, { tradeItemId: ours.item, lotNo: "NEW" }, draft),
      sent("Lot", "withdrawLot", owner, reason, { ...published, state: "WITHDRAWN" }),
      sent("SerialJob", "issueSerials", delegate, { tradeItemId: ours.item, count: 1 }, item),
      sent("UnitOutcome", "activateUnits", owner, serials, {}),
    ];
  };

  it("every field of every type, as everybody, is judged by its rule alone", async () => {
    const report = await comparePaths({
      ...subgraph,
      ...{ rules, now, viewers: world.viewers, ask: world.ask },
      samples: await samples(),
      payloads: await payloads(),
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.unwalked).toEqual([]);
    expect(report.compared).toBeGreaterThan(50_000);
  }, 240_000);

  it("every root keeps out who could never pass, before a statement is sent, and nobody else", async () => {
    const report = await compareRoots({
      ...subgraph,
      ...{ rules, viewers: world.viewers, ask: world.ask },
      everything: () => everything(world.database.dataSource.manager),
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.refused).toBeGreaterThan(300);
  }, 120_000);

  it("every act on a row is judged by its rules on that row, and whoever is refused changes nothing", async () => {
    const { ours } = world;
    const { item, draft, published } = await rowOf();
    const act = (
      name: string,
      input: object,
      row: object,
      allowed: string,
      outOfScope: "FORBIDDEN" | "NOT_FOUND" = "FORBIDDEN",
    ) => ({ name, input, row, allowed, outOfScope });
    const ofItem = { tradeItemId: ours.item };
    const [staleItem, staleLot] = [
      { ...ofItem, expectedVersion: 999 },
      { lotId: ours.published, expectedVersion: 999 },
    ];
    const ofDraft = { lotId: ours.draft, expectedVersion: 999, lotNo: "NEW" };
    const report = await compareActs({
      ...subgraph,
      ...{ rules, now, viewers: world.viewers, ask: world.ask },
      everything: () => everything(world.database.dataSource.manager),
      acts: [
        act("registerTradeItem", { productId: ours.product, gtin: "1" }, item, "NOT_A_GTIN"),
        act("setTradeItemPicture", { ...staleItem, base64: "" }, item, "STALE_VERSION"),
        act("withdrawTradeItem", staleItem, item, "STALE_VERSION"),
        act("createLot", { ...ofItem, lotNo: "" }, item, "NOT_A_LOT_NUMBER"),
        act("updateLot", ofDraft, draft, "STALE_VERSION", "NOT_FOUND"),
        act("updateLot", { ...ofDraft, lotId: ours.published }, published, "STALE_VERSION"),
        act("publishLot", { lotId: ours.draft, expectedVersion: 999 }, draft, "STALE_VERSION", "NOT_FOUND"),
        act("withdrawLot", { ...staleLot, reason: "Sai nhãn" }, published, "STALE_VERSION"),
        act("issueSerials", { ...ofItem, count: 0 }, item, "BAD_USER_INPUT"),
        act("markUnitsPrinted", { ...ofItem, serials: [] }, item, "BAD_USER_INPUT"),
        act("activateUnits", { ...ofItem, serials: [], idempotencyKey: "refused" }, item, "BAD_USER_INPUT"),
        act("voidUnits", { ...ofItem, serials: [] }, item, "BAD_USER_INPUT"),
      ],
    });
    expect(report.differences).toEqual([]);
    expect(report.unsent).toEqual([]);
  }, 60_000);
});
