import { rm } from "node:fs/promises";
import { anonymous, type EventBody, type Viewer } from "@ocop/contracts";
import { committedFiles, createLog, type ManualClock, manualClock, newId } from "@ocop/service-kit";
import {
  ask,
  deliver,
  type TestDatabase,
  testDatabase,
  testDirectory,
  testRedis,
  viewerOf,
} from "@ocop/service-kit/testing";
import type { Logger } from "typeorm";
import { migrations } from "../migrations/all";
import { loadSalePointKinds } from "../src/commands/load-reference";
import type { CommerceConfig } from "../src/config";
import { tables } from "../src/data/tables";
import { handlers } from "../src/events/subscriptions";
import { startCommerce, workerOf } from "../src/main";

/** The instant at which every test begins: 10:00 in Vietnam. */
export const start = new Date("2026-11-21T03:00:00.000Z");
export const today = "2026-11-21";

export const viewerKey = "viewer-key-of-commerce-in-its-tests";

/** The issuer of the tokens of machines: a name, which commerce itself never has to reach. */
export const partnerHost = "https://partner.ocop.test";

export type Running = TestDatabase & {
  readonly clock: ManualClock;
  readonly url: string;
  readonly databaseUrl: string;
  readonly partnerUrl: string;
  readonly redis: string;
  readonly ask: <Data = Record<string, unknown>>(
    document: string,
    as: Viewer,
    variables?: Readonly<Record<string, unknown>>,
  ) => ReturnType<typeof ask<Data>>;
  /** Brings events to the handlers as the queue would. */
  readonly hear: (...deliveries: readonly Delivery[]) => Promise<void>;
  /** How many SELECTs commerce itself sends while `run` is under way. */
  readonly selectsOf: (run: () => Promise<unknown>) => Promise<number>;
  /** Every row of the business tables and the outbox: equal before and after a refusal. */
  readonly everything: () => Promise<unknown>;
  readonly end: () => Promise<void>;
};

type Delivery = Parameters<typeof deliver>[1];

const businessTables = [
  "sale_point",
  "listing",
  "fair",
  "partner",
  "partner_member",
  "partner_contract",
  "api_key",
  "idempotency",
  "producer_copy",
  "product_copy",
  "certificate_copy",
  "outbox_event",
  "due",
  "job",
];

export const kindsFile = "sale-point-kinds.json";
export const readKinds = (): string => committedFiles(__dirname)(kindsFile);

class SelectLogger implements Logger {
  count = 0;
  logQuery(statement: string): void {
    if (/^\s*SELECT\b/i.test(statement)) this.count += 1;
  }
  readonly logQueryError = (): void => undefined;
  readonly logQuerySlow = (): void => undefined;
  readonly logSchemaBuild = (): void => undefined;
  readonly logMigration = (): void => undefined;
  readonly log = (): void => undefined;
}

/** Commerce on a schema of its own, its doors on free ports, its clock moved by hand. */
export const runCommerce = async ({
  roles = ["graph", "http"],
  issuer = "http://127.0.0.1:9",
  tokenKeys = ["token-key-of-commerce-in-its-tests"],
  partnerPort = 0,
  host = partnerHost,
}: {
  readonly roles?: CommerceConfig["roles"];
  readonly issuer?: string;
  readonly tokenKeys?: readonly string[];
  readonly partnerPort?: number;
  /** public address of the partner host */
  readonly host?: string;
} = {}): Promise<Running> => {
  const database = await testDatabase({ entities: tables, migrations });
  await loadSalePointKinds(database.dataSource, kindsFile, readKinds());
  const { dataSource } = database;
  const clock = manualClock(start);
  const selects = new SelectLogger();
  const config = {
    mode: "development",
    host: "127.0.0.1",
    roles,
    clockOffsetSeconds: 0,
    leaseSeconds: 1,
    port: 0,
    partnerPort,
    database: database.url,
    redis: await testRedis(),
    viewerKeys: [viewerKey],
    cursorKeys: ["cursor-key-of-commerce-in-its-tests"],
    fieldKeys: ["field-key-of-commerce-in-its-tests"],
    auditKeys: ["audit-key-of-commerce-in-its-tests"],
    dataDir: testDirectory(),
    tokenKeys,
    partnerHost: host,
    issuer,
    audience: "https://graph.ocop.test",
  } as const;
  const commerce = await startCommerce(config, {
    clock,
    log: createLog("commerce", { level: "fatal" }),
    logger: selects,
  });
  const door = { url: commerce.url, audience: "commerce", key: viewerKey };
  return {
    ...database,
    clock,
    url: commerce.url,
    databaseUrl: database.url,
    partnerUrl: commerce.partnerUrl ?? "",
    redis: config.redis,
    ask: (document, as, variables = {}) => ask(door, document, { as, variables }),
    hear: (...deliveries) =>
      deliver({ service: "commerce", dataSource, handlers, deps: workerOf(clock).deps }, ...deliveries),
    selectsOf: async (run) => {
      const before = selects.count;
      await run();
      return selects.count - before;
    },
    everything: () => Promise.all(businessTables.map((name) => dataSource.query(`SELECT * FROM ${name}`))),
    end: async () => {
      await commerce.stop();
      await database.drop();
      await rm(config.dataDir, { recursive: true, force: true });
    },
  };
};

export const place = { province: newId(), commune: newId(), otherProvince: newId(), otherCommune: newId() };

export const people = {
  public: anonymous,
  officer: viewerOf({
    subject: "demo-province-a",
    assignments: [
      { role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: place.province, regionIds: [place.province] },
    ],
  }),
  otherOfficer: viewerOf({
    subject: "demo-province-b",
    assignments: [
      {
        role: "PROVINCE_OFFICER",
        scopeType: "PROVINCE",
        scopeId: place.otherProvince,
        regionIds: [place.otherProvince],
      },
    ],
  }),
  central: viewerOf({ subject: "demo-central", assignments: [{ role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }] }),
  auditor: viewerOf({ subject: "demo-auditor", assignments: [{ role: "AUDITOR", scopeType: "NATIONAL" }] }),
  operator: viewerOf({ subject: "demo-sale-point-a" }),
  organiser: viewerOf({ subject: "demo-fair-a" }),
  partner: viewerOf({ subject: "demo-partner-admin" }),
  nobody: viewerOf({ subject: "demo-lapsed" }),
} as const;

export const productBody = (
  more: Partial<EventBody<"registry.product.changed">> = {},
): EventBody<"registry.product.changed"> => ({
  producerId: newId(),
  code: "98-98001-001-2026",
  name: { vi: "Chè Đồi Chè", en: "Tea Hill tea" },
  story: null,
  setCode: "QD26-11",
  state: "RECOGNISED",
  provinceRegionId: place.province,
  communeRegionId: place.commune,
  provinceName: { vi: "tỉnh Trình Diễn", en: "Demonstration Province" },
  communeName: { vi: "xã Đồi Chè", en: "Tea Hill" },
  demonstration: true,
  ...more,
});

export const certificateBody = (
  productId: string,
  more: Partial<EventBody<"evaluation.certificate.issued">> = {},
): EventBody<"evaluation.certificate.issued"> => ({
  productId,
  producerId: newId(),
  productName: { vi: "Chè Đồi Chè", en: "Tea Hill tea" },
  lookupCode: "7G2K9M4T",
  certificateNo: "12/GCN-OCOP",
  stars: 4,
  regime: "QD26",
  decisionNo: "120/QĐ-UBND",
  decidedOn: "2026-11-01",
  authority: "UBND tỉnh Trình Diễn",
  issuedOn: "2026-11-05",
  expiresOn: "2029-11-05",
  state: "ISSUED",
  revokedOn: null,
  revocationGround: null,
  provinceRegionId: place.province,
  communeRegionId: place.commune,
  demonstration: true,
  ...more,
});
