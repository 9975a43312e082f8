import { randomInt } from "node:crypto";
import type { EventBody, EventName, HeardBy, ServiceName } from "@ocop/contracts";
import type { DataSource, EntityManager, MigrationInterface } from "typeorm";
import { systemClock } from "../src/clock";
import { newId, toBinary } from "../src/id";
import type { Handler, Handlers } from "../src/inbox";
import { createLog, type Log } from "../src/log";
import { createPublish, type Publish, type Subscriptions } from "../src/outbox";
import { newTrace, printTrace } from "../src/trace";
import { transact } from "../src/transaction";

/** A pair of services for tests of the event path: evaluation changes things, commerce writes effects. */
export const producer = "evaluation" as const satisfies ServiceName;
export const consumer = "commerce" as const satisfies ServiceName;

/** An aggregate that is only changed, and one row for each effect an event had, in the order of their commits. */
export class ThingsMigration implements MigrationInterface {
  readonly name = "Things1700000000001";
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query("CREATE TABLE thing (id BINARY(16) NOT NULL PRIMARY KEY, version INT UNSIGNED NOT NULL)");
    await runner.query(`CREATE TABLE effect (
      seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, event_id BINARY(16) NOT NULL,
      thing_id BINARY(16) NOT NULL, version INT UNSIGNED NOT NULL, late TINYINT NOT NULL)`);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

export const silent: Log = createLog("test", { level: "silent" });

export const certificate: EventBody<"evaluation.certificate.issued"> = {
  productId: "0192f0a0-0000-7000-8000-000000000001",
  producerId: "0192f0a0-0000-7000-8000-000000000002",
  productName: { vi: "Chè Trình Diễn", en: null },
  lookupCode: "0123456789ABCDEF",
  certificateNo: null,
  stars: 4,
  regime: "26/2026/QĐ-TTg",
  decisionNo: "1",
  decidedOn: "2026-11-20",
  authority: "UBND tỉnh Trình Diễn",
  issuedOn: "2026-11-21",
  expiresOn: "2029-11-21",
  state: "ISSUED",
  revokedOn: null,
  revocationGround: null,
  provinceRegionId: "0192f0a0-0000-7000-8000-000000000003",
  communeRegionId: null,
  demonstration: true,
};

export type CertificateName = "evaluation.certificate.issued" | "evaluation.certificate.revoked";

export const publisher = (manager: EntityManager, subscriptions?: Subscriptions): Publish =>
  createPublish({
    service: producer,
    manager,
    meta: { actor: "tester", traceparent: printTrace(newTrace()), causationId: null },
    ...(subscriptions ? { subscriptions } : {}),
  });

export const newThing = async (dataSource: DataSource): Promise<string> => {
  const id = newId();
  await dataSource.query("INSERT INTO thing (id, version) VALUES (?, 0)", [toBinary(id)]);
  return id;
};

/** Changes a thing once and publishes the change under `name`, or only changes it when `name` is null. */
export const changeThing = (
  dataSource: DataSource,
  id: string,
  name: CertificateName | null = "evaluation.certificate.issued",
  subscriptions?: Subscriptions,
): Promise<number> =>
  transact(dataSource, async (manager) => {
    await manager.query("UPDATE thing SET version = version + 1 WHERE id = ?", [toBinary(id)]);
    const [row] = await manager.query<{ version: number }[]>("SELECT version FROM thing WHERE id = ?", [toBinary(id)]);
    const version = Number(row?.version);
    if (name) await publisher(manager, subscriptions)(name, { id, version }, certificate);
    return version;
  });

/** What a test's handlers work with: the manager of their transaction and the publisher they were given. */
export type TestDeps = { readonly manager: EntityManager; readonly publish: Publish };

export const testDeps = (manager: EntityManager, _event: unknown, publish: Publish): TestDeps => ({ manager, publish });

/** Writes the effect; one call in `fails` fails after writing it, so that only a roll back can undo it. */
export const effect = (kind: "copy" | "act", oneIn = 0): Handler<"copy" | "act", EventName, TestDeps> => ({
  kind,
  async handle({ manager }, event, { late }) {
    await manager.query("INSERT INTO effect (event_id, thing_id, version, late) VALUES (?, ?, ?, ?)", [
      toBinary(event.id),
      toBinary(event.aggregateId),
      event.version,
      late ? 1 : 0,
    ]);
    if (oneIn > 0 && randomInt(oneIn) === 0) throw new Error("fails now and then");
  },
});

/** Handlers of every name commerce hears: acts for certificates, copies for the rest; some replaced. */
export const handlersWith = (
  changes: Partial<Record<HeardBy<typeof consumer>, Handler<"copy" | "act", EventName, TestDeps>>> = {},
  oneIn = 0,
): Handlers<typeof consumer, TestDeps> => {
  const copy: Handler<"copy", EventName, TestDeps> = { ...effect("copy", oneIn), kind: "copy" };
  const act = effect("act", oneIn);
  return {
    "registry.producer.changed": copy,
    "registry.producer.stated": copy,
    "registry.product.changed": copy,
    "registry.product.stated": copy,
    "registry.territory.moved": copy,
    "evaluation.certificate.stated": copy,
    "evaluation.certificate.issued": act,
    "evaluation.certificate.revoked": act,
    "evaluation.certificate.expired": act,
    "evaluation.certificate.superseded": act,
    ...(changes as object),
  };
};

/** How many rows of a table there are. */
export const countIn = async (dataSource: DataSource, table: string, where = "TRUE"): Promise<number> => {
  const [row] = await dataSource.query<{ n: string | number }[]>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`);
  return Number(row?.n);
};

export type Effects = {
  readonly count: number;
  readonly events: number;
  /** pairs of effects of one thing whose later one has the lower version */
  readonly outOfOrder: number;
};

export const effectsIn = async (dataSource: DataSource): Promise<Effects> => {
  const [row] = await dataSource.query<Record<keyof Effects, string | number>[]>(
    `SELECT COUNT(*) AS count, COUNT(DISTINCT event_id) AS events,
       COALESCE(SUM(version < previous), 0) AS outOfOrder
     FROM (SELECT event_id, version, LAG(version) OVER (PARTITION BY thing_id ORDER BY seq) AS previous FROM effect) e`,
  );
  return { count: Number(row?.count), events: Number(row?.events), outOfOrder: Number(row?.outOfOrder) };
};

/** The clock of a platform whose time was never moved. */
export const clock = systemClock();
