import { store } from "@ocop/service-kit";
import { compareActs, comparePaths, compareRoots, type Payload, type Sample } from "@ocop/service-kit/testing";
import { fairTable } from "../src/data/fair.table";
import { listingTable } from "../src/data/listing.table";
import { partnerTable } from "../src/data/partner.table";
import { salePointTable } from "../src/data/sale-point.table";
import { machineOf } from "../src/domain/api-key";
import { rules } from "../src/domain/rights";
import { openWorld, subgraph, type Asker, type World } from "./rights-world";
import { place, start, today } from "./running";

const page = (root: string, args = "first: 100"): readonly string[] => [
  `{ ${root}(${args}) { nodes { SELECTION } } }`,
  `{ ${root}(${args}) { edges { node { SELECTION } } } }`,
];

/** A part lives inside its holder alone: every way to it leads through the holder's field. */
const part = (field: string, value: string, sideWays: readonly string[] = []): Sample => ({
  key: null,
  told: { field, value },
  ways: [],
  sideWays,
  row: {},
});

describe("one verdict on every path of commerce", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.end());

  const viewer = (name: string): Asker => {
    const found = world.viewers[name];
    if (!found) throw new Error(`nobody is ${name}`);
    return found;
  };

  /** One row of every type, in the scope of the roles, with the documents that reach it. */
  const samples = async (): Promise<Readonly<Record<string, Sample>>> => {
    const { ours, keys, commerce } = world;
    const { manager } = commerce.dataSource;
    const entity = (id: string, ways: readonly string[], row: object | null): Sample => ({
      ...{ key: { id }, told: { field: "id", value: id }, ways, row: row ?? {} },
    });
    return {
      SalePoint: entity(
        ours.salePoint,
        [
          `{ salePoint(id: "${ours.salePoint}") { SELECTION } }`,
          ...page("salePoints"),
          ...page("salePoints", `where: { productId: "${ours.product}", provinceId: "${place.province}" }`),
        ],
        await store(manager, salePointTable).find(ours.salePoint),
      ),
      Listing: {
        ...entity(ours.listing, [], await store(manager, listingTable).find(ours.listing)),
        key: null,
        ways: [`{ salePoint(id: "${ours.salePoint}") { listings { nodes { SELECTION } } } }`],
      },
      Fair: entity(
        ours.fair,
        [`{ fair(id: "${ours.fair}") { SELECTION } }`, ...page("fairs")],
        await store(manager, fairTable).find(ours.fair),
      ),
      Partner: entity(
        ours.partner,
        [`{ partner(id: "${ours.partner}") { SELECTION } }`, ...page("partners")],
        await store(manager, partnerTable).find(ours.partner),
      ),
      Product: entity(ours.product, [], { id: ours.product }),
      AdministrativeUnit: entity(place.province, [], { id: place.province }),
      "AdministrativeUnit#commune": entity(place.commune, [], { id: place.commune }),
      PartnerMember: part("subject", "ours-ANALYST"),
      PartnerContract: part("number", "ours"),
      ApiKey: part("id", keys.live),
      CreatedApiKey: part("clientSecret", ""),
      SalePointKind: part("code", "ROAD_STOP", ["{ salePointKinds { SELECTION } }"]),
      PartnerClient: part("partnerId", ours.partner, [
        `{ _clientOf(subject: "${machineOf(keys.live)}") { SELECTION } }`,
      ]),
    };
  };

  /** One mutation for each type that mutations answer with, and for each right that may send it. */
  const payloads = async (): Promise<readonly Payload<Asker>[]> => {
    const { ours, keys, commerce } = world;
    const point = await store(commerce.dataSource.manager, salePointTable).find(ours.salePoint);
    const listing = await store(commerce.dataSource.manager, listingTable).find(ours.listing);
    if (!point || !listing) throw new Error("nothing was settled");
    const sent = (type: string, name: string, as: string, input: object, row: object): Payload<Asker> => ({
      ...{ type, row, viewer: viewer(as) },
      document: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { SELECTION } }`,
      variables: () => Promise.resolve({ input }),
    });
    const officer = "PROVINCE_OFFICER, in scope";
    const here = { provinceRegionId: place.province };
    const fair = {
      ...{ nameVi: "Hội chợ mới", reach: "INSIDE_PROVINCE", venue: "Quảng trường", stands: 1 },
      ...{ opensOn: "2027-02-20", closesOn: "2027-02-25", registeredOn: today, provinceId: place.province },
      ...{ organiserName: "Trung tâm", organiserSubject: "new-organiser" },
    };
    const newPoint = {
      ...{ nameVi: "Điểm mới", kind: "ROAD_STOP", addressLine: "Km 13", areaSquareMetres: 50 },
      ...{ provinceId: place.province, communeId: place.commune, operatorSubject: "new-operator" },
    };
    const partner = {
      name: "new",
      members: [{ role: "ADMIN", subject: "new-ADMIN" }],
      contract: { number: "2", minimumStars: 3, validFrom: today },
    };
    const change = { salePointId: ours.salePoint, expectedVersion: point.version, addressLine: "Km 14" };
    const withdrawal = { listingId: ours.listing, expectedVersion: listing.version, reason: "NO_LONGER_SOLD" };
    // Two keys of the partner are live already: one is ended before the next is made.
    return [
      sent("SalePoint", "registerSalePoint", officer, newPoint, here),
      sent("SalePoint", "updateSalePoint", "operator of a sale point, in scope", change, point),
      sent("Listing", "withdrawListing", "operator of a sale point, in scope", withdrawal, listing),
      sent(
        "Listing",
        "listProduct",
        "operator of a sale point, in scope",
        { salePointId: ours.salePoint, productId: ours.product },
        listing,
      ),
      sent("Fair", "registerFair", officer, fair, here),
      sent("Partner", "registerPartner", "CENTRAL_OFFICER, in scope", partner, {}),
      sent("ApiKey", "revokeApiKey", "ADMIN of a partner, in scope", { apiKeyId: keys.catalogueOnly }, {}),
      sent("ApiKey", "revokeApiKey", "CENTRAL_OFFICER, in scope", { apiKeyId: keys.ended }, {}),
      sent(
        "CreatedApiKey",
        "createApiKey",
        "ADMIN of a partner, in scope",
        { partnerId: ours.partner, expiresOn: "2027-10-01", scopes: ["graph.read"] },
        {},
      ),
    ];
  };

  it("every field of every type, as everybody, is judged by its rule alone", async () => {
    const report = await comparePaths({
      ...subgraph,
      rules,
      samples: await samples(),
      payloads: await payloads(),
      viewers: world.viewers,
      now: start,
      ask: world.ask,
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.unwalked).toEqual([]);
    expect(report.compared).toBeGreaterThan(50_000);
  }, 240_000);

  it("every root keeps out who could never pass, before a statement is sent, and nobody else", async () => {
    const report = await compareRoots({
      ...subgraph,
      rules,
      viewers: world.viewers,
      ask: world.ask,
      everything: async () => JSON.stringify(await world.commerce.everything()),
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.refused).toBeGreaterThan(300);
  }, 120_000);

  it("every act on a row is judged by its rules on that row, and whoever is refused changes nothing", async () => {
    const { ours, keys, commerce } = world;
    const point = (await store(commerce.dataSource.manager, salePointTable).find(ours.salePoint)) ?? {};
    const here = { provinceRegionId: place.province };
    const partner = { id: ours.partner };
    const terms = { number: "2", minimumStars: 1, validFrom: today };
    const stale = { salePointId: ours.salePoint, expectedVersion: 999 };
    const withdrawal = { listingId: ours.listing, expectedVersion: 999, reason: "NO_LONGER_SOLD" };
    const wish = { partnerId: ours.partner, expiresOn: "2020-01-01", scopes: ["graph.read"] };
    const newPoint = {
      ...{ nameVi: "Điểm", kind: "ROAD_STOP", addressLine: "Km 13", areaSquareMetres: 0 },
      ...{ provinceId: place.province, communeId: place.commune, operatorSubject: "somebody" },
    };
    const fair = {
      ...{ nameVi: "Hội chợ", reach: "INSIDE_PROVINCE", venue: "Quảng trường", stands: 0, provinceId: place.province },
      ...{ opensOn: "2027-02-20", closesOn: "2027-02-25", registeredOn: today },
      ...{ organiserName: "Trung tâm", organiserSubject: "somebody" },
    };
    const act = (
      name: string,
      input: object,
      row: object,
      allowed: string,
      outOfScope: "FORBIDDEN" | "NOT_FOUND" = "FORBIDDEN",
    ) => ({ name, input, row, allowed, outOfScope });
    const report = await compareActs({
      ...subgraph,
      ...{ rules, viewers: world.viewers, ask: world.ask, now: start },
      everything: async () => JSON.stringify(await commerce.everything()),
      acts: [
        act("registerSalePoint", newPoint, here, "BAD_USER_INPUT"),
        act("registerFair", fair, here, "BAD_USER_INPUT"),
        act("updateSalePoint", stale, point, "STALE_VERSION"),
        act("listProduct", { salePointId: ours.salePoint, productId: ours.product }, point, "WRONG_STATE"),
        act("withdrawListing", withdrawal, point, "STALE_VERSION"),
        act(
          "registerPartner",
          { name: "P", members: [{ role: "ADMIN", subject: "s" }], contract: terms },
          {},
          "BAD_USER_INPUT",
        ),
        act("createApiKey", wish, partner, "TOO_MANY_KEYS", "NOT_FOUND"),
        act("revokeApiKey", { apiKeyId: keys.revoked }, partner, "WRONG_STATE", "NOT_FOUND"),
      ],
    });
    expect(report.differences).toEqual([]);
    expect(report.unsent).toEqual([]);
  }, 60_000);
});
