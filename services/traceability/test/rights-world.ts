import { anonymous, events, systemViewer, type Role, type Viewer, type ViewerAssignment } from "@ocop/contracts";
import { newTrace } from "@ocop/service-kit";
import {
  deliver,
  deliveryOf,
  viewerOf,
  type Asking,
  type InSituations,
  type Judged,
  type TestDatabase,
} from "@ocop/service-kit/testing";
import { execute, parse, validate, type DocumentNode } from "graphql";
import type { DataSource, Logger } from "typeorm";
import type { Lot } from "../src/domain/lot";
import { traceabilitySubgraph } from "../src/graph/schema";
import { contextOf, inboxOf } from "../src/main";
import { acting, fieldKeys, given, now, openDatabase, silent, testClock } from "./harness";
import { commune, id, lot, otherCommune, otherProvince, producer, product, province, tradeItem, unit } from "./samples";
import { orderSerials } from "../src/use-cases/order-serials";

export const subgraph = traceabilitySubgraph();

export type World = {
  readonly database: TestDatabase;
  /** roles in every situation they know */
  readonly roles: Readonly<Record<string, InSituations<Viewer>>>;
  /** the same by name: `COMMUNE_OFFICER, expired` */
  readonly viewers: Readonly<Record<string, Viewer>>;
  readonly ask: Asking<Viewer>;
  /** ids of the rows in the scope of the roles */
  readonly ours: Readonly<Record<"item" | "draft" | "published" | "withdrawn" | "unit" | "job" | "product", string>>;
};

/** The units of an older list that were merged into those of the samples. */
const past = { province: id(96), commune: id(96001) };

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

/** Documents are the same for all viewers: each is read and checked once. */
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

/** Asks the graph without its server: the context alone says who asks. */
export const askingOn = (dataSource: DataSource, scanHost = "http://127.0.0.1:4010"): Asking<Viewer> => {
  const context = contextOf(dataSource, {
    scanHost,
    cursorKeys: ["cursor-key-of-traceability-in-its-tests"],
    fieldKeys,
  });
  return async (viewer, source, variableValues = {}) => {
    const contextValue = context({ viewer, now, trace: newTrace(), log: silent });
    statements.length = 0;
    const document = documentOf(source);
    const answer = await execute({ schema: subgraph.schema, document, variableValues, contextValue });
    return {
      data: JSON.parse(JSON.stringify(answer.data ?? null)) as Judged["data"],
      errors: (answer.errors ?? []).map(({ message: code, path = [] }) => ({ path, extensions: { code } })),
      statements: statements.length,
    };
  };
};

const holding = (role: Role, scopeType: ViewerAssignment["scopeType"], parts: Partial<ViewerAssignment>): Viewer =>
  viewerOf({ subject: `${role}-${scopeType}`, assignments: [{ role, scopeType, ...parts }] });

/** The gateway hands on live rights alone: of one that ended nothing arrives. */
const lapsed = (viewer: Viewer): Viewer => ({ ...viewer, assignments: [] });

type Held = Readonly<Record<"in scope" | "expired" | "merged territory", Viewer>> & {
  readonly "out of scope": Viewer | null;
};

/** The rights of a role as registry hands them out: the scope as it was given, the regions of today. */
const territorial = (role: Role, scopeType: "PROVINCE" | "COMMUNE"): Held => {
  const over = (scopeId: string, today: string): Viewer => holding(role, scopeType, { scopeId, regionIds: [today] });
  const [here, elsewhere, before] =
    scopeType === "PROVINCE" ? [province, otherProvince, past.province] : [commune, otherCommune, past.commune];
  const inside = over(here, here);
  return {
    "in scope": inside,
    "out of scope": over(elsewhere, elsewhere),
    expired: lapsed(inside),
    "merged territory": over(before, here),
  };
};

/** A right over one producer or over the nation is the same wherever units are merged. */
const unmoved = (inside: Viewer, outside: Viewer | null): Held => ({
  "in scope": inside,
  "out of scope": outside,
  expired: lapsed(inside),
  "merged territory": inside,
});

const national = (role: Role): Held => unmoved(holding(role, "NATIONAL", {}), null);

const ofProducer = (role: Role): Held =>
  unmoved(holding(role, "PRODUCER", { scopeId: id(1) }), holding(role, "PRODUCER", { scopeId: id(9) }));

const lent = (held: Held): InSituations<Viewer> => {
  const to = (viewer: Viewer): Viewer => ({
    ...viewer,
    subject: "PLATFORM_OPERATOR-NATIONAL",
    actedAs: viewer.subject,
  });
  return {
    "in scope": to(held["in scope"]),
    "out of scope": held["out of scope"] && to(held["out of scope"]),
    expired: to(held.expired),
    "merged territory": to(held["merged territory"]),
  };
};

const alone = (viewer: Viewer): InSituations<Viewer> => ({
  "in scope": viewer,
  "out of scope": null,
  expired: null,
  "merged territory": null,
});

const allRoles = (): Readonly<Record<string, InSituations<Viewer>>> => ({
  PRODUCER_OWNER: ofProducer("PRODUCER_OWNER"),
  PRODUCER_DELEGATE: ofProducer("PRODUCER_DELEGATE"),
  COMMUNE_OFFICER: territorial("COMMUNE_OFFICER", "COMMUNE"),
  PROVINCE_OFFICER: territorial("PROVINCE_OFFICER", "PROVINCE"),
  "AUDITOR of a province": territorial("AUDITOR", "PROVINCE"),
  "AUDITOR of the nation": national("AUDITOR"),
  CENTRAL_OFFICER: national("CENTRAL_OFFICER"),
  PLATFORM_OPERATOR: national("PLATFORM_OPERATOR"),
  "operator with the lent rights of a PRODUCER_OWNER": lent(ofProducer("PRODUCER_OWNER")),
  "operator with the lent rights of a PROVINCE_OFFICER": lent(territorial("PROVINCE_OFFICER", "PROVINCE")),
  "machine of a partner": alone(viewerOf({ subject: `key:${id(77)}` })),
  "somebody signed in": alone(viewerOf({ subject: "stranger" })),
  "the public": alone(anonymous),
  ...Object.fromEntries(
    ["gateway", "event", "loader", "clock", "job"].map((name) => [`the system's ${name}`, alone(systemViewer(name))]),
  ),
});

const [mine, theirs] = [
  { item: id(5), code: "7K3M9QZT5V2XJ8WD" },
  { item: id(59), code: "0000000000000000" },
];
export const serialOfOurs = "OURS-SERIAL";

const states: readonly (readonly [number, Partial<Lot>])[] = [
  [600, { state: "DRAFT", publishedAt: null }],
  [601, { state: "PUBLISHED" }],
  [602, { state: "WITHDRAWN", withdrawnAt: now, withdrawnBecause: "Sai nhãn" }],
];

/** Lots in every state and their units, ours first placed where they lay before the units were merged. */
const settle = async ({ dataSource }: TestDatabase): Promise<void> => {
  const before = { provinceRegionId: past.province, communeRegionId: past.commune };
  const elsewhere = { provinceRegionId: otherProvince, communeRegionId: otherCommune, producerId: id(9) };
  await given(dataSource.manager, {
    producers: [producer()],
    products: [product(before), product({ id: id(29), ...elsewhere })],
    items: [
      tradeItem({ id: mine.item, ownCode: mine.code, ...before }),
      tradeItem({ id: theirs.item, ownCode: theirs.code, productId: id(29), ...elsewhere }),
    ],
    lots: [
      ...states.map(([nth, change]) => lot({ id: id(nth), lotNo: `OURS-${String(nth)}`, ...before, ...change })),
      ...states.map(([nth, change]) =>
        lot({
          ...{ id: id(nth + 50), lotNo: `THEIRS-${String(nth)}`, itemId: theirs.item, productId: id(29) },
          ...{ ...elsewhere, ...change },
        }),
      ),
    ],
    units: [
      unit({ id: id(801), lotId: id(601), serial: serialOfOurs }),
      unit({ id: id(802), lotId: id(600), serial: "DRAFT-SERIAL" }),
      unit({ id: id(803), lotId: id(651), itemId: theirs.item, serial: "THEIR-SERIAL" }),
    ],
  });
  // Registry tells that the product lies in the merged units now: its items and lots follow.
  const name = "registry.product.changed";
  const body = events[name].parse(product());
  await deliver(inboxOf(dataSource, testClock()), deliveryOf(name, { id: id(2), version: 2 }, body));
};

/** Traceability with rows in scope and out of it, and everybody who could ask for them. */
export const openWorld = async (): Promise<World> => {
  const database = await openDatabase(logger);
  await settle(database);
  const roles = allRoles();
  const owner = roles["PRODUCER_OWNER"]?.["in scope"] ?? anonymous;
  const job = await acting(
    database.dataSource,
    owner,
  )((deps) => orderSerials(deps, { itemId: mine.item, lotId: id(601), count: 3 }));
  const viewers = Object.fromEntries(
    Object.entries(roles).flatMap(([name, by]) =>
      Object.entries(by).flatMap(([situation, viewer]) => (viewer ? [[`${name}, ${situation}`, viewer] as const] : [])),
    ),
  );
  return {
    ...{ database, roles, viewers, ask: askingOn(database.dataSource) },
    ours: {
      ...{ item: mine.item, draft: id(600), published: id(601), withdrawn: id(602) },
      ...{ unit: id(801), job: job.id, product: id(2) },
    },
  };
};
