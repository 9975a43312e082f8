import { insert, newId, store } from "@ocop/service-kit";
import {
  compareActs,
  comparePaths,
  compareRoots,
  type Payload,
  type RefusedAct,
  type Sample,
} from "@ocop/service-kit/testing";
import { administrativeLineageTable, administrativeUnitTable } from "../src/data/administrative-unit.table";
import { breakGlassTable } from "../src/data/break-glass.table";
import { producerTable } from "../src/data/producer.table";
import { productTable } from "../src/data/product.table";
import { productSetTable } from "../src/data/reference.table";
import { programmePlanTable } from "../src/data/programme.table";
import { roundTable } from "../src/data/round.table";
import { assignmentReaders, dossierReaders, rules, type RegistryViewer } from "../src/domain/rights";
import { searchKeys } from "../src/domain/unit-search";
import { assignmentRow, openWorld, subgraph, subjectIn, type World } from "./rights-world";
import { everything, places } from "./support";

const page = (root: string, args = "first: 100"): readonly string[] => [
  `{ ${root}(${args}) { nodes { SELECTION } } }`,
  `{ ${root}(${args}) { edges { node { SELECTION } } } }`,
];
const told = (value: string) => ({ field: "id", value });

describe("one verdict on every path of registry", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.registry.drop());

  const viewer = (name: string): RegistryViewer => {
    const found = world.viewers[name];
    if (!found) throw new Error(`nobody is ${name}`);
    return found;
  };

  /**
   * Everybody, but once: what knows no unit stays the same when units are merged; one seat whose term ended, and one
   * of another council, stand for all.
   */
  const asking = (): Readonly<Record<string, RegistryViewer>> => {
    const isOnce = (name: string): boolean => {
      const isSeat = / of a council,| own sheet,| in conflict,/.test(name) && !name.startsWith("MEMBER after");
      if (name.endsWith("merged territory"))
        return /^(COMMUNE_OFFICER|PROVINCE_OFFICER|AUDITOR of a province),/.test(name);
      return name.endsWith("in scope") || !isSeat;
    };
    return Object.fromEntries(Object.entries(world.viewers).filter(([name]) => isOnce(name)));
  };

  /** The same producer and product, had their commune been split: a person must say where they lie today. */
  const inSplitCommune = async () => {
    const { manager } = world.registry.dataSource;
    const split = {
      id: newId(),
      version: 1,
      listVersion: "past",
      code: "P98009",
      level: "COMMUNE",
      kind: "xã",
    } as const;
    const names = { name: "Chia", nameEn: null, parentCode: "P98", ...searchKeys("xã", "Chia") };
    const days = { validFrom: "2020-01-01", validTo: "2025-07-01" };
    await store(manager, administrativeUnitTable).insert([{ ...split, ...names, ...days }]);
    const link = {
      oldListVersion: "past",
      oldCode: "P98009",
      newListVersion: "demonstration",
      relation: "PART",
    } as const;
    await insert(manager, administrativeLineageTable, [
      { ...link, newCode: "98001" },
      { ...link, newCode: "98002" },
    ]);
    const [producer, product] = [
      { ...world.ours.producer, id: newId(), communeRegionId: split.id },
      { ...world.ours.product, id: newId(), communeRegionId: split.id },
    ];
    await store(manager, producerTable).insert([producer]);
    await store(manager, productTable).insert([product]);
    return { producer, product };
  };

  /** One row of every type, in the scope of the roles, with the documents that reach it. */
  const samples = async (): Promise<Readonly<Record<string, Sample>>> => {
    const { ours, registry, sessionId } = world;
    const { manager } = registry.dataSource;
    const { producer, product, dossier } = ours;
    const unit = async (id: string) => (await store(manager, administrativeUnitTable).find(id)) ?? {};
    const round = (await store(manager, roundTable).find(places.round)) ?? {};
    const session = (await store(manager, breakGlassTable).find(sessionId)) ?? {};
    const [set] = await store(manager, productSetTable).where({ code: "QD26-11" }, { limit: 1 });
    const commune = subjectIn("COMMUNE_OFFICER", "in scope");
    const split = await inSplitCommune();
    const plan = {
      id: newId(),
      version: 1,
      unitId: places.province,
      year: 2026,
      newProducts: 3,
      decisionNo: "1/KH-UBND",
    };
    await store(manager, programmePlanTable).insert([{ ...plan, decidedOn: "2026-01-05" }]);
    const [ofCommune, ofOwner] = [
      await assignmentRow(world, commune),
      await assignmentRow(world, subjectIn("PRODUCER_OWNER", "in scope")),
    ];
    const listed = (role: string) => page("assignments", `first: 100, where: { role: ${role} }`);
    const lent = `{ _breakGlassOf(id: "${sessionId}", subject: "${subjectIn("PLATFORM_OPERATOR", "in scope")}") { assignments { SELECTION } } }`;
    const units = page("administrativeUnits", `where: { listVersion: "demonstration" }, first: 100`);
    return {
      AdministrativeUnit: {
        key: { id: places.province },
        told: told(places.province),
        ways: [
          `{ administrativeUnit(id: "${places.province}") { SELECTION } }`,
          `{ administrativeUnitByCode(listVersion: "demonstration", code: "98") { SELECTION } }`,
          ...units,
          `{ resolveUnit(listVersion: "past", code: "P98") { successors { SELECTION } } }`,
        ],
        row: await unit(places.province),
      },
      "AdministrativeUnit#commune": {
        key: { id: places.teaHill },
        told: told(places.teaHill),
        ways: [`{ administrativeUnit(id: "${places.teaHill}") { SELECTION } }`],
        row: await unit(places.teaHill),
      },
      Assignment: {
        key: null,
        told: told(ofCommune.id),
        ways: [],
        // Who may read a right and who may ask for the list are told apart: the gateway has roots of its own.
        sideWays: [
          ...listed("COMMUNE_OFFICER"),
          `{ me { assignments { SELECTION } } }`,
          `{ _assignmentsOf(subject: "${commune}") { SELECTION } }`,
          lent,
        ],
        row: ofCommune,
      },
      "Assignment#owner": {
        key: null,
        told: told(ofOwner.id),
        ways: [],
        sideWays: listed("PRODUCER_OWNER"),
        row: ofOwner,
      },
      BreakGlassSession: {
        key: null,
        told: told(sessionId),
        ways: page("breakGlassSessions"),
        row: session,
      },
      Dossier: {
        key: { id: dossier.id },
        told: told(dossier.id),
        ways: [
          `{ dossier(id: "${dossier.id}") { SELECTION } }`,
          ...page("dossiers"),
          ...page("dossiers", "where: { state: DRAFT }"),
        ],
        row: dossier,
      },
      Producer: {
        key: { id: producer.id },
        told: told(producer.id),
        ways: [`{ producer(id: "${producer.id}") { SELECTION } }`],
        row: producer,
      },
      Product: {
        key: { id: product.id },
        told: told(product.id),
        ways: [
          `{ product(id: "${product.id}") { SELECTION } }`,
          ...page("products", `where: { ids: ["${product.id}"] }`),
        ],
        row: product,
      },
      "Producer#split": {
        key: { id: split.producer.id },
        told: told(split.producer.id),
        ways: [`{ producer(id: "${split.producer.id}") { SELECTION } }`],
        row: split.producer,
      },
      "Product#split": {
        key: { id: split.product.id },
        told: told(split.product.id),
        ways: [`{ product(id: "${split.product.id}") { SELECTION } }`],
        row: split.product,
      },
      ProductSet: {
        key: null,
        told: { field: "code", value: "QD26-11" },
        ways: ["{ productSets { SELECTION } }"],
        row: set ?? {},
      },
      ProgrammePlan: {
        key: null,
        told: told(plan.id),
        ways: page("programmePlans", "where: { year: 2026 }, first: 100"),
        row: plan,
      },
      Round: {
        key: { id: places.round },
        told: told(places.round),
        ways: [`{ rounds(provinceId: "${places.province}") { SELECTION } }`],
        row: round,
      },
    };
  };

  /** One mutation for each type that mutations answer with. */
  const payloads = async (): Promise<readonly Payload<RegistryViewer>[]> => {
    const { producer, product, dossier } = world.ours;
    const sent = (type: string, name: string, as: string, input: object, row: object): Payload<RegistryViewer> => ({
      type,
      document: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { SELECTION } }`,
      viewer: viewer(as),
      variables: () => Promise.resolve({ input }),
      row,
    });
    const change = { producerId: producer.id, expectedVersion: producer.version };
    const right = {
      ...{ subject: "new-delegate", role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: producer.id },
      ...{ validFrom: "2026-11-21", legalBasis: "giấy ủy quyền" },
    };
    const row = {
      ...(await assignmentRow(world, subjectIn("PRODUCER_DELEGATE", "in scope"))),
      subject: "new-delegate",
    };
    const wish = { actAs: "the-person", ticket: "T2", reason: "R", hours: 1 };
    return [
      sent("Producer", "updateProducer", "PRODUCER_OWNER, in scope", { ...change, addressLine: "thôn 2" }, producer),
      sent(
        "Product",
        "updateProduct",
        "COMMUNE_OFFICER, in scope",
        { productId: product.id, expectedVersion: product.version, nameEn: "Tea" },
        product,
      ),
      sent(
        "Dossier",
        "saveDossier",
        "PRODUCER_DELEGATE, in scope",
        { dossierId: dossier.id, expectedVersion: dossier.version, evidence: [] },
        dossier,
      ),
      sent("Assignment", "grantAssignment", "PRODUCER_OWNER, in scope", right, row),
      sent(
        "ProgrammePlan",
        "recordProgrammePlan",
        "PROVINCE_OFFICER, in scope",
        { unitId: places.province, year: 2027, newProducts: 4, decisionNo: "2/KH-UBND", decidedOn: "2026-11-20" },
        {},
      ),
      sent("BreakGlassSession", "requestBreakGlass", "PLATFORM_OPERATOR, in scope", wish, { actedAs: "the-person" }),
    ];
  };

  it("every field of every type, as everybody, is judged by its rule alone", async () => {
    const report = await comparePaths({
      ...subgraph,
      rules,
      samples: await samples(),
      payloads: await payloads(),
      viewers: asking(),
      now: world.registry.clock.now(),
      ask: world.ask,
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.unwalked).toEqual([]);
    expect(report.compared).toBeGreaterThan(50_000);
  }, 240_000);

  it("every root keeps out who could never pass, before a statement is sent, and nobody else", async () => {
    const { ours, registry, viewers, ask } = world;
    const report = await compareRoots({
      ...subgraph,
      rules,
      viewers,
      ask,
      everything: () => everything(registry.dataSource.manager),
      args: {
        "Mutation.registerProducer": () =>
          `(input: { name: "${ours.producer.name}", kind: FARM, communeId: "${places.beach}" })`,
      },
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.refused).toBeGreaterThan(500);
  }, 120_000);

  /** A session of break-glass that is over: nobody can end it again. */
  const endedSession = async (): Promise<object> => {
    const [operator, central] = [viewer("PLATFORM_OPERATOR, in scope"), viewer("CENTRAL_OFFICER, in scope")];
    const asked = await world.ask(
      operator,
      `mutation { requestBreakGlass(input: { actAs: "nobody", ticket: "T", reason: "R", hours: 1 }) { id } }`,
    );
    const { id: sessionId } = asked.data?.["requestBreakGlass"] as { readonly id: string };
    const ended = await world.ask(central, `mutation { endBreakGlass(input: { sessionId: "${sessionId}" }) { id } }`);
    expect(ended.errors).toEqual([]);
    return { sessionId };
  };

  it("every act on a row is judged by its rules on that row, and whoever is refused changes nothing", async () => {
    const { ours, registry, sessionId } = world;
    const { producer, product, dossier } = ours;
    const stale = { expectedVersion: 999 };
    const right = await assignmentRow(world, subjectIn("PRODUCER_DELEGATE", "in scope"));
    const assignmentId = right.id;
    const delegation = { role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: producer.id };
    const where = { provinceRegionId: producer.provinceRegionId, communeRegionId: producer.communeRegionId };
    const onDossier = { dossierId: dossier.id, ...stale };
    const report = {
      ...{ localMaterial: "có", localLabour: "có", ideaOrigin: "có", localIdentity: "có", request: "đề nghị" },
      sampleCount: 1,
    };
    const act = (name: string, input: object, row: object, allowed: string): RefusedAct => ({
      ...{ name, input, row, allowed },
      outOfScope: "FORBIDDEN",
    });
    /** on a row that not everybody may know of */
    const hidden = (readers: readonly string[], of: RefusedAct): RefusedAct => ({
      ...of,
      readers,
      outOfScope: "NOT_FOUND",
    });
    const ofDossier = (name: string, input: object = {}) =>
      hidden(dossierReaders, act(name, { ...onDossier, ...input }, dossier, "STALE_VERSION"));
    const ofRight = (name: string, input: object = {}) =>
      hidden(assignmentReaders, act(name, { assignmentId, ...stale, ...input }, right, "STALE_VERSION"));
    const reveal = (field: string) =>
      act("revealPersonalData", { producerId: producer.id, field, reason: "ngắn" }, producer, "BAD_USER_INPUT");
    const reasons = [{ place: "EVIDENCE", reason: "thiếu" }];
    const acts: readonly RefusedAct[] = [
      act("registerProducer", { name: " ", kind: "FARM", communeId: places.teaHill }, where, "BAD_USER_INPUT"),
      act("updateProducer", { producerId: producer.id, ...stale }, producer, "STALE_VERSION"),
      act("registerProduct", { producerId: producer.id, nameVi: " " }, product, "BAD_USER_INPUT"),
      act("updateProduct", { productId: product.id, ...stale }, product, "STALE_VERSION"),
      act(
        "openDossier",
        { productId: product.id, registrationType: "FIRST", roundId: newId() },
        product,
        "BAD_USER_INPUT",
      ),
      ofDossier("saveDossier"),
      ofDossier("submitDossier"),
      // A draft is with the producer: the province has not been sent anything that it could send back.
      { ...ofDossier("returnDossier", { reasons }), by: ["commune.own"] },
      ofDossier("completeCommuneReport", report),
      ofDossier("acceptDossier"),
      act(
        "grantAssignment",
        { ...delegation, subject: "somebody", validFrom: "2020-01-01", legalBasis: "giấy ủy quyền" },
        { ...delegation, ...where },
        "BAD_USER_INPUT",
      ),
      ofRight("confirmAssignment"),
      ofRight("rejectAssignment", { reason: "không cần" }),
      ofRight("revokeAssignment", { reason: "không cần" }),
      reveal("PHONE"),
      { ...reveal("NATIONAL_ID"), by: ["province.own", "auditor"] },
      { ...reveal("BANK_ACCOUNT"), by: ["province.own", "auditor"] },
      act(
        "erasePersonalData",
        { producerId: producer.id, legalBasis: "yêu cầu", reason: "ngắn" },
        producer,
        "BAD_USER_INPUT",
      ),
      act(
        "chooseProducerUnit",
        { producerId: producer.id, unitId: places.teaHill, reason: "R", ...stale },
        where,
        "STALE_VERSION",
      ),
      act(
        "chooseProductUnit",
        { productId: product.id, unitId: places.teaHill, reason: "R", ...stale },
        where,
        "STALE_VERSION",
      ),
      act(
        "recordProgrammePlan",
        { unitId: places.teaHill, year: 2017, newProducts: 1, decisionNo: "1", decidedOn: "2026-11-20" },
        where,
        "BAD_USER_INPUT",
      ),
      act("requestBreakGlass", { actAs: "somebody", ticket: "T", reason: "R", hours: 0 }, {}, "BAD_USER_INPUT"),
      act("approveBreakGlass", { sessionId, ...stale }, {}, "STALE_VERSION"),
      act("endBreakGlass", await endedSession(), {}, "WRONG_STATE"),
    ];
    const compared = await compareActs({
      ...subgraph,
      ...{ rules, viewers: world.viewers, ask: world.ask, acts, now: registry.clock.now() },
      everything: () => everything(registry.dataSource.manager),
    });
    expect(compared.differences).toEqual([]);
    expect(compared.unsent).toEqual([]);
  }, 240_000);
});
