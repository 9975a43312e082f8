import { createLog, jobById, newId, republish, startJobs, toBinary, transact } from "@ocop/service-kit";
import { deliver, deliveryOf, eventually } from "@ocop/service-kit/testing";
import { inboxOf, jobHandlers } from "../src/main";
import { repositoriesOn } from "../src/data/repositories";
import { noPersonalFacts } from "../src/domain/personal-data";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { certificateBody, eventsIn, openRegistry, people, places, teaSet, type Registry } from "./support";

describe("what registry hears", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.drop());

  const product = () =>
    registry.act(people.commune, async (deps) => {
      const producer = await registerProducer(deps, {
        name: "Hợp tác xã Chè Đồi Chè",
        kind: "COOPERATIVE",
        addressLine: null,
        representative: null,
        ...noPersonalFacts,
        communeId: places.teaHill,
        ownerSubject: null,
        delegateSubject: null,
      });
      const facts = {
        nameVi: "Chè",
        nameEn: null,
        storyVi: null,
        storyEn: null,
        setCode: "QD26-11",
        addressAsIssued: null,
      };
      return registerProduct(deps, producer.id, facts);
    });
  const hear = (...deliveries: Parameters<typeof deliver>[1][]) =>
    deliver(inboxOf(registry.dataSource, registry.clock), ...deliveries);
  const standing = async (productId: string) => {
    const found = await repositoriesOn(registry.dataSource.manager).products.find(productId);
    return `${found?.state ?? ""} ${String(found?.version)}`;
  };

  it("makes a product recognised once, however often the certificate is delivered", async () => {
    const { id } = await product();
    const issued = deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(id));
    await hear(issued, issued, { ...issued, id: newId() });
    expect(await standing(id)).toBe("RECOGNISED 2");
    const [copies] = await registry.dataSource.query<{ n: string }[]>(
      "SELECT COUNT(*) AS n FROM certificate_copy WHERE product_id = ?",
      [toBinary(id)],
    );
    expect(Number(copies?.n)).toBe(1);
    const last = (await eventsIn(registry.dataSource.manager)).at(-1);
    expect(last).toMatchObject({ type: "registry.product.changed", agg_ver: 2, body: { state: "RECOGNISED" } });
  });

  it("lets it lapse when the certificate is revoked or expires, and never follows an older version back", async () => {
    for (const end of ["REVOKED", "EXPIRED"] as const) {
      const { id } = await product();
      const certificate = newId();
      const name = end === "REVOKED" ? "evaluation.certificate.revoked" : "evaluation.certificate.expired";
      const issued = certificateBody(id);
      await hear(
        deliveryOf("evaluation.certificate.issued", { id: certificate, version: 1 }, issued),
        deliveryOf(name, { id: certificate, version: 2 }, { ...issued, state: end }),
        deliveryOf("evaluation.certificate.stated", { id: certificate, version: 1 }, issued),
      );
      expect(await standing(id)).toBe("LAPSED 3");
    }
  });

  it("keeps it recognised when an upgrade supersedes its certificate, in either order of delivery", async () => {
    const { id } = await product();
    const [old, fresh] = [newId(), newId()];
    const body = certificateBody(id);
    await hear(
      deliveryOf("evaluation.certificate.issued", { id: old, version: 1 }, { ...body, stars: 3 }),
      deliveryOf("evaluation.certificate.issued", { id: fresh, version: 1 }, body),
      deliveryOf("evaluation.certificate.superseded", { id: old, version: 2 }, { ...body, state: "SUPERSEDED" }),
    );
    expect(await standing(id)).toBe("RECOGNISED 3");
    const { certificateStars } = await repositoriesOn(registry.dataSource.manager).products.lock(id);
    expect(certificateStars).toBe(4);
  });

  it("copies a certificate of a product it does not know and changes nothing else", async () => {
    const before = (await eventsIn(registry.dataSource.manager)).length;
    await hear(deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(newId())));
    expect(await eventsIn(registry.dataSource.manager)).toHaveLength(before);
  });

  it("checks self-assessments against the newest content of a criteria set", async () => {
    const { code: setCode, regime, contentVersion, criteria } = teaSet;
    const body = {
      code: setCode,
      regime,
      contentVersion,
      name: { vi: "Chè tươi, chè chế biến", en: null },
      industry: "I",
      productGroup: "tea",
      criteria: criteria.map(({ code, options }) => ({ code, options: [...options] })),
      bands: [{ stars: 3, from: 50 }],
    };
    const published = deliveryOf(
      "evaluation.criteriaSet.published",
      { id: newId(), version: 1 },
      { ...body, contentVersion: 2, criteria: body.criteria.slice(0, 1) },
    );
    await hear(published, published);
    await hear(deliveryOf("evaluation.criteriaSet.stated", { id: teaSet.id, version: 1 }, body));
    const current = await repositoriesOn(registry.dataSource.manager).criteriaSets.ofCode("qd26-2026", "QD26-11");
    expect(current).toMatchObject({
      contentVersion: 2,
      criteria: [{ code: "1.1" }],
      bands: [{ stars: 3, from: 50 }],
    });
  });

  it("tells a consumer that builds its copies every product as it stands now, to that consumer alone", async () => {
    const { dataSource } = registry;
    const { id } = await product();
    const jobId = await transact(dataSource, (manager) =>
      republish(manager, {
        service: "registry",
        name: "registry.product.stated",
        consumer: "commerce",
        requestedBy: "operator",
      }),
    );
    const log = createLog("registry", { level: "silent" });
    const jobs = startJobs({ service: "registry", dataSource, leaseSeconds: 1, log, handlers: jobHandlers });
    await eventually("the job is done", 10, async () => (await jobById(dataSource.manager, jobId))?.state === "done");
    await jobs.stop();
    const [count] = await dataSource.query<{ n: string }[]>("SELECT COUNT(*) AS n FROM product");
    const stated = (await eventsIn(dataSource.manager)).filter(({ type }) => type === "registry.product.stated");
    expect(stated).toHaveLength(Number(count?.n));
    const consumers = await dataSource.query<{ consumer: string; agg_ver: number; state: string }[]>(
      `SELECT d.consumer, e.agg_ver, JSON_VALUE(e.payload, '$.state') AS state
       FROM outbox_delivery d JOIN outbox_event e USING (event_id)
       WHERE e.type = 'registry.product.stated' AND e.agg_id = ?`,
      [toBinary(id)],
    );
    expect(consumers).toEqual([{ consumer: "commerce", agg_ver: 1, state: "REGISTERED" }]);
  });
});
