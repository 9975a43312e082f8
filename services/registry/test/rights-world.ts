import { anonymous, systemViewer, type Role, type ScopeType, type Viewer } from "@ocop/contracts";
import { createLog, insert, newId, newTrace, store } from "@ocop/service-kit";
import { viewerOf, type Asking, type InSituations, type Judged, type Situation } from "@ocop/service-kit/testing";
import { execute, parse, validate, type DocumentNode } from "graphql";
import type { Logger } from "typeorm";
import { administrativeLineageTable, administrativeUnitTable } from "../src/data/administrative-unit.table";
import { assignmentTable } from "../src/data/assignment.table";
import { queriesOn } from "../src/data/queries";
import { nowhere, type Assignment, type ScopeTerritory } from "../src/domain/assignment";
import type { Dossier } from "../src/domain/dossier";
import type { Producer } from "../src/domain/producer";
import type { Product } from "../src/domain/product";
import type { DossierReader } from "../src/domain/reading";
import { withoutReadings, type RegistryViewer } from "../src/domain/rights";
import { searchKeys } from "../src/domain/unit-search";
import { registrySubgraph } from "../src/graph/schema";
import { contextOf } from "../src/main";
import { copyReading } from "../src/use-cases/copy-reading";
import { openDossier } from "../src/use-cases/open-dossier";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { saveDossier } from "../src/use-cases/save-dossier";
import { cipher, complete, openRegistry, people, places, type Registry } from "./support";

const log = createLog("registry", { level: "silent" });
export const subgraph = registrySubgraph();

const cursorKeys = ["0123456789-cursors-of-this-test-0123456789"];

/** The commune and the province of the past that were merged into those of today. */
export const past = { province: newId(), commune: newId() };

export type Holding = {
  readonly producer: Producer;
  readonly product: Product;
  readonly dossier: Dossier;
};

export type World = {
  readonly registry: Registry;
  /** in the scope of the roles, and out of it: in another province */
  readonly ours: Holding;
  readonly theirs: Holding;
  /** roles and facts, each in every situation it knows, as the platform's own code makes the viewers */
  readonly roles: Readonly<Record<string, InSituations<RegistryViewer>>>;
  /** the same by name: `COMMUNE_OFFICER, expired` */
  readonly viewers: Readonly<Record<string, RegistryViewer>>;
  readonly ask: Asking<RegistryViewer>;
  /** id of the session that was lent in scope, and is open */
  readonly sessionId: string;
  readonly hold: (commune: Place, nth: number) => Promise<Holding>;
  readonly viewerOfSubject: (subject: string) => Promise<RegistryViewer>;
};

type Place = "teaHill" | "cloudStream" | "beach";

const officerOf = (place: Place): Viewer =>
  viewerOf({
    subject: "registrar",
    assignments: [
      { role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: places[place], regionIds: [places[place]] },
    ],
  });

/** A producer with its personal data, a product and a saved dossier in one commune. */
const holder =
  (registry: Registry) =>
  async (place: Place, nth: number): Promise<Holding> => {
    const roundId = place === "beach" ? await extraRound(registry) : places.round;
    return registry.act(officerOf(place), async (deps) => {
      const producer = await registerProducer(deps, {
        ...{ name: `Hợp tác xã ${place} ${String(nth)}`, kind: "COOPERATIVE", addressLine: "thôn 1" },
        ...{ communeId: places[place], ownerSubject: null, delegateSubject: null, representative: "Người Đại Diện" },
        ...{ phone: "0912345678", nationalId: "087199900001", bankAccount: "9704360000001" },
      });
      const product = await registerProduct(deps, producer.id, {
        ...{ nameVi: `Chè ${String(nth)}`, nameEn: null, storyVi: "chuyện", storyEn: null },
        ...{ setCode: "QD26-11", addressAsIssued: null },
      });
      const wish = { productId: product.id, registrationType: "FIRST", roundId } as const;
      const opened = await openDossier(deps, wish);
      return { producer, product, dossier: await saveDossier(deps, opened.id, opened.version, complete) };
    });
  };

const extraRound = async ({ dataSource }: Registry): Promise<string> =>
  (await queriesOn(dataSource.manager).roundsOf(places.elsewhere))[0]?.id ?? "";

/** Units of a list that no longer holds, each merged into one of today. */
const mergeThePast = async ({ dataSource: { manager } }: Registry): Promise<void> => {
  const unit = { version: 1, listVersion: "past", nameEn: null, validFrom: "2020-01-01", validTo: "2025-07-01" };
  await insert(manager, administrativeUnitTable, [
    {
      ...unit,
      id: past.province,
      code: "P98",
      level: "PROVINCE",
      kind: "tỉnh",
      name: "Cũ",
      parentCode: null,
      ...searchKeys("tỉnh", "Cũ"),
    },
    {
      ...unit,
      id: past.commune,
      code: "P98001",
      level: "COMMUNE",
      kind: "xã",
      name: "Cũ",
      parentCode: "P98",
      ...searchKeys("xã", "Cũ"),
    },
  ]);
  const link = { oldListVersion: "past", newListVersion: "demonstration", relation: "WHOLE" } as const;
  await insert(manager, administrativeLineageTable, [
    { ...link, oldCode: "P98", newCode: "98" },
    { ...link, oldCode: "P98001", newCode: "98001" },
  ]);
};

type Scoped = { readonly scopeType: ScopeType; readonly scopeId: string | null; readonly territory: ScopeTerritory };

const territory = (provinceRegionId: string, communeRegionId: string | null = null): ScopeTerritory => ({
  provinceRegionId,
  communeRegionId,
});

/** Where each role stands in each situation; null where there is no such situation. */
const scopesOf = (ours: Holding, theirs: Holding) => {
  const national: Scoped = { scopeType: "NATIONAL", scopeId: null, territory: nowhere };
  const nationally = { inside: national, outside: null, merged: null };
  const provincial = (scopeId: string): Scoped => ({ scopeType: "PROVINCE", scopeId, territory: territory(scopeId) });
  const provinces = {
    inside: provincial(places.province),
    outside: provincial(places.elsewhere),
    merged: { ...provincial(past.province), territory: territory(places.province) },
  };
  const commune = (scopeId: string): Scoped => ({
    scopeType: "COMMUNE",
    scopeId,
    territory: territory(places.province, places.teaHill),
  });
  const communes = {
    inside: commune(places.teaHill),
    outside: commune(places.cloudStream),
    merged: commune(past.commune),
  };
  const producer = ({ producer: { id, provinceRegionId, communeRegionId } }: Holding): Scoped => ({
    scopeType: "PRODUCER",
    scopeId: id,
    territory: territory(provinceRegionId, communeRegionId),
  });
  const producers = { inside: producer(ours), outside: producer(theirs), merged: null };
  return {
    PRODUCER_OWNER: ["PRODUCER_OWNER", producers],
    PRODUCER_DELEGATE: ["PRODUCER_DELEGATE", producers],
    COMMUNE_OFFICER: ["COMMUNE_OFFICER", communes],
    PROVINCE_OFFICER: ["PROVINCE_OFFICER", provinces],
    "AUDITOR of a province": ["AUDITOR", provinces],
    "AUDITOR of the nation": ["AUDITOR", nationally],
    CENTRAL_OFFICER: ["CENTRAL_OFFICER", nationally],
    PLATFORM_OPERATOR: ["PLATFORM_OPERATOR", nationally],
  } as const satisfies Readonly<Record<string, readonly [Role, object]>>;
};

const subjectOf = (role: string, situation: Situation): string => `${role} ${situation}`.replaceAll(" ", "-");

/** The right as it stands in the table. The one that expired held until yesterday. */
const rightOf = (
  subject: string,
  role: Role,
  { scopeType, scopeId, territory: place }: Scoped,
  expired: boolean,
): Assignment => ({
  ...place,
  ...{ id: newId(), version: 0, subject, role, scopeType, scopeId },
  ...{ validFrom: "2026-01-01", validUntil: expired ? "2026-11-21" : "2027-01-01" },
  ...{
    legalBasis: "Quyết định 1/QĐ",
    state: "ACTIVE",
    grantedBy: "founder",
    proposedAt: new Date("2026-01-01T00:00:00Z"),
  },
  ...{ confirmedBy: null, confirmedAt: null, rejectedBy: null, rejectedAt: null },
  ...{ revokedBy: null, revokedAt: null, endReason: null },
});

const seats = {
  "CHAIR of a council": { role: "CHAIR", scoring: true, sheetIn: false, conflicted: false },
  "DEPUTY_CHAIR of a council": { role: "DEPUTY_CHAIR", scoring: true, sheetIn: false, conflicted: false },
  "SECRETARY of a council": { role: "SECRETARY", scoring: false, sheetIn: false, conflicted: false },
  "MEMBER before the own sheet": { role: "MEMBER", scoring: true, sheetIn: false, conflicted: false },
  "MEMBER after the own sheet": { role: "MEMBER", scoring: true, sheetIn: true, conflicted: false },
  "EXPERT after the own sheet": { role: "EXPERT", scoring: true, sheetIn: true, conflicted: false },
  "MEMBER in conflict": { role: "MEMBER", scoring: true, sheetIn: true, conflicted: true },
  "ADVISOR of a council": { role: "ADVISOR", scoring: false, sheetIn: false, conflicted: false },
} as const satisfies Readonly<Record<string, Omit<DossierReader, "readingId" | "subject">>>;

/** Seats of three councils: over our dossier, over theirs, and over ours in a term that ended. */
const seatCouncils = async (registry: Registry, ours: Holding, theirs: Holding): Promise<void> => {
  const councils = [
    ["in scope", ours],
    ["out of scope", theirs],
    ["expired", ours],
  ] as const;
  for (const [situation, { dossier }] of councils)
    await registry.act(systemViewer("event"), async (deps) => {
      const reading = {
        ...{ id: newId(), version: 1, evaluationId: newId(), dossierId: dossier.id, councilId: newId() },
        ...{ provinceRegionId: dossier.provinceRegionId, released: true, advanceSelfScore: "AFTER_OWN_SHEET" as const },
      };
      const readers = Object.entries(seats).map(([name, seat]) => ({
        ...seat,
        ...{ readingId: reading.id, subject: subjectOf(name, situation) },
      }));
      await copyReading(deps, reading, readers);
      // At the end of a term evaluation tells that nobody reads any more.
      if (situation === "expired") await copyReading(deps, { ...reading, version: 2 }, []);
    });
};

const statements: string[] = [];
const ignore = (): void => undefined;
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

/** Documents are the same for hundreds of viewers: each is read and checked once. */
const documents = new Map<string, DocumentNode>();
const documentOf = (source: string): DocumentNode => {
  const known = documents.get(source);
  if (known) return known;
  const document = parse(source);
  const [wrong] = validate(subgraph.schema, document);
  if (wrong) throw wrong;
  documents.set(source, document);
  return document;
};

const asking = (registry: Registry): Asking<RegistryViewer> => {
  const context = contextOf(registry.dataSource, cipher, cursorKeys);
  return async (viewer, source, variableValues = {}) => {
    const { subject, client, assignments, system, actedAs } = viewer;
    const as = { subject, client, assignments, system, actedAs };
    const contextValue = await context({ viewer: as, now: registry.clock.now(), trace: newTrace(), log });
    statements.length = 0;
    const answer = await execute({
      schema: subgraph.schema,
      document: documentOf(source),
      variableValues,
      contextValue,
    });
    const { data, errors = [] } = answer;
    return {
      data: JSON.parse(JSON.stringify(data ?? null)) as Judged["data"],
      errors: errors.map(({ message: code, path = [] }) => ({ path, extensions: { code } })),
      statements: statements.length,
    };
  };
};

type Carried = Viewer["assignments"];
const carried = "{ id role scopeType scopeId regionIds }";

/** The viewers as the gateway makes them: it asks registry which rights are live and where their territory lies. */
const viewersBy = (registry: Registry, ask: Asking<RegistryViewer>) => {
  const gateway = withoutReadings(people.gateway);
  const queries = queriesOn(registry.dataSource.manager, cipher);
  const ofSubject = async (subject: string): Promise<RegistryViewer> => {
    const source = `query ($subject: String!) { _assignmentsOf(subject: $subject) ${carried} }`;
    const { data, errors } = await ask(gateway, source, { subject });
    if (data === null || errors.length > 0) throw new Error("registry does not say who this is");
    const viewer = { ...viewerOf({ subject }), assignments: data["_assignmentsOf"] as Carried };
    return { ...viewer, readings: await queries.readingsOf(subject) };
  };
  const lent = async (id: string, operator: RegistryViewer): Promise<RegistryViewer> => {
    const source = `query ($id: ID!, $subject: String!) { _breakGlassOf(id: $id, subject: $subject) { actedAs assignments ${carried} } }`;
    const { data } = await ask(gateway, source, { id, subject: operator.subject });
    const rights = data?.["_breakGlassOf"] as { readonly actedAs: string; readonly assignments: Carried } | null;
    // A session that lends nothing leaves the operator without a right in it.
    return { ...operator, readings: [], actedAs: rights?.actedAs ?? "nobody", assignments: rights?.assignments ?? [] };
  };
  return { ofSubject, lent };
};

const everywhere = (viewer: RegistryViewer): InSituations<RegistryViewer> => ({
  "in scope": viewer,
  "out of scope": null,
  expired: null,
  "merged territory": null,
});

/** A register with one producer in scope and one out of it, and everybody who could ask for them. */
export const openWorld = async (): Promise<World> => {
  const registry = await openRegistry(logger);
  await mergeThePast(registry);
  const hold = holder(registry);
  const [ours, theirs] = [await hold("teaHill", 0), await hold("beach", 0)];
  const scopes = scopesOf(ours, theirs);
  await seatCouncils(registry, ours, theirs);
  const rows = Object.entries(scopes).flatMap(([name, [role, { inside, outside, merged }]]) => [
    rightOf(subjectOf(name, "in scope"), role, inside, false),
    rightOf(subjectOf(name, "expired"), role, inside, true),
    ...(outside ? [rightOf(subjectOf(name, "out of scope"), role, outside, false)] : []),
    ...(merged ? [rightOf(subjectOf(name, "merged territory"), role, merged, false)] : []),
  ]);
  await insert(
    registry.dataSource.manager,
    assignmentTable,
    rows.map((row) => ({ ...row, version: 1 })),
  );

  const ask = asking(registry);
  const { ofSubject, lent } = viewersBy(registry, ask);
  const roles: Record<string, InSituations<RegistryViewer>> = {};
  for (const [name, [, { outside, merged }]] of Object.entries(scopes))
    roles[name] = {
      "in scope": await ofSubject(subjectOf(name, "in scope")),
      "out of scope": outside && (await ofSubject(subjectOf(name, "out of scope"))),
      expired: await ofSubject(subjectOf(name, "expired")),
      // A right over one producer or over the nation is the same wherever units are merged.
      "merged territory": await ofSubject(subjectOf(name, merged ? "merged territory" : "in scope")),
    };
  for (const name of Object.keys(seats))
    roles[name] = {
      "in scope": await ofSubject(subjectOf(name, "in scope")),
      "out of scope": await ofSubject(subjectOf(name, "out of scope")),
      expired: await ofSubject(subjectOf(name, "expired")),
      "merged territory": await ofSubject(subjectOf(name, "in scope")),
    };

  const operator = await ofSubject(subjectOf("PLATFORM_OPERATOR", "in scope"));
  const central = await ofSubject(subjectOf("CENTRAL_OFFICER", "in scope"));
  const lend = async (situation: Situation, hours: number): Promise<string> => {
    const actAs = subjectOf("COMMUNE_OFFICER", situation);
    const request = `mutation { requestBreakGlass(input: { actAs: "${actAs}", ticket: "T", reason: "R", hours: ${String(hours)} }) { id } }`;
    const asked = (await ask(operator, request)).data?.["requestBreakGlass"] as { readonly id: string };
    const approval = `mutation { approveBreakGlass(input: { sessionId: "${asked.id}", expectedVersion: 1 }) { id } }`;
    const { errors } = await ask(central, approval);
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return asked.id;
  };
  const overId = await lend("in scope", 1);
  registry.clock.set(new Date("2026-11-21T04:00:00.000Z"));
  const sessionId = await lend("in scope", 4);
  roles["operator with the lent rights of a COMMUNE_OFFICER"] = {
    "in scope": await lent(sessionId, operator),
    "out of scope": await lent(await lend("out of scope", 4), operator),
    expired: await lent(overId, operator),
    "merged territory": await lent(await lend("merged territory", 4), operator),
  };
  const named = await ofSubject("the-person");
  roles["the person the row is about"] = {
    "in scope": named,
    "out of scope": await ofSubject("another-person"),
    expired: null,
    "merged territory": null,
  };
  roles["somebody signed in"] = everywhere(await ofSubject("stranger"));
  roles["the public"] = everywhere(withoutReadings(anonymous));
  for (const name of ["gateway", "event", "loader", "clock"])
    roles[`the system's ${name}`] = everywhere(withoutReadings(systemViewer(name)));

  const viewers = Object.fromEntries(
    Object.entries(roles).flatMap(([name, by]) =>
      Object.entries(by).flatMap(([situation, viewer]) => (viewer ? [[`${name}, ${situation}`, viewer] as const] : [])),
    ),
  );
  return { registry, ours, theirs, roles, viewers, ask, sessionId, hold, viewerOfSubject: ofSubject };
};

/** The row of a right, of which the person is the one whom tables name. */
export const assignmentRow = async ({ registry }: World, subject: string): Promise<Assignment> => {
  const [row] = await store(registry.dataSource.manager, assignmentTable).where({ subject }, { limit: 1 });
  if (!row) throw new Error("no such right");
  return row;
};

export const subjectIn = subjectOf;
