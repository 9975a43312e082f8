import { certificateStatus, type EventBody, type EventName, events, namesHeardBy } from "@ocop/contracts";
import { deliver, deliveryOf, type TestDatabase } from "@ocop/service-kit/testing";
import { publicQueriesOf } from "../src/data/public.queries";
import { handlers } from "../src/events/subscriptions";
import { inboxOf } from "../src/main";
import { empty, given, openDatabase, testClock } from "./harness";
import { certificate, id, listing, producer, product, tradeItem } from "./samples";

/** The body of an event that tells of this copy: what its schema holds of it. */
const bodyOf = <Name extends EventName>(name: Name, copy: object): EventBody<Name> =>
  events[name].parse(copy) as EventBody<Name>;

const eventOf = <Name extends EventName>(name: Name, copy: { readonly id: string }, version: number) =>
  deliveryOf(name, { id: copy.id, version }, bodyOf(name, copy));

describe("what this service hears", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.drop());
  afterEach(() => empty(database.dataSource));

  const inbox = () => inboxOf(database.dataSource, testClock());
  const facts = () => publicQueriesOf(database.dataSource.manager).itemFacts(tradeItem());
  const found = async (question: string) =>
    (await publicQueriesOf(database.dataSource.manager).search(question.split(" "), 50)).map(
      ({ certificate: { id: found } }) => found,
    );

  const heard = {
    producer: (change = {}, version = 1) => eventOf("registry.producer.changed", producer(change), version),
    product: (change = {}, version = 1) => eventOf("registry.product.changed", product(change), version),
    certificate: (change = {}, version = 1) => eventOf("evaluation.certificate.issued", certificate(change), version),
    listing: (change = {}, version = 1) => eventOf("commerce.listing.changed", listing(change), version),
  };
  const occurredAt = new Date("2026-11-21T03:00:00.000Z");

  it("is every name it subscribes to, and nothing else", () => {
    expect(Object.keys(handlers).sort()).toEqual([...namesHeardBy("traceability")].sort());
  });

  it("becomes the copies that pages are made of, in any order of arrival", async () => {
    await given(database.dataSource.manager, { items: [tradeItem()] });
    await deliver(inbox(), heard.listing(), heard.certificate(), heard.product(), heard.producer());
    expect(await facts()).toEqual({
      item: tradeItem(),
      product: product({ asOf: occurredAt }),
      producer: producer({ asOf: occurredAt }),
      certificates: [certificate({ asOf: occurredAt })],
      listings: [listing({ asOf: occurredAt })],
      lots: [],
    });
  });

  it("changes once what is delivered twice", async () => {
    const deliveries = [heard.producer(), heard.product(), heard.certificate(), heard.listing()];
    await deliver(inbox(), ...deliveries);
    const tables = ["producer_copy", "product_copy", "certificate_copy", "listing_copy", "register_word"];
    const all = () =>
      Promise.all(tables.map((name) => database.dataSource.query(`SELECT * FROM ${name} ORDER BY 1, 2`)));
    const once = await all();
    await deliver(inbox(), ...deliveries);
    // The same fact under another event id: an operator's republish.
    await deliver(inbox(), heard.producer(), heard.product(), heard.certificate(), heard.listing());
    expect(await all()).toEqual(once);
  });

  it("never goes back to an older version, for live and for full-state events alike", async () => {
    await given(database.dataSource.manager, { items: [tradeItem()] });
    await deliver(
      inbox(),
      heard.product({ name: { vi: "Tên mới", en: null } }, 3),
      heard.product({ name: { vi: "Tên cũ", en: null } }, 2),
      eventOf("registry.product.stated", product(), 1),
    );
    expect((await facts())?.product).toMatchObject({ version: 3, name: { vi: "Tên mới", en: null } });
  });

  it.each([
    "evaluation.certificate.revoked",
    "evaluation.certificate.superseded",
    "evaluation.certificate.expired",
  ] as const)("ends a certificate when %s comes", async (name) => {
    const state = name.split(".")[2]?.toUpperCase() ?? "";
    await given(database.dataSource.manager, { items: [tradeItem()] });
    await deliver(inbox(), heard.product(), heard.certificate());
    const ended = certificate({ state, revokedOn: state === "REVOKED" ? "2026-11-20" : null });
    await deliver(inbox(), eventOf(name, ended, 2));
    const [copy] = (await facts())?.certificates ?? [];
    if (!copy) throw new Error("the certificate was delivered");
    expect(copy).toMatchObject({ version: 2, state });
    expect(certificateStatus(copy, "2026-11-21")).toBe(state);
  });

  it("takes a withdrawn listing off the page", async () => {
    await given(database.dataSource.manager, { items: [tradeItem()] });
    await deliver(
      inbox(),
      heard.product(),
      heard.listing(),
      heard.listing({ state: "WITHDRAWN", withdrawnBecause: "REVOKED" }, 2),
    );
    expect((await facts())?.listings).toEqual([]);
  });

  it("makes a certificate findable by product, producer, place and number, whoever came first", async () => {
    await deliver(inbox(), heard.certificate(), heard.producer(), heard.product());
    for (const question of [
      "che",
      "xanh trinh dien",
      "hop tac xa",
      "doi che",
      "98 01 2026",
      "123 qd ubnd",
      "tea hill",
      "xan",
    ])
      expect([question, await found(question)]).toEqual([question, [id(3)]]);
    for (const question of ["ca phe", "xa xanhh", "%", "_", "che ca"])
      expect([question, await found(question)]).toEqual([question, []]);
  });

  it("finds it by the new name and no longer by the old one", async () => {
    await deliver(inbox(), heard.certificate(), heard.producer(), heard.product());
    await deliver(inbox(), heard.producer({ name: "Công ty Suối Mây" }, 2));
    expect([await found("suoi may"), await found("hop tac xa")]).toEqual([[id(3)], []]);
  });
});
