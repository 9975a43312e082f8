import {
  authorOf,
  createLog,
  manualClock,
  newId,
  newTrace,
  publicCode,
  republish,
  startDue,
  startJobs,
  toBinary,
  transact,
} from "@ocop/service-kit";
import { deliver, deliveryOf, eventually, type TestDatabase } from "@ocop/service-kit/testing";
import { handlers } from "../src/events/subscriptions";
import { workerOf } from "../src/main";
import { certified } from "./certified";
import { evaluationDatabase } from "./database";
import { communeId, morning, people, provinceId, Stage } from "./stage";

const log = createLog("test", { level: "silent" });
const author = authorOf(people.loader, "stage", newTrace());

describe("what evaluation hears", () => {
  let database: TestDatabase;
  const clock = manualClock(morning);
  const onStage = <T>(run: (stage: Stage) => Promise<T>): Promise<T> =>
    transact(
      database.dataSource,
      (manager) => {
        const stage = new Stage(manager);
        stage.now = clock.now();
        return run(stage);
      },
      author,
    );
  const count = async (sql: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ n: string | number }[]>(`SELECT COUNT(*) AS n FROM ${sql}`);
    return Number(row?.n);
  };
  const inbox = () => ({
    service: "evaluation" as const,
    dataSource: database.dataSource,
    handlers,
    deps: workerOf(clock).deps,
  });

  beforeAll(async () => {
    database = await evaluationDatabase();
    await onStage((stage) => stage.loadTea());
  });
  afterAll(() => database.drop());

  const place = {
    provinceRegionId: provinceId,
    communeRegionId: communeId,
    provinceName: { vi: "tỉnh Trình Diễn", en: null },
    communeName: null,
    demonstration: false,
  };
  const product = (producerId: string | null, vi: string) => ({
    ...place,
    producerId,
    code: null,
    name: { vi, en: null },
    story: null,
    setCode: "QD26-11",
    state: "CANDIDATE",
  });
  const producer = (name: string) => ({ ...place, name, kind: null, addressLine: null });
  const dossier = (productId: string, producerId: string) => ({
    productId,
    producerId,
    productName: { vi: "Chè", en: null },
    setCode: "QD26-11",
    regime: "qd26-2026",
    registrationType: "FIRST" as const,
    roundId: newId(),
    provinceRegionId: provinceId,
    communeRegionId: communeId,
    snapshotSha256: "ef".repeat(32),
    selfAssessment: { "1.1": null },
    acceptedAt: "2026-11-21T02:00:00.000Z",
  });

  it("has its effect once, though delivered twice and told twice", async () => {
    const [productId, producerId, dossierId] = [newId(), newId(), newId()];
    const events = [
      deliveryOf("registry.producer.changed", { id: producerId, version: 1 }, producer("Hợp tác xã")),
      deliveryOf("registry.producer.stated", { id: producerId, version: 1 }, producer("Hợp tác xã")),
      deliveryOf("registry.product.changed", { id: productId, version: 1 }, product(producerId, "Chè")),
      deliveryOf("registry.product.stated", { id: productId, version: 1 }, product(producerId, "Chè")),
      deliveryOf("registry.dossier.accepted", { id: dossierId, version: 3 }, dossier(productId, producerId)),
    ];
    await deliver(inbox(), ...events);
    const tables = async () =>
      JSON.stringify(
        await Promise.all(
          ["evaluation", "product_copy", "producer_copy", "outbox_event"].map((table) =>
            database.dataSource.query(`SELECT * FROM ${table}`),
          ),
        ),
      );
    const before = await tables();
    expect(await count("evaluation")).toBe(1);
    await deliver(inbox(), ...events);
    expect(await tables()).toBe(before);
    const again = deliveryOf(
      "registry.dossier.accepted",
      { id: dossierId, version: 4 },
      dossier(productId, producerId),
      {
        previous: 3,
      },
    );
    await deliver(inbox(), again);
    expect(await count("evaluation")).toBe(1);
  });

  it("keeps the newest fact, whatever the order", async () => {
    const id = newId();
    await deliver(
      inbox(),
      deliveryOf("registry.product.changed", { id, version: 3 }, product(null, "Mới")),
      deliveryOf("registry.product.changed", { id, version: 2 }, product(null, "Cũ")),
      deliveryOf("registry.product.stated", { id, version: 3 }, product(null, "Mới")),
    );
    const [row] = await database.dataSource.query<{ name: string; version: number }[]>(
      "SELECT name, version FROM product_copy WHERE JSON_VALUE(name, '$.vi') = 'Mới'",
    );
    expect(row?.version).toBe(3);
  });

  it("fails whole for a set that is not loaded, so that the event is tried again", async () => {
    const body = { ...dossier(newId(), newId()), setCode: "QD26-12" };
    const event = deliveryOf("registry.dossier.accepted", { id: newId(), version: 1 }, body);
    await expect(deliver(inbox(), event)).rejects.toThrow("CRITERIA_SET_UNKNOWN");
    const seen = await database.dataSource.query<unknown[]>("SELECT 1 FROM inbox WHERE event_id = ?", [
      toBinary(event.id),
    ]);
    expect(seen).toEqual([]);
    expect(await count("evaluation WHERE set_code = 'QD26-12'")).toBe(0);
  });

  it("the clock ends a certificate at 00:00 of its day, and its end is told once", async () => {
    const { certificate } = await onStage((stage) => certified(stage));
    const due = startDue({
      dataSource: database.dataSource,
      clock,
      handlers: workerOf(clock).due,
      leaseSeconds: 1,
      log,
    });
    try {
      clock.set(new Date("2029-11-20T16:59:59Z"));
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(await count("certificate WHERE state = 'EXPIRED'")).toBe(0);
      clock.set(new Date("2029-11-20T17:00:00Z"));
      await eventually(
        "the certificate has expired",
        10,
        async () => (await count("certificate WHERE state = 'EXPIRED'")) === 1,
      );
      await eventually("nothing is due", 10, async () => (await count("due")) === 0);
    } finally {
      await due.stop();
      clock.set(morning);
    }
    const events = await database.dataSource.query<{ type: string; agg_ver: number }[]>(
      "SELECT type, agg_ver FROM outbox_event WHERE agg_type = 'evaluation.certificate' ORDER BY event_id",
    );
    expect(events).toEqual([
      { type: "evaluation.certificate.issued", agg_ver: 1 },
      { type: "evaluation.certificate.expired", agg_ver: 2 },
    ]);
    expect(certificate.lookupCode).toHaveLength(publicCode().length);
  });

  it("republishes every current set, certificate and reading with its version to a consumer that asks", async () => {
    await onStage((stage) => certified(stage));
    const jobs = startJobs({
      service: "evaluation",
      dataSource: database.dataSource,
      handlers: workerOf(clock).jobs,
      leaseSeconds: 1,
      log,
    });
    try {
      for (const name of [
        "evaluation.criteriaSet.stated",
        "evaluation.certificate.stated",
        "evaluation.reading.stated",
      ] as const)
        await transact(
          database.dataSource,
          (manager) =>
            republish(manager, { service: "evaluation", name, consumer: "registry", requestedBy: "operator" }),
          author,
        );
      await eventually("all jobs are done", 10, async () => (await count("job WHERE state = 'done'")) === 3);
    } finally {
      await jobs.stop();
    }
    expect(await count("outbox_event WHERE type = 'evaluation.criteriaSet.stated'")).toBe(1);
    expect(await count("outbox_event WHERE type = 'evaluation.certificate.stated'")).toBe(2);
    const [expired] = await database.dataSource.query<{ n: string | number }[]>(
      `SELECT COUNT(*) AS n FROM outbox_event
       WHERE type = 'evaluation.certificate.stated' AND agg_ver = 2 AND JSON_VALUE(payload, '$.state') = 'EXPIRED'`,
    );
    expect(Number(expired?.n)).toBe(1);
    const told = (type: string) =>
      database.dataSource.query<{ agg_id: Buffer; agg_ver: number; payload: string }[]>(
        `SELECT agg_id, agg_ver, payload FROM outbox_event e WHERE type = ? AND agg_ver =
           (SELECT MAX(l.agg_ver) FROM outbox_event l WHERE l.agg_id = e.agg_id AND l.agg_type = 'evaluation.reading')
         ORDER BY agg_id`,
        [type],
      );
    const stated = await told("evaluation.reading.stated");
    // The clock above ended the first council's term; the second one is still in office.
    expect(stated.map(({ agg_ver }) => agg_ver)).toEqual([7, 6]);
    expect(stated[1]).toEqual((await told("evaluation.reading.changed"))[1]);
  });
});
