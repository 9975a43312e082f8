import { startOf, type EventName } from "@ocop/contracts";
import {
  createLog,
  createPublish,
  newId,
  newTrace,
  printTrace,
  republish,
  startRelay,
  toBinary,
  transact,
} from "@ocop/service-kit";
import { deliver, deliveryOf, eventually, PlumbingMigration, testDatabase } from "@ocop/service-kit/testing";
import { handlers } from "../src/events/subscriptions";
import { workerOf } from "../src/main";
import { certificateBody, people, place, productBody, runCommerce, start, today, type Running } from "./running";

let commerce: Running;
const points: string[] = [];

type ListingRow = { readonly state: string; readonly version: number; readonly withdrawn_because: string | null };

const listings = (productId: string): Promise<ListingRow[]> =>
  commerce.dataSource.query(
    "SELECT state, version, withdrawn_because FROM listing WHERE product_id = ? ORDER BY sale_point_id",
    [toBinary(productId)],
  );

type Told = {
  readonly version: number;
  readonly state: string;
  readonly because: string | null;
  readonly actor: string;
};

const told = async (productId: string): Promise<readonly Told[]> => {
  const rows = await commerce.dataSource.query<{ agg_ver: number; payload: string; meta: string }[]>(
    `SELECT agg_ver, payload, meta FROM outbox_event
     WHERE type = 'commerce.listing.changed' AND JSON_VALUE(payload, '$.productId') = ? ORDER BY event_id`,
    [productId],
  );
  return rows.map(({ agg_ver: version, payload, meta }) => {
    const { state, withdrawnBecause: because } = JSON.parse(payload) as {
      state: string;
      withdrawnBecause: string | null;
    };
    return { version, state, because, actor: (JSON.parse(meta) as { actor: string }).actor };
  });
};

const listAt = async (salePointId: string, productId: string): Promise<string | null> => {
  const { errors } = await commerce.ask(
    "mutation ($input: ListProductInput!) { listProduct(input: $input) { id } }",
    people.operator,
    { input: { salePointId, productId } },
  );
  return errors[0]?.extensions.code ?? null;
};

/** A product with a certificate, on the list of both points. */
const listedProduct = async (dates: { readonly issuedOn?: string; readonly expiresOn?: string } = {}) => {
  const [productId, certificateId] = [newId(), newId()];
  const body = certificateBody(productId, dates);
  await commerce.hear(
    deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
    deliveryOf("evaluation.certificate.issued", { id: certificateId, version: 1 }, body),
  );
  for (const point of points) expect(await listAt(point, productId)).toBeNull();
  return { productId, certificateId, body };
};

beforeAll(async () => {
  commerce = await runCommerce({ roles: ["graph", "http", "worker"] });
  for (const nameVi of ["Cửa hàng An", "Cửa hàng Bình"]) {
    const { data } = await commerce.ask<{ registerSalePoint: { id: string } }>(
      "mutation ($input: RegisterSalePointInput!) { registerSalePoint(input: $input) { id } }",
      people.officer,
      {
        input: {
          nameVi,
          kind: "CRAFT_VILLAGE",
          addressLine: "Xóm 1",
          areaSquareMetres: 20,
          provinceId: place.province,
          communeId: place.commune,
          operatorSubject: "demo-sale-point-a",
          demonstration: true,
        },
      },
    );
    points.push(data?.registerSalePoint.id ?? "");
  }
});

afterAll(() => commerce.end());

describe("a product heard of", () => {
  it("is copied once however often it comes, and never goes back to an older version", async () => {
    const id = newId();
    const name = async () => {
      const rows = await commerce.dataSource.query<object[]>("SELECT version, name_vi FROM product_copy WHERE id = ?", [
        toBinary(id),
      ]);
      return rows.map((row) => ({ ...row }));
    };
    const second = deliveryOf(
      "registry.product.changed",
      { id, version: 2 },
      productBody({ name: { vi: "Chè mới", en: null } }),
    );
    await commerce.hear(second, second);
    await commerce.hear(deliveryOf("registry.product.changed", { id, version: 1 }, productBody()));
    await commerce.hear(deliveryOf("registry.product.stated", { id, version: 1 }, productBody()));
    expect(await name()).toEqual([{ version: 2, name_vi: "Chè mới" }]);
    await commerce.hear(deliveryOf("registry.product.stated", { id, version: 3 }, productBody({ producerId: null })));
    expect(await name()).toEqual([{ version: 3, name_vi: "Chè Đồi Chè" }]);
  });
});

describe("a producer heard of", () => {
  it.each(["registry.producer.changed", "registry.producer.stated"] as const)("is copied from %s", async (name) => {
    const id = newId();
    const body = {
      name: "Hợp tác xã Đồi Chè",
      kind: "cooperative",
      addressLine: null,
      provinceRegionId: place.province,
      communeRegionId: null,
      provinceName: { vi: "tỉnh Trình Diễn", en: null },
      communeName: null,
      demonstration: true,
    };
    const event = deliveryOf(name, { id, version: 4 }, body);
    await commerce.hear(event, event);
    const rows = await commerce.dataSource.query<object[]>("SELECT name, version FROM producer_copy WHERE id = ?", [
      toBinary(id),
    ]);
    expect(rows).toEqual([{ name: "Hợp tác xã Đồi Chè", version: 4 }]);
  });
});

describe("a certificate that is revoked", () => {
  it("withdraws every listing of its product at once, and tells of each once however often it is heard", async () => {
    const { productId, certificateId, body } = await listedProduct();
    const revoked = deliveryOf(
      "evaluation.certificate.revoked",
      { id: certificateId, version: 2 },
      { ...body, state: "REVOKED", revokedOn: today, revocationGround: "b" },
    );
    await commerce.hear(revoked, revoked);
    const withdrawn = { state: "WITHDRAWN", version: 2, withdrawn_because: "CERTIFICATE_REVOKED" };
    expect(await listings(productId)).toEqual([withdrawn, withdrawn]);
    const change = { version: 2, state: "WITHDRAWN", because: "CERTIFICATE_REVOKED", actor: "event" };
    expect((await told(productId)).filter(({ version }) => version > 1)).toEqual([change, change]);
    const [delivered] = await commerce.dataSource.query<{ n: string | number }[]>(
      `SELECT COUNT(*) AS n FROM outbox_delivery d JOIN outbox_event e USING (event_id)
       WHERE d.consumer = 'traceability' AND e.agg_ver = 2 AND JSON_VALUE(e.payload, '$.productId') = ?`,
      [productId],
    );
    expect(Number(delivered?.n)).toBe(2);
    expect(await listAt(points[0] ?? "", productId)).toBe("CERTIFICATE_NOT_VALID");
  });

  it("stays revoked when the news of its issue comes late", async () => {
    const [productId, id] = [newId(), newId()];
    const body = certificateBody(productId);
    await commerce.hear(
      deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
      deliveryOf("evaluation.certificate.revoked", { id, version: 2 }, { ...body, state: "REVOKED" }),
      deliveryOf("evaluation.certificate.issued", { id, version: 1 }, body),
    );
    expect(await listAt(points[0] ?? "", productId)).toBe("CERTIFICATE_NOT_VALID");
    const due = await commerce.dataSource.query<object[]>("SELECT kind FROM due WHERE due_key = ?", [toBinary(id)]);
    expect(due).toEqual([]);
  });

  it("leaves no listing behind that was made in the same moment", async () => {
    for (let trial = 0; trial < 10; trial += 1) {
      const [productId, id] = [newId(), newId()];
      const body = certificateBody(productId);
      await commerce.hear(
        deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
        deliveryOf("evaluation.certificate.issued", { id, version: 1 }, body),
      );
      const revoked = deliveryOf("evaluation.certificate.revoked", { id, version: 2 }, { ...body, state: "REVOKED" });
      const [answer] = await Promise.all([listAt(points[0] ?? "", productId), commerce.hear(revoked)]);
      expect([null, "CERTIFICATE_NOT_VALID"]).toContain(answer);
      expect((await listings(productId)).map(({ state }) => state)).toEqual(answer === null ? ["WITHDRAWN"] : []);
    }
  });
});

describe("a certificate that is superseded", () => {
  const renew = async (order: "superseded first" | "issued first") => {
    const { productId, certificateId, body } = await listedProduct();
    const superseded = deliveryOf(
      "evaluation.certificate.superseded",
      { id: certificateId, version: 2 },
      { ...body, state: "SUPERSEDED" },
    );
    const successor = deliveryOf(
      "evaluation.certificate.issued",
      { id: newId(), version: 1 },
      { ...body, stars: 5, issuedOn: today },
    );
    await commerce.hear(...(order === "issued first" ? [successor, superseded] : [superseded, successor]));
    return productId;
  };

  it("leaves the listings alone when its successor is known", async () => {
    expect((await listings(await renew("issued first"))).map(({ state, version }) => [state, version])).toEqual([
      ["LISTED", 1],
      ["LISTED", 1],
    ]);
  });

  it("withdraws the listings until its successor is known", async () => {
    const productId = await renew("superseded first");
    expect((await listings(productId)).map(({ state, version }) => [state, version])).toEqual([
      ["LISTED", 3],
      ["LISTED", 3],
    ]);
    expect((await told(productId)).filter(({ version }) => version === 2).map(({ because }) => because)).toEqual([
      "CERTIFICATE_SUPERSEDED",
      "CERTIFICATE_SUPERSEDED",
    ]);
  });
});

describe("a certificate that ends", () => {
  it("withdraws the listings at 00:00 in Vietnam of the day of its end, before anybody says so", async () => {
    const expiresOn = "2026-11-25";
    const { productId, certificateId, body } = await listedProduct({ expiresOn });
    commerce.clock.set(new Date(startOf(expiresOn).getTime() - 1_000));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await listings(productId)).map(({ state }) => state)).toEqual(["LISTED", "LISTED"]);
    commerce.clock.set(startOf(expiresOn));
    expect(startOf(expiresOn).toISOString()).toBe("2026-11-24T17:00:00.000Z");
    await eventually("the listings are withdrawn", 10, async () =>
      (await listings(productId)).every(({ state }) => state === "WITHDRAWN"),
    );
    const withdrawn = { state: "WITHDRAWN", version: 2, withdrawn_because: "CERTIFICATE_EXPIRED" };
    expect(await listings(productId)).toEqual([withdrawn, withdrawn]);
    expect((await told(productId)).slice(2).map(({ actor }) => actor)).toEqual(["clock", "clock"]);
    const expired = deliveryOf(
      "evaluation.certificate.expired",
      { id: certificateId, version: 2 },
      { ...body, state: "EXPIRED" },
    );
    await commerce.hear(expired, expired);
    expect(await listings(productId)).toEqual([withdrawn, withdrawn]);
    expect(await told(productId)).toHaveLength(4);
    commerce.clock.set(start);
  });

  it("moves with the certificate when that is extended", async () => {
    const { productId, certificateId, body } = await listedProduct({ expiresOn: "2026-11-26" });
    await commerce.hear(
      deliveryOf(
        "evaluation.certificate.stated",
        { id: certificateId, version: 2 },
        { ...body, expiresOn: "2027-02-26" },
      ),
    );
    const due = await commerce.dataSource.query<{ due_at: Date }[]>("SELECT due_at FROM due WHERE due_key = ?", [
      toBinary(certificateId),
    ]);
    expect(due.map(({ due_at }) => due_at.toISOString())).toEqual(["2027-02-25T17:00:00.000Z"]);
    expect((await listings(productId)).map(({ state }) => state)).toEqual(["LISTED", "LISTED"]);
  });
});

describe("a sale point that changes its name", () => {
  it("tells its listings again, each once, with the new name", async () => {
    const { productId } = await listedProduct();
    const [salePointId = ""] = points;
    const before = await told(productId);
    const { errors } = await commerce.ask(
      `mutation ($input: UpdateSalePointInput!) { updateSalePoint(input: $input) { version } }`,
      people.operator,
      { input: { salePointId, expectedVersion: 1, nameVi: "Cửa hàng An Bình" } },
    );
    expect(errors).toEqual([]);
    const named = (): Promise<{ agg_ver: number }[]> =>
      commerce.dataSource.query(
        `SELECT agg_ver FROM outbox_event WHERE type = 'commerce.listing.changed' AND JSON_VALUE(payload, '$.productId') = ?
         AND JSON_VALUE(payload, '$.salePointName.vi') = 'Cửa hàng An Bình'`,
        [productId],
      );
    await eventually("the listing is told again", 10, async () => (await named()).length > 0);
    await eventually("the job is done", 10, async () => {
      const [job] = await commerce.dataSource.query<{ state: string }[]>(
        "SELECT state FROM job WHERE kind = 'listings.restate'",
      );
      return job?.state === "done";
    });
    expect(await named()).toEqual([{ agg_ver: 2 }]);
    expect(await told(productId)).toHaveLength(before.length + 1);
  });
});

describe("the whole path", () => {
  it("brings an event of evaluation through relay, queue and inbox to the listing, and ends its delivery", async () => {
    const { productId, certificateId, body } = await listedProduct();
    const evaluation = await testDatabase({ migrations: [PlumbingMigration] });
    const relay = startRelay({
      service: "evaluation",
      dataSource: evaluation.dataSource,
      redis: commerce.redis,
      leaseSeconds: 1,
      log: createLog("evaluation", { level: "fatal" }),
    });
    try {
      const meta = { actor: "demo-province-a", traceparent: printTrace(newTrace()), causationId: null };
      await transact(evaluation.dataSource, (manager) =>
        createPublish({ service: "evaluation", manager, meta })(
          "evaluation.certificate.revoked",
          { id: certificateId, version: 2 },
          { ...body, state: "REVOKED", revokedOn: today },
        ),
      );
      await eventually("commerce took its delivery", 10, async () => {
        const left = await evaluation.dataSource.query<unknown[]>(
          "SELECT 1 FROM outbox_delivery WHERE consumer = 'commerce'",
        );
        return left.length === 0;
      });
      expect((await listings(productId)).map(({ withdrawn_because }) => withdrawn_because)).toEqual([
        "CERTIFICATE_REVOKED",
        "CERTIFICATE_REVOKED",
      ]);
      const [told2] = await commerce.dataSource.query<{ meta: string }[]>(
        "SELECT meta FROM outbox_event WHERE agg_ver = 2 AND JSON_VALUE(payload, '$.productId') = ?",
        [productId],
      );
      const [traceId] = [meta.traceparent.split("-")[1] ?? "none"];
      expect(told2?.meta).toContain(traceId);
    } finally {
      await relay.stop();
      await evaluation.drop();
    }
  });

  it("states every listing once for a consumer that builds its copy", async () => {
    const count = async (sql: string): Promise<number> => {
      const [row] = await commerce.dataSource.query<{ n: string | number }[]>(sql);
      return Number(row?.n);
    };
    await transact(commerce.dataSource, (manager) =>
      republish(manager, {
        service: "commerce",
        name: "commerce.listing.stated",
        consumer: "traceability",
        requestedBy: "test",
      }),
    );
    await eventually(
      "the job is done",
      10,
      async () => (await count("SELECT COUNT(*) AS n FROM job WHERE kind = 'republish' AND state = 'done'")) === 1,
    );
    expect(await count("SELECT COUNT(*) AS n FROM outbox_event WHERE type = 'commerce.listing.stated'")).toBe(
      await count("SELECT COUNT(*) AS n FROM listing"),
    );
    expect(
      await count(
        `SELECT COUNT(*) AS n FROM listing l JOIN outbox_event e ON e.agg_id = l.id AND e.type = 'commerce.listing.stated'
         WHERE e.agg_ver = l.version AND JSON_VALUE(e.payload, '$.state') = l.state`,
      ),
    ).toBe(await count("SELECT COUNT(*) AS n FROM listing"));
  });
});

describe("an event nobody can read", () => {
  it("is refused whole and changes nothing", async () => {
    const before = await commerce.everything();
    const damaged = deliveryOf(
      "evaluation.certificate.issued",
      { id: newId(), version: 1 },
      certificateBody(newId(), { stars: 9 }),
    );
    const unknown = { ...damaged, name: "evaluation.certificate.dreamt" as EventName };
    for (const delivery of [damaged, unknown])
      await expect(
        deliver(
          { service: "commerce", dataSource: commerce.dataSource, handlers, deps: workerOf(commerce.clock).deps },
          delivery,
        ),
      ).rejects.toThrow();
    expect(await commerce.everything()).toEqual(before);
  });
});
