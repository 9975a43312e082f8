import type { EventBody, Viewer } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { deliver, deliveryOf, viewerOf } from "@ocop/service-kit/testing";
import type { Logger } from "typeorm";
import { noPersonalFacts } from "../src/domain/personal-data";
import { inboxOf } from "../src/main";
import { openDossier } from "../src/use-cases/open-dossier";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { saveDossier } from "../src/use-cases/save-dossier";
import { graphOf } from "./asking";
import { complete, openRegistry, ownerOf, people, places, type Registry } from "./support";

type Body = EventBody<"evaluation.reading.changed">;
type Reader = Body["readers"][number];

const statements: string[] = [];
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

describe("a dossier before a council", () => {
  let registry: Registry;
  let graph: ReturnType<typeof graphOf>;
  let dossierId: string;
  let producerId: string;
  let evaluationId: string;
  let version = 0;

  beforeAll(async () => {
    registry = await openRegistry(logger);
    graph = graphOf(registry);
  });
  beforeEach(async () => {
    [evaluationId, version] = [newId(), 0];
    const facts = {
      nameVi: "Chè",
      nameEn: null,
      storyVi: null,
      storyEn: null,
      setCode: "QD26-11",
      addressAsIssued: null,
    };
    await registry.act(people.commune, async (deps) => {
      const entered = await registerProducer(deps, {
        ...{ name: "Hợp tác xã", kind: "COOPERATIVE", addressLine: null, representative: null },
        ...{ communeId: places.teaHill, ownerSubject: null, delegateSubject: null, ...noPersonalFacts },
      });
      const product = await registerProduct(deps, entered.id, facts);
      const wish = { productId: product.id, registrationType: "FIRST", roundId: places.round } as const;
      const opened = await openDossier(deps, wish);
      await saveDossier(deps, opened.id, opened.version, complete);
      [dossierId, producerId] = [opened.id, entered.id];
    });
  });
  afterAll(() => registry.drop());

  const reader = (subject: string, change: Partial<Reader> = {}): Reader => ({
    ...{ subject, role: "MEMBER", scoring: true, sheetIn: false, conflicted: false },
    ...change,
  });
  const body = (change: Partial<Body> = {}): Body => ({
    ...{ dossierId, evaluationId, councilId: newId(), provinceRegionId: places.province, released: true },
    advanceSelfScore: "AFTER_OWN_SHEET",
    readers: [],
    ...change,
  });
  const hear = (change: Partial<Body>, at?: number) => {
    version = at ?? version + 1;
    const delivery = deliveryOf("evaluation.reading.changed", { id: evaluationId, version }, body(change));
    return deliver(inboxOf(registry.dataSource, registry.clock), delivery);
  };
  type Found = {
    readonly dossier: {
      readonly evidence: readonly object[] | null;
      readonly answers: readonly object[] | null;
    } | null;
  };
  const source =
    "query ($id: ID!) { dossier(id: $id) { evidence { title } answers { criterion } claimedPoints coach { supported { points } } } }";
  /** What the person sees: nothing, the evidence, or the claims too. */
  const sees = async (as: Viewer): Promise<string> => {
    const { data, codes } = await graph.ask<Found>(source, as, { id: dossierId });
    if (!data?.dossier) return codes.join();
    expect(data.dossier.evidence).toHaveLength(1);
    if (data.dossier.answers === null) {
      expect(codes).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
      return "evidence";
    }
    expect(codes).toEqual([]);
    return "claims";
  };
  const person = (subject: string) => viewerOf({ subject });

  it("is read by its members after release, without what the producer claims until the own sheet is in", async () => {
    await hear({ released: false, readers: [reader("member")] });
    expect(await sees(person("member"))).toBe("FORBIDDEN");
    await hear({ readers: [reader("member"), reader("other", { sheetIn: true })] });
    expect([await sees(person("member")), await sees(person("other"))]).toEqual(["evidence", "claims"]);
    await hear({ readers: [reader("member", { sheetIn: true })] });
    expect([await sees(person("member")), await sees(person("other"))]).toEqual(["claims", "FORBIDDEN"]);
  });

  it("shows its claims as the rules of the council say", async () => {
    const readers = [reader("member", { sheetIn: true }), reader("adviser", { role: "ADVISOR", scoring: false })];
    const leaders = [reader("chair", { role: "CHAIR" }), reader("secretary", { role: "SECRETARY", scoring: false })];
    const seen = async () => {
      const all = [];
      for (const subject of ["member", "adviser", "chair", "secretary"]) all.push(await sees(person(subject)));
      return all;
    };
    await hear({ readers: [...readers, ...leaders], advanceSelfScore: "NEVER" });
    expect(await seen()).toEqual(["evidence", "evidence", "claims", "claims"]);
    await hear({ readers: [...readers, ...leaders], advanceSelfScore: "FROM_RELEASE" });
    expect(await seen()).toEqual(["claims", "claims", "claims", "claims"]);
  });

  it("shows phone and representative of its producer to chair and secretary, while they lead it and nowhere else", async () => {
    const whom = `query ($id: ID!, $producerId: ID!) {
      producer(id: $producerId) { phone representative } dossier(id: $id) { producer { phone representative } }
    }`;
    // Two roots are asked at once: which of them refuses first is no part of the rule.
    const asked = async (subject: string, change: Partial<Viewer> = {}): Promise<readonly string[]> =>
      (await graph.ask(whom, { ...person(subject), ...change }, { id: dossierId, producerId })).codes.toSorted();
    const refused = ["FORBIDDEN", "FORBIDDEN"];
    const readers = [
      reader("leader", { role: "CHAIR" }),
      reader("clerk", { role: "SECRETARY", scoring: false }),
      reader("scorer", { sheetIn: true }),
    ];
    await hear({ readers });
    expect(await asked("leader")).toEqual([]);
    expect(await asked("clerk")).toEqual([]);
    expect(await asked("scorer")).toEqual([...refused, ...refused]);
    expect(await asked("leader", { actedAs: "somebody" })).toEqual(expect.arrayContaining(refused));
    await hear({ readers, released: false });
    expect(await asked("leader")).toEqual([...refused, "FORBIDDEN"]);
    await hear({ dossierId: newId(), readers });
    expect(await asked("leader")).toEqual([...refused, "NOT_FOUND"]);
  });

  it("is closed to who has an open conflict", async () => {
    await hear({
      readers: [
        reader("in conflict", { conflicted: true, sheetIn: true }),
        reader("in conflict", { role: "SECRETARY" }),
      ],
    });
    expect(await sees(person("in conflict"))).toBe("FORBIDDEN");
  });

  it("opens nothing to strangers, to the public, or with lent rights", async () => {
    await hear({ readers: [reader("member")] });
    expect(await sees(person("stranger"))).toBe("FORBIDDEN");
    expect(await sees({ ...person("member"), subject: null })).toBe("UNAUTHENTICATED");
    expect(await sees({ ...person("member"), actedAs: "somebody" })).toBe("FORBIDDEN");
    const other = await graph.ask(source, person("member"), { id: newId() });
    expect(other.codes).toEqual(["NOT_FOUND"]);
  });

  it("stays as it was for producer, commune, province and auditor; the centre sees the claims and no evidence", async () => {
    for (const viewer of [ownerOf(producerId), people.commune, people.province, people.auditor])
      expect(await sees(viewer)).toBe("claims");
    expect(await sees(people.operator)).toBe("FORBIDDEN");
    const known = "state answers { criterion option } claimedPoints";
    const shown = await graph.ask<Found>(`query ($id: ID!) { dossier(id: $id) { ${known} } }`, ownerOf(producerId), {
      id: dossierId,
    });
    expect(shown.data?.dossier?.answers).toHaveLength(2);
    const kept =
      "evidence { title } form01 { key } form02 { key } communeReport { request } returned { by } completeness { part } coach { claimed { points } }";
    const whole = `query ($id: ID!) { dossier(id: $id) { ${known} ${kept} } }`;
    const { data, codes } = await graph.ask<Found>(whole, people.central, { id: dossierId });
    expect(data?.dossier).toEqual({
      ...shown.data?.dossier,
      ...{
        evidence: null,
        form01: null,
        form02: null,
        communeReport: null,
        returned: null,
        completeness: null,
        coach: null,
      },
    });
    expect(codes).toEqual(Array.from({ length: 7 }, () => "FORBIDDEN"));
    for (const viewer of [people.neighbour, people.elsewhere]) expect(await sees(viewer)).toBe("NOT_FOUND");
  });

  it("gives the same verdict by reference and in the list, and no right to write", async () => {
    await hear({ readers: [reader("member")] });
    const references = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Dossier { id answers { criterion } } } }`;
    const of = [{ __typename: "Dossier", id: dossierId }];
    const byReference = await graph.ask<{ _entities: unknown[] }>(references, person("member"), { of });
    expect(byReference).toEqual({ data: { _entities: [{ id: dossierId, answers: null }] }, codes: ["FORBIDDEN"] });
    expect((await graph.ask(references, person("stranger"), { of })).data).toEqual({ _entities: [null] });
    const list = await graph.ask<{ dossiers: unknown }>("{ dossiers { totalCount nodes { id } } }", person("member"));
    expect(list.data?.dossiers).toMatchObject({ nodes: expect.arrayContaining([{ id: dossierId }]) as unknown[] });
    await graph.refused("submitDossier", { dossierId, expectedVersion: 2 }, person("member"), "FORBIDDEN");
  });

  it("keeps the newest copy, however late, often or out of order events come", async () => {
    await hear({ readers: [reader("kept"), reader("gone")] }, 1);
    await hear({ readers: [reader("kept", { sheetIn: true }), reader("new")] }, 3);
    await hear({ readers: [reader("kept", { sheetIn: true }), reader("new")] }, 3);
    await hear({ readers: [reader("kept"), reader("gone")], released: false }, 2);
    const rows = await registry.dataSource.query<{ subject: string; sheet_in: number }[]>(
      `SELECT r.subject, r.sheet_in FROM dossier_reader r JOIN dossier_reading d ON d.id = r.reading_id
       WHERE HEX(d.id) = ? AND d.released ORDER BY r.subject`,
      [evaluationId.replaceAll("-", "").toUpperCase()],
    );
    expect(rows).toEqual([
      { subject: "kept", sheet_in: 1 },
      { subject: "new", sheet_in: 0 },
    ]);
    const statement = deliveryOf("evaluation.reading.stated", { id: evaluationId, version: 4 }, body({ readers: [] }));
    await deliver(inboxOf(registry.dataSource, registry.clock), statement);
    expect(await sees(person("kept"))).toBe("FORBIDDEN");
  });

  it("keeps the newest of many events handled at once", async () => {
    const deliveries = Array.from({ length: 20 }, (_, nth) =>
      deliveryOf(
        "evaluation.reading.changed",
        { id: evaluationId, version: nth + 1 },
        body({ readers: Array.from({ length: nth + 1 }, (__, seat) => reader(`seat-${String(seat)}`)) }),
      ),
    );
    const inbox = inboxOf(registry.dataSource, registry.clock);
    await Promise.all([...deliveries].reverse().map((delivery) => deliver(inbox, delivery)));
    const [seats] = await registry.dataSource.query<{ n: string }[]>(
      "SELECT COUNT(*) AS n FROM dossier_reader WHERE HEX(reading_id) = ?",
      [evaluationId.replaceAll("-", "").toUpperCase()],
    );
    expect(Number(seats?.n)).toBe(20);
  });

  it("costs a signed-in person one statement a request, and the public none", async () => {
    const asked = async (as?: Viewer) => {
      statements.length = 0;
      await graph.data("{ a: me { subject } b: me { subject } }", as);
      return statements.filter((sql) => sql.includes("dossier_reader")).length;
    };
    expect([await asked(person("member")), await asked()]).toEqual([1, 0]);
    expect(await asked({ ...person("member"), actedAs: "somebody" })).toBe(0);
  });
});
