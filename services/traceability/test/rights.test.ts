import { anonymous, type Viewer } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { testScale, type TestDatabase, viewerOf } from "@ocop/service-kit/testing";
import {
  communeOfficer,
  empty,
  given,
  type Graph,
  openDatabase,
  otherOwner,
  owner,
  provinceOfficer,
  serveGraph,
} from "./harness";
import { commune, id, lot, otherCommune, otherProvince, province, tradeItem, unit } from "./samples";

const roles: Readonly<Record<string, Viewer>> = {
  public: anonymous,
  nobody: viewerOf({ subject: "nobody" }),
  owner,
  otherOwner,
  communeOfficer,
  provinceOfficer,
  provinceAuditor: viewerOf({
    subject: "pa",
    assignments: [{ role: "AUDITOR", scopeType: "PROVINCE", scopeId: province, regionIds: [province] }],
  }),
  platformOperator: viewerOf({ subject: "o", assignments: [{ role: "PLATFORM_OPERATOR", scopeType: "NATIONAL" }] }),
  central: viewerOf({ subject: "c", assignments: [{ role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }] }),
  auditor: viewerOf({ subject: "a", assignments: [{ role: "AUDITOR", scopeType: "NATIONAL" }] }),
};
const everywhere = ["central", "auditor"];
const confined = Object.keys(roles).filter((name) => !everywhere.includes(name) && name !== "otherOwner");

/** A draft of the own producer, a draft of another in another province, and 100 more of strangers. */
const [own, foreign] = [id(601), id(602)];
const strangers = Array.from({ length: 100 }, (_, nth) => id(7000 + nth));
const elsewhere = { provinceRegionId: otherProvince, communeRegionId: otherCommune };

describe("the rights of traceability", () => {
  let database: TestDatabase;
  let graph: Graph;
  beforeAll(async () => {
    database = await openDatabase();
    graph = await serveGraph(database.dataSource);
    await empty(database.dataSource);
    const draft = { state: "DRAFT", publishedAt: null } as const;
    await given(database.dataSource.manager, {
      items: [
        tradeItem({ communeRegionId: commune }),
        tradeItem({ id: id(59), ownCode: "0000000000000000", producerId: id(9), ...elsewhere }),
      ],
      lots: [
        lot({ id: own, lotNo: "OWN", ...draft }),
        lot({ id: foreign, lotNo: "FOREIGN", itemId: id(59), producerId: id(9), ...elsewhere, ...draft }),
        ...strangers.map((lotId, nth) =>
          lot({ id: lotId, lotNo: `S${String(nth)}`, itemId: id(59), producerId: id(8), ...elsewhere, ...draft }),
        ),
      ],
      units: [
        unit({ id: id(801), lotId: own, serial: "OWN-SERIAL" }),
        unit({ id: id(802), lotId: foreign, itemId: id(59), serial: "FOREIGN-SERIAL" }),
      ],
    });
  });
  afterAll(async () => {
    await graph.stop();
    await database.drop();
  });

  /** Was anything of the lot shown, by any of these ways? One verdict for all of them. */
  const verdicts = async (as: Viewer, documents: readonly string[], lotId: string): Promise<readonly boolean[]> => {
    const keys = [{ __typename: "Lot", id: lotId }];
    const answers = await Promise.all(documents.map((document) => graph.ask(document, as, { id: lotId, keys })));
    const isShown = (value: unknown): boolean =>
      Array.isArray(value) ? value.some((one) => one !== null) : value !== null && value !== undefined;
    return [...new Set(answers.map(({ data }) => Object.values(data ?? {}).some(isShown)))];
  };

  it.each<[string, readonly string[], readonly string[]]>([
    [
      "a draft",
      [
        "query ($id: ID!) { lot(id: $id) { lotNo } }",
        "query ($id: ID!) { other: lot(id: $id) { ...F } } fragment F on Lot { lotNo }",
        "query ($id: ID!) { lot(id: $id) { ... on Lot @include(if: true) { lotNo } } }",
        "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Lot { lotNo } } }",
      ],
      ["auditor", "central", "communeOfficer", "owner", "provinceAuditor", "provinceOfficer"],
    ],
    [
      "what a draft lacks",
      ["query ($id: ID!) { lotCompleteness(lotId: $id) { field } }"],
      ["auditor", "owner", "provinceAuditor"],
    ],
    [
      "its units",
      ["query ($id: ID!) { units(lotId: $id) { nodes { serial } } }"],
      ["auditor", "owner", "provinceAuditor"],
    ],
  ])("show %s to its own people, on every path the same, and to no stranger", async (_, documents, seers) => {
    const seen = async (lotId: string): Promise<readonly string[]> => {
      const names: string[] = [];
      for (const [name, as] of Object.entries(roles)) {
        const found = await verdicts(as, documents, lotId);
        expect(found).toHaveLength(1);
        if (found[0]) names.push(name);
      }
      return names.sort();
    };
    expect(await seen(own)).toEqual(seers);
    expect(await seen(foreign)).toEqual([...seers.filter((name) => everywhere.includes(name)), "otherOwner"].sort());
  });

  it("tell nobody of a draft behind a serial, its own people neither: the check of a pack is everybody's", async () => {
    const document = `query ($code: String!) { verifyUnit(code: $code, serial: "OWN-SERIAL") { verdict lot { __typename } } }`;
    for (const [name, as] of Object.entries(roles)) {
      const { data, errors } = await graph.ask(document, as, { code: tradeItem().ownCode });
      expect([name, data, errors]).toEqual([name, { verifyUnit: { verdict: "ACTIVATED", lot: null } }, []]);
    }
  });

  it.each(confined)(
    "open to %s no lot by the ids of strangers and of nothing, and answer both alike",
    async (name) => {
      const as = roles[name] ?? anonymous;
      const answers = new Map<string, Set<string>>();
      for (let round = 0; round < Math.min(100, 10 * testScale()); round += 1) {
        const ids = strangers.map((stranger, nth) => (nth % 2 === 0 ? stranger : newId()));
        const keys = ids.map((lotId) => ({ __typename: "Lot", id: lotId }));
        const entities = "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Lot { lotNo } } }";
        const seen = await graph.ask<{ _entities: unknown[] }>(entities, as, { keys });
        expect([seen.data?._entities.filter((row) => row !== null), seen.errors]).toEqual([[], []]);
        const fields = ids.flatMap((lotId, nth) => [
          `lot${String(nth)}: lot(id: "${lotId}") { lotNo }`,
          `lack${String(nth)}: lotCompleteness(lotId: "${lotId}") { field }`,
          `unit${String(nth)}: units(lotId: "${lotId}") { pageInfo { hasNextPage } edges { cursor } }`,
        ]);
        const { data, errors } = await graph.ask(`{ ${fields.join("\n")} }`, as);
        const byPath = new Map(errors.map(({ path, extensions }) => [String(path?.[0]), extensions]));
        for (const [alias, value] of Object.entries(data ?? {})) {
          const kind = alias.replace(/\d+$/, "");
          const { code, facts } = byPath.get(alias) ?? {};
          answers.set(kind, (answers.get(kind) ?? new Set()).add(JSON.stringify([value, code, facts])));
        }
      }
      expect([...answers].map(([kind, found]) => [kind, found.size])).toEqual([
        ["lot", 1],
        ["lack", 1],
        ["unit", 1],
      ]);
    },
    120_000,
  );
});
