import type { EventName } from "@ocop/contracts";
import type { DataSource } from "typeorm";
import { fromBinary, newId } from "./id";
import { onNudge } from "./nudge";
import { forgetEvents, type Subscriptions } from "./outbox";
import { transact } from "./transaction";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { certificate, changeThing, countIn, newThing, producer, publisher, ThingsMigration } from "../test/support";

const issued = "evaluation.certificate.issued";
const revoked = "evaluation.certificate.revoked";

describe("publishing an event", () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration, ThingsMigration] });
    source = database.dataSource;
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    for (const table of ["outbox_event", "outbox_delivery"]) await source.query(`DELETE FROM ${table}`);
  });

  const publishOne = (name: EventName, id: string, version: number, body: object = certificate): Promise<void> =>
    transact(source, (manager) => publisher(manager)(name, { id, version }, body as never, { regionId: id }));
  const deliveries = (): Promise<{ consumer: string; version: number; previous: number }[]> =>
    source.query(
      `SELECT d.consumer, e.agg_ver AS version, d.prev_ver AS previous
       FROM outbox_delivery d JOIN outbox_event e ON e.event_id = d.event_id ORDER BY e.agg_ver, d.consumer`,
    );
  const counts = async (): Promise<unknown> => ({
    events: await countIn(source, "outbox_event"),
    deliveries: await countIn(source, "outbox_delivery"),
  });

  it("writes the event once and a delivery for each service that hears its name", async () => {
    const id = newId();
    await publishOne(issued, id, 1);
    const [event] = await source.query<Record<string, unknown>[]>("SELECT * FROM outbox_event");
    expect(event).toMatchObject({ agg_type: "evaluation.certificate", agg_ver: 1, fact_ver: 1, type: issued });
    expect(fromBinary(event?.["agg_id"] as Buffer)).toBe(id);
    expect(JSON.parse(event?.["payload"] as string)).toEqual(certificate);
    expect(JSON.parse(event?.["meta"] as string)).toEqual({
      actor: "tester",
      traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/) as string,
      causationId: null,
      regionId: id,
    });
    expect(await deliveries()).toEqual([
      { consumer: "commerce", version: 1, previous: 0 },
      { consumer: "registry", version: 1, previous: 0 },
      { consumer: "traceability", version: 1, previous: 0 },
    ]);
  });

  it("names for each consumer the last version it heard of, not the version before", async () => {
    const subscriptions: Subscriptions = { [issued]: ["commerce", "registry"], [revoked]: ["registry"] };
    const id = await newThing(source);
    await changeThing(source, id, issued, subscriptions);
    await changeThing(source, id, null, subscriptions);
    await changeThing(source, id, revoked, subscriptions);
    await changeThing(source, id, issued, subscriptions);
    expect(await deliveries()).toEqual([
      { consumer: "commerce", version: 1, previous: 0 },
      { consumer: "registry", version: 1, previous: 0 },
      { consumer: "registry", version: 3, previous: 1 },
      { consumer: "commerce", version: 4, previous: 1 },
      { consumer: "registry", version: 4, previous: 3 },
    ]);
  });

  it("leaves nothing when the transaction is rolled back, and nudges nobody", async () => {
    let nudges = 0;
    const forget = onNudge(producer, () => (nudges += 1));
    const failing = transact(source, async (manager) => {
      await publisher(manager)(issued, { id: newId(), version: 1 }, certificate);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect([await counts(), nudges]).toEqual([{ events: 0, deliveries: 0 }, 0]);
    await publishOne(issued, newId(), 1);
    expect([await counts(), nudges]).toEqual([{ events: 1, deliveries: 3 }, 1]);
    forget();
  });

  it("refuses a second event of one version, whoever writes it", async () => {
    const id = newId();
    await publishOne(issued, id, 1);
    await expect(publishOne(revoked, id, 1)).rejects.toMatchObject({ errno: 1062 });
    expect(await counts()).toEqual({ events: 1, deliveries: 3 });
  });

  it.each([
    ["a name of another service", "registry.producer.changed", certificate, "evaluation does not publish"],
    ["a full-state name", "evaluation.certificate.stated", certificate, "is sent by republish only"],
    ["a body that breaks its schema", issued, { ...certificate, stars: 6 }, "stars"],
    ["a body over 64 KiB", issued, { ...certificate, authority: "Ủ".repeat(22_000) }, "larger than 64 KiB"],
  ] as const)("refuses %s and writes nothing", async (_what, name, body, message) => {
    await expect(publishOne(name, newId(), 1, body)).rejects.toThrow(message);
    expect(await counts()).toEqual({ events: 0, deliveries: 0 });
  });

  it("refuses an aggregate that was never saved", async () => {
    await expect(publishOne(issued, newId(), 0)).rejects.toThrow("never saved");
  });

  it("forgets events after 30 days, but none that a consumer still has to receive", async () => {
    const [kept, gone, young] = [newId(), newId(), newId()];
    for (const id of [kept, gone, young]) await publishOne(issued, id, 1);
    await source.query(
      "DELETE d FROM outbox_delivery d JOIN outbox_event e ON e.event_id = d.event_id WHERE HEX(e.agg_id) <> ?",
      [kept.replaceAll("-", "")],
    );
    await source.query("UPDATE outbox_event SET created_at = created_at - INTERVAL 31 DAY WHERE HEX(agg_id) <> ?", [
      young.replaceAll("-", ""),
    ]);
    expect(await forgetEvents(source)).toBe(1);
    const left = await source.query<{ agg_id: Buffer }[]>("SELECT agg_id FROM outbox_event");
    expect(left.map(({ agg_id }) => fromBinary(agg_id)).sort()).toEqual([kept, young].sort());
  });
});
