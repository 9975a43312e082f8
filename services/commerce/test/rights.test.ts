import { anonymous, type Viewer } from "@ocop/contracts";
import { insert, newId } from "@ocop/service-kit";
import { testScale, viewerOf } from "@ocop/service-kit/testing";
import { assert, asyncProperty, constantFrom, record, uniqueArray, uuid } from "fast-check";
import { fairTable } from "../src/data/fair.table";
import { contractTable, partnerMemberTable, partnerTable } from "../src/data/partner.table";
import { queriesOf } from "../src/data/queries";
import { salePointTable } from "../src/data/sale-point.table";
import { createKey } from "../src/domain/api-key";
import type { Fair } from "../src/domain/fair";
import { may, noFacts, partnerReaders, scopeOf, type CommerceViewer } from "../src/domain/rights";
import { apiKeyTable } from "../src/data/api-key.table";
import type { SalePoint } from "../src/domain/sale-point";
import { people, place, type Running, runCommerce, start, today } from "./running";

let commerce: Running;

/** Two of everything: `own` belongs to the people below, `foreign` to strangers of another province. */
type Holding = { readonly salePoint: string; readonly fair: string; readonly partner: string };
const setOf = (): Holding => ({ salePoint: newId(), fair: newId(), partner: newId() });
const [own, foreign] = [setOf(), setOf()];
const strangers = Array.from({ length: 200 }, setOf);
const machineKey = newId();

const roles: Readonly<Record<string, Viewer>> = {
  public: anonymous,
  nobody: viewerOf({ subject: "nobody" }),
  provinceOfficer: people.officer,
  communeOfficer: viewerOf({
    subject: "commune-officer",
    assignments: [
      { role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: place.commune, regionIds: [place.commune] },
    ],
  }),
  producer: viewerOf({
    subject: "producer",
    assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: newId() }],
  }),
  provinceAuditor: viewerOf({
    subject: "province-auditor",
    assignments: [{ role: "AUDITOR", scopeType: "PROVINCE", scopeId: place.province, regionIds: [place.province] }],
  }),
  platformOperator: viewerOf({
    subject: "platform-operator",
    assignments: [{ role: "PLATFORM_OPERATOR", scopeType: "NATIONAL" }],
  }),
  operator: viewerOf({ subject: "own-operator" }),
  organiser: viewerOf({ subject: "own-organiser" }),
  partnerAdmin: viewerOf({ subject: "own-admin" }),
  machine: viewerOf({ subject: `key:${machineKey}` }),
  central: people.central,
  auditor: people.auditor,
};
const everywhere = ["central", "auditor"];
const confined = Object.keys(roles).filter((name) => !everywhere.includes(name));

const salePointOf = (id: string, owner: string, provinceRegionId: string): SalePoint => ({
  id,
  version: 1,
  nameVi: `Cửa hàng ${owner}`,
  nameEn: null,
  kindCode: "ROAD_STOP",
  criteriaVersion: "950/QĐ-BCT",
  addressLine: "Km 12",
  areaSquareMetres: 50,
  provinceRegionId,
  communeRegionId: newId(),
  operatorSubject: `${owner}-operator`,
  recognitionNo: null,
  recognisedOn: null,
  demonstration: true,
});

const fairOf = (id: string, owner: string, provinceRegionId: string): Fair => ({
  id,
  version: 1,
  nameVi: `Hội chợ ${owner}`,
  nameEn: null,
  theme: null,
  reach: "INSIDE_PROVINCE",
  venue: "Quảng trường",
  countryCode: "VN",
  provinceRegionId,
  opensOn: "2027-01-20",
  closesOn: "2027-01-25",
  stands: 10,
  organiserName: "Trung tâm",
  organiserSubject: `${owner}-organiser`,
  registeredOn: today,
  exemptBy: null,
});

const settle = async (sets: readonly (readonly [Holding, string, string])[]): Promise<void> => {
  const { manager } = commerce.dataSource;
  const keys = sets.map(([{ partner }, owner]) =>
    createKey(
      { id: owner === "own" ? machineKey : newId(), secret: owner },
      { partnerId: partner, scopes: ["graph.read"], plan: "STANDARD", expiresOn: "2027-01-01" },
      [],
      { isOfficer: true, now: start },
    ),
  );
  await insert(
    manager,
    salePointTable,
    sets.map(([{ salePoint }, owner, province]) => salePointOf(salePoint, owner, province)),
  );
  await insert(
    manager,
    fairTable,
    sets.map(([{ fair }, owner, province]) => fairOf(fair, owner, province)),
  );
  await insert(
    manager,
    partnerTable,
    sets.map(([{ partner }, owner]) => ({ id: partner, version: 1, name: owner })),
  );
  await insert(
    manager,
    partnerMemberTable,
    sets.map(([{ partner: partnerId }, owner]) => ({
      id: newId(),
      partnerId,
      subject: `${owner}-admin`,
      role: "ADMIN",
    })),
  );
  await insert(
    manager,
    contractTable,
    sets.map(([{ partner: partnerId }, owner]) => ({
      id: newId(),
      partnerId,
      number: `contract of ${owner}`,
      minimumStars: 3,
      provinceRegionIds: null,
      validFrom: today,
      validUntil: null,
    })),
  );
  await insert(
    manager,
    apiKeyTable,
    keys.map((key) => ({ ...key, version: 1 })),
  );
};

beforeAll(async () => {
  commerce = await runCommerce();
  await settle([
    [own, "own", place.province],
    [foreign, "foreign", place.otherProvince],
    ...strangers.map((set, nth) => [set, `stranger-${String(nth)}`, place.otherProvince] as const),
  ]);
});

afterAll(() => commerce.end());

/** What one person is shown of one field on one row, by every way that leads to it. */
const verdicts = async (
  as: Viewer,
  { type, query, field, id }: { type: string; query: string; field: string; id: string },
) => {
  const value = (row: unknown): unknown => {
    const seen = (row as Readonly<Record<string, unknown>> | null)?.["x"];
    return seen === null || seen === undefined ? null : "shown";
  };
  const inner = `x: ${field}`;
  const documents = [
    `query ($id: ID!) { row: ${query}(id: $id) { ${inner} } }`,
    `query ($id: ID!) { row: ${query}(id: $id) { ...F } } fragment F on ${type} { ${inner} }`,
    `query ($id: ID!) { row: ${query}(id: $id) { ... on ${type} @include(if: true) { ${inner} } } }`,
  ];
  const byQuery = await Promise.all(
    documents.map(async (document) => value((await commerce.ask<{ row: unknown }>(document, as, { id })).data?.row)),
  );
  const keys = [{ __typename: type, id }];
  const entities = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${type} { ${inner} } } }`;
  const { data } = await commerce.ask<{ _entities: unknown[] }>(entities, as, { keys });
  return [...new Set([...byQuery, value(data?._entities[0])])];
};

describe("a field that is not everybody's", () => {
  it.each<[string, { type: string; query: string; field: string; of: keyof Holding }, readonly string[]]>([
    [
      "the operator of a sale point",
      { type: "SalePoint", query: "salePoint", field: "operatorSubject", of: "salePoint" },
      ["auditor", "operator", "provinceAuditor", "provinceOfficer"],
    ],
    [
      "the organiser of a fair",
      { type: "Fair", query: "fair", field: "organiserSubject", of: "fair" },
      ["auditor", "organiser", "provinceAuditor", "provinceOfficer"],
    ],
    [
      "the contracts of a partner",
      { type: "Partner", query: "partner", field: "contracts { number }", of: "partner" },
      ["auditor", "central", "machine", "partnerAdmin"],
    ],
    [
      "the members of a partner",
      { type: "Partner", query: "partner", field: "members { subject }", of: "partner" },
      ["auditor", "central", "machine", "partnerAdmin"],
    ],
    [
      "the keys of a partner",
      { type: "Partner", query: "partner", field: "apiKeys { id }", of: "partner" },
      ["auditor", "central", "partnerAdmin"],
    ],
  ])("shows %s to its own people, on every path the same, and to no stranger", async (_, place, seers) => {
    const seen = async (set: Holding): Promise<readonly string[]> => {
      const names: string[] = [];
      for (const [name, as] of Object.entries(roles)) {
        const found = await verdicts(as, { ...place, id: set[place.of] });
        expect(found).toHaveLength(1);
        if (found[0] === "shown") names.push(name);
      }
      return names.sort();
    };
    expect(await seen(own)).toEqual(seers);
    expect(await seen(foreign)).toEqual(seers.filter((name) => everywhere.includes(name)));
  });
});

/** 100 ids at a time: half of them name rows of strangers, half name nothing. */
const guesses = (of: keyof Holding): readonly string[] =>
  Array.from({ length: 100 }, (_, nth) => (nth % 2 === 0 ? newId() : strangers[nth]?.[of]) ?? newId());

const rounds = Math.min(100, 10 * testScale());

describe("ids of strangers and of nothing", () => {
  it.each(confined)(
    "open no partner and no name to %s, and answer alike",
    async (name) => {
      const as = roles[name] ?? anonymous;
      const entities = `query ($keys: [_Any!]!) { _entities(representations: $keys) {
        ... on Partner { id } ... on SalePoint { operatorSubject } ... on Fair { organiserSubject } } }`;
      const answers = new Set<string>();
      for (let round = 0; round < rounds; round += 1) {
        const [partners, points, fairs] = [guesses("partner"), guesses("salePoint"), guesses("fair")];
        const keysOf = (type: string, ids: readonly string[]) => ids.map((id) => ({ __typename: type, id }));
        const partnerKeys = keysOf("Partner", partners);
        const seen = await commerce.ask<{ _entities: unknown[] }>(entities, as, { keys: partnerKeys });
        expect([seen.data?._entities.filter((row) => row !== null), seen.errors]).toEqual([[], []]);
        const others = [...keysOf("SalePoint", points), ...keysOf("Fair", fairs)];
        const { data } = await commerce.ask<{ _entities: (object | null)[] }>(entities, as, { keys: others });
        expect((data?._entities ?? []).flatMap((row) => Object.values(row ?? {}) as unknown[]).filter(Boolean)).toEqual(
          [],
        );
        const fields = partners.map((id, nth) => `p${String(nth)}: partner(id: "${id}") { id }`);
        const byId = await commerce.ask(`{ ${fields.join("\n")} }`, as);
        for (const [nth] of partners.entries()) {
          const error = byId.errors.find(({ path }) => path?.[0] === `p${String(nth)}`);
          answers.add(
            JSON.stringify([byId.data?.[`p${String(nth)}`], error?.extensions.code, error?.extensions.facts]),
          );
        }
      }
      expect(answers.size).toBe(1);
    },
    120_000,
  );

  it("leave a list of partners as long as the viewer's own", async () => {
    const document = "{ partners(first: 100) { totalCount nodes { id } } }";
    for (const name of ["partnerAdmin", "machine"])
      expect((await commerce.ask(document, roles[name] ?? anonymous)).data).toEqual({
        partners: { totalCount: 1, nodes: [{ id: own.partner }] },
      });
  });
});

describe("the partners that a viewer lists", () => {
  it("are for any facts and assignments exactly those that the rules let it see", async () => {
    const known = [own, foreign, ...strangers.slice(0, 6)].map(({ partner }) => partner);
    const queries = queriesOf(commerce.dataSource.manager);
    const anyViewer = record({
      memberships: uniqueArray(
        record({ partnerId: constantFrom(...known), role: constantFrom("ADMIN", "INTEGRATION", "ANALYST") }),
        { maxLength: 3 },
      ),
      assignments: uniqueArray(
        record({
          id: uuid(),
          role: constantFrom("AUDITOR", "PROVINCE_OFFICER", "PRODUCER_OWNER"),
          scopeType: constantFrom("PROVINCE", "PRODUCER"),
          scopeId: constantFrom(...known),
          regionIds: constantFrom([place.province], []),
        }),
        { maxLength: 2 },
      ),
    });
    await assert(
      asyncProperty(anyViewer, async (facts) => {
        const viewer = { ...anonymous, ...noFacts, subject: "x", ...facts } as CommerceViewer;
        const { rows } = await queries.partnerPage(scopeOf(partnerReaders, viewer), { first: 100, after: null });
        const allowed = known.filter((id) => may(partnerReaders, viewer, { id }, start));
        expect(rows.map(({ id }) => id).sort()).toEqual(allowed.sort());
      }),
      { numRuns: 50 * testScale() },
    );
  });
});
