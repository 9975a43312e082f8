import fc from "fast-check";
import type { DataSource } from "typeorm";
import { UnreadableEvent, type Delivery } from "./delivery";
import { newId } from "./id";
import { createInbox, type Handler } from "./inbox";
import { parkedEvents, retryParked } from "./operators";
import { testScale } from "../testing/config";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";
import { deliver, deliveryOf } from "../testing/queue";
import {
  certificate,
  consumer,
  countIn,
  effect,
  effectsIn,
  handlersWith,
  testDeps,
  ThingsMigration,
  type TestDeps,
} from "../test/support";

const issued = "evaluation.certificate.issued";
const revoked = "evaluation.certificate.revoked";
const stated = "evaluation.certificate.stated";

/** Versions that follow one another, or those given, of one aggregate; each names the one before it. */
const chain = (id: string, versions: readonly number[]): Delivery[] =>
  versions.map((version, nth) =>
    deliveryOf(issued, { id, version }, certificate, { previous: versions[nth - 1] ?? 0 }),
  );

jest.setTimeout(30_000);

describe("the inbox of a service", () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [PlumbingMigration, ThingsMigration] });
    source = database.dataSource;
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    for (const table of ["inbox", "inbox_head", "inbox_parked", "effect", "outbox_event", "outbox_delivery"])
      await source.query(`DELETE FROM ${table}`);
  });

  const options = (changes: Parameters<typeof handlersWith>[0] = {}) => ({
    service: consumer,
    dataSource: source,
    handlers: handlersWith(changes),
    deps: testDeps,
  });
  const applied = async (): Promise<number[]> => {
    const rows = await source.query<{ version: number }[]>("SELECT version FROM effect ORDER BY seq");
    return rows.map(({ version }) => version);
  };
  const headOf = async (): Promise<number> => {
    const [row] = await source.query<{ ver: number }[]>("SELECT ver FROM inbox_head");
    return Number(row?.ver);
  };

  it("gives an event its effect once, however often and however many at a time it comes", async () => {
    const [delivery] = chain(newId(), [1]);
    if (!delivery) return;
    await Promise.all(Array.from({ length: 8 }, () => deliver(options(), delivery)));
    expect(await effectsIn(source)).toEqual({ count: 1, events: 1, outOfOrder: 0 });
  });

  it("parks an event until its predecessor comes and then runs both in order", async () => {
    const [first, second, third] = chain(newId(), [1, 2, 5]);
    if (!first || !second || !third) return;
    await deliver(options(), third, second);
    expect([await applied(), await countIn(source, "inbox_parked")]).toEqual([[], 2]);
    await deliver(options(), first);
    expect([await applied(), await countIn(source, "inbox_parked"), await headOf()]).toEqual([[1, 2, 5], 0, 5]);
  });

  it("keeps the order for any order of arrival, any gaps and any repetition", async () => {
    const arrivals = fc
      .uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })
      .chain((versions) => {
        const sorted = [...versions].sort((one, other) => one - other);
        const indices = fc.shuffledSubarray([...sorted.keys()], { minLength: sorted.length });
        return fc.record({ sorted: fc.constant(sorted), order: indices, repeated: fc.subarray([...sorted.keys()]) });
      });
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ sorted, order, repeated }) => {
        await source.query("DELETE FROM effect");
        const deliveries = chain(newId(), sorted);
        const coming = [...order, ...repeated].flatMap((nth) => deliveries[nth] ?? []);
        await deliver(options(), ...coming);
        expect([await applied(), await countIn(source, "inbox_parked")]).toEqual([sorted, 0]);
      }),
      { numRuns: 15 * testScale() },
    );
  });

  it("parks neither of two first events of an aggregate for good when they come at once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const [first, second] = chain(newId(), [1, 2]);
      if (!first || !second) return;
      await Promise.all([deliver(options(), second), deliver(options(), first)]);
    }
    expect([await effectsIn(source), await countIn(source, "inbox_parked")]).toEqual([
      { count: 20, events: 20, outOfOrder: 0 },
      0,
    ]);
  });

  it("rolls back a failing parked event alone, and runs it and its successors when its time has come", async () => {
    let failures = 1;
    const act = effect("act");
    const failsOnce: Handler<"act", typeof revoked, TestDeps> = {
      kind: "act",
      async handle(deps, event, turn) {
        await act.handle(deps, event, turn);
        if ((failures -= 1) >= 0) throw new Error("not yet");
      },
    };
    const id = newId();
    const [first, , third] = chain(id, [1, 2, 3]);
    const second = deliveryOf(revoked, { id, version: 2 }, certificate, { previous: 1 });
    if (!first || !third) return;
    const inbox = createInbox(options({ [revoked]: failsOnce }));
    await inbox.receive(third);
    await inbox.receive(second);
    expect(await inbox.receive(first)).toBe(50);
    expect([await applied(), await headOf()]).toEqual([[1], 1]);
    expect(await parkedEvents(source)).toMatchObject([
      { event: { version: 3 }, attempts: 0, lastError: null },
      { event: { id: second.id, name: revoked, version: 2 }, attempts: 1, lastError: "not yet", previous: 1 },
    ]);
    await source.query("UPDATE inbox_parked SET next_at = NOW(3)");
    expect(await inbox.waiting()).toEqual([{ type: "evaluation.certificate", id }]);
    expect(await inbox.drain({ type: "evaluation.certificate", id })).toBeNull();
    expect([await applied(), await headOf(), await inbox.waiting()]).toEqual([[1, 2, 3], 3, []]);
  });

  it("leaves an event that failed eight times to an operator", async () => {
    let broken = true;
    const act = effect("act");
    const id = newId();
    const [first, second] = chain(id, [1, 2]);
    if (!first || !second) return;
    const inbox = createInbox(
      options({
        [issued]: {
          kind: "act",
          async handle(deps, event, turn) {
            if (broken && event.version === 2) throw new Error("broken");
            await act.handle(deps, event, turn);
          },
        },
      }),
    );
    await inbox.receive(second);
    await source.query("UPDATE inbox_parked SET attempts = 7");
    await inbox.receive(first);
    await source.query("UPDATE inbox_parked SET next_at = NOW(3)");
    expect([await inbox.waiting(), await applied()]).toEqual([[], [1]]);
    broken = false;
    expect([await retryParked(source, second.id), await retryParked(source, newId())]).toEqual([true, false]);
    await inbox.drain({ type: "evaluation.certificate", id });
    expect([await applied(), await countIn(source, "inbox_parked")]).toEqual([[1, 2], 0]);
  });

  it("drains a long chain 25 at a time and says that there is more", async () => {
    const id = newId();
    const [first, ...rest] = chain(
      id,
      Array.from({ length: 60 }, (_, nth) => nth + 1),
    );
    if (!first) return;
    const inbox = createInbox(options());
    for (const delivery of rest) await inbox.receive(delivery);
    const aggregate = { type: "evaluation.certificate", id };
    const rests = [await inbox.receive(first), await inbox.drain(aggregate), await inbox.drain(aggregate)];
    expect([rests, await headOf(), await countIn(source, "inbox_parked")]).toEqual([[0, 0, null], 60, 0]);
  });

  it("runs an event behind the head as late and leaves the head", async () => {
    const id = newId();
    const [first, second] = chain(id, [1, 4]);
    if (!first || !second) return;
    await deliver(options(), first, second);
    await deliver(options(), deliveryOf(revoked, { id, version: 3 }, certificate, { previous: 1 }));
    const late = await source.query<unknown[]>("SELECT version, late FROM effect ORDER BY seq");
    expect([late, await headOf()]).toEqual([
      [
        { version: 1, late: 0 },
        { version: 4, late: 0 },
        { version: 3, late: 1 },
      ],
      4,
    ]);
  });

  it("runs a full-state event whenever it comes and never moves the order", async () => {
    const id = newId();
    const [first, second] = chain(id, [1, 2]);
    if (!first || !second) return;
    await deliver(options(), second, deliveryOf(stated, { id, version: 2 }, certificate), first);
    expect([await applied(), await headOf()]).toEqual([[2, 1, 2], 2]);
  });

  it("runs copies whenever they come where no name of the aggregate is acted on", async () => {
    const copy = { ...effect("copy"), kind: "copy" as const };
    const copies = {
      [issued]: copy,
      [revoked]: copy,
      "evaluation.certificate.expired": copy,
      "evaluation.certificate.superseded": copy,
    };
    const [, second] = chain(newId(), [1, 2]);
    if (!second) return;
    await deliver(options(copies), second);
    expect([await applied(), await countIn(source, "inbox_head")]).toEqual([[2], 0]);
  });

  it("names the event as the cause of what its handler publishes, in the same transaction and trace", async () => {
    const listing = {
      salePointId: newId(),
      salePointName: { vi: "Cửa hàng Trình Diễn", en: null },
      salePointAddress: "Đồi Chè",
      productId: newId(),
      state: "WITHDRAWN" as const,
      withdrawnBecause: "REVOKED",
      communeRegionId: newId(),
      demonstration: true,
    };
    let fails = true;
    const withdraws: Handler<"act", typeof revoked, TestDeps> = {
      kind: "act",
      async handle({ publish }) {
        await publish("commerce.listing.changed", { id: newId(), version: 2 }, listing);
        if (fails) throw new Error("no");
      },
    };
    const delivery = deliveryOf(revoked, { id: newId(), version: 1 }, certificate);
    await expect(deliver(options({ [revoked]: withdraws }), delivery)).rejects.toThrow("no");
    expect([await countIn(source, "outbox_event"), await countIn(source, "inbox")]).toEqual([0, 0]);
    fails = false;
    await deliver(options({ [revoked]: withdraws }), delivery);
    const [event] = await source.query<{ type: string; meta: string }[]>("SELECT type, meta FROM outbox_event");
    expect([event?.type, JSON.parse(event?.meta ?? "")]).toEqual([
      "commerce.listing.changed",
      { actor: "event", traceparent: delivery.meta.traceparent, causationId: delivery.id, regionId: null },
    ]);
  });

  it.each([
    ["a name nobody knows", { name: "evaluation.certificate.invented" }],
    ["a name the service does not hear", { name: "registry.dossier.accepted" }],
    ["a body that breaks its schema", { body: { ...certificate, stars: "4" } }],
  ])("refuses %s and takes nothing in", async (_what, change) => {
    const [delivery] = chain(newId(), [1]);
    if (!delivery) return;
    await expect(createInbox(options()).receive({ ...delivery, ...change })).rejects.toThrow(UnreadableEvent);
    expect(await countIn(source, "inbox")).toBe(0);
  });
});
