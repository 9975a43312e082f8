import type { Viewer } from "@ocop/contracts";
import { type Act, createLog, insert, manualClock, newTrace, startServer, type Log } from "@ocop/service-kit";
import { ask, testDatabase, viewerOf, type Answer, type TestDatabase } from "@ocop/service-kit/testing";
import type { DataSource, EntityManager, Logger } from "typeorm";
import { migrations } from "../migrations/all";
import { certificateCopyTable, listingCopyTable, producerCopyTable, productCopyTable } from "../src/data/copies.table";
import { tables } from "../src/data/data-source";
import { lotTable } from "../src/data/lot.table";
import { tradeItemTable } from "../src/data/trade-item.table";
import { unitTable } from "../src/data/unit.table";
import type { CertificateCopy, ListingCopy, ProducerCopy, ProductCopy } from "../src/domain/copies";
import type { Lot } from "../src/domain/lot";
import type { TradeItem } from "../src/domain/trade-item";
import type { Unit } from "../src/domain/unit";
import type { TraceabilityContext } from "../src/graph/context";
import { traceabilitySubgraph } from "../src/graph/schema";
import { actsOf, contextOf, depsOn } from "../src/main";
import type { Deps } from "../src/use-cases/deps";
import { commune, id, province } from "./samples";

/** The instant at which the tests happen: 10:00 on 21/11/2026 in Vietnam. */
export const now = new Date("2026-11-21T03:00:00.000Z");
export const testClock = () => manualClock(now);

/** No lines in the output of a test. */
export const silent: Log = createLog("traceability", { level: "silent" });

export const openDatabase = (logger?: Logger): Promise<TestDatabase> =>
  testDatabase({ entities: tables, migrations, ...(logger && { logger }) });

export const owner = viewerOf({
  subject: "owner-a",
  assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: id(1) }],
});
export const otherOwner = viewerOf({
  subject: "owner-b",
  assignments: [{ role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: id(9) }],
});
export const communeOfficer = viewerOf({
  subject: "officer-c",
  assignments: [{ role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: commune, regionIds: [commune] }],
});
export const provinceOfficer = viewerOf({
  subject: "officer-p",
  assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: province, regionIds: [province] }],
});

export const deps = (manager: EntityManager, viewer: Viewer = owner): Deps =>
  depsOn(manager, { now: () => now, viewer });

export const fieldKeys = ["field-key-of-traceability-in-its-tests"];

/** Runs use cases as the graph does, each in a transaction of its own that commits. */
export const acting = (dataSource: DataSource, viewer: Viewer = owner, instant: Date = now): Act<Deps> =>
  actsOf(dataSource, fieldKeys)({ viewer, now: instant, trace: newTrace() });

export type Graph = {
  readonly ask: <Data = Record<string, unknown>>(
    document: string,
    as: Viewer,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<Answer<Data>>;
  readonly stop: () => Promise<void>;
};

/** The graph on a free port, asked as the gateway asks it. */
export const serveGraph = async (dataSource: DataSource): Promise<Graph> => {
  const key = "viewer-key-of-traceability-in-its-tests";
  const server = await startServer<TraceabilityContext>({
    name: "traceability",
    mode: "development",
    port: 0,
    log: silent,
    clock: testClock(),
    subgraph: {
      schema: traceabilitySubgraph().schema,
      viewerKeys: [key],
      context: contextOf(dataSource, { scanHost: "http://127.0.0.1:4010", cursorKeys: [`cursor-${key}`], fieldKeys }),
    },
  });
  const door = { url: server.url, audience: "traceability", key };
  return { ask: (document, as, variables = {}) => ask(door, document, { as, variables }), stop: () => server.stop() };
};

export type Rows = {
  readonly producers?: readonly ProducerCopy[];
  readonly products?: readonly ProductCopy[];
  readonly certificates?: readonly CertificateCopy[];
  readonly listings?: readonly ListingCopy[];
  readonly items?: readonly TradeItem[];
  readonly lots?: readonly Lot[];
  readonly units?: readonly Unit[];
};

/** Puts rows straight into their tables, as events and people would have left them. */
export const given = async (manager: EntityManager, rows: Rows): Promise<void> => {
  await insert(manager, producerCopyTable, rows.producers ?? []);
  await insert(manager, productCopyTable, rows.products ?? []);
  await insert(manager, certificateCopyTable, rows.certificates ?? []);
  await insert(manager, listingCopyTable, rows.listings ?? []);
  await insert(manager, tradeItemTable, rows.items ?? []);
  await insert(manager, lotTable, rows.lots ?? []);
  await insert(manager, unitTable, rows.units ?? []);
};

const ownTables = [
  "producer_copy",
  "product_copy",
  "certificate_copy",
  "listing_copy",
  "register_word",
  "trade_item",
  "item_picture",
  "lot",
  "unit",
  "job",
  "inbox",
  "outbox_event",
];

export const empty = async (dataSource: DataSource): Promise<void> => {
  for (const name of ownTables) await dataSource.query(`DELETE FROM ${name}`);
};

/** Every row of the tables that acts write, to prove that a refusal changed nothing. */
export const everything = async (manager: EntityManager): Promise<string> => {
  const rows = await Promise.all(
    ["trade_item", "item_picture", "lot", "unit", "job", "outbox_event"].map((name) =>
      manager.query<unknown[]>(`SELECT * FROM ${name} ORDER BY 1, 2`),
    ),
  );
  return JSON.stringify(rows);
};
