import { addDays } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { deliveryOf } from "@ocop/service-kit/testing";
import { assert, asyncProperty, constantFrom, integer, record, subarray } from "fast-check";
import { queriesOf } from "../src/data/queries";
import type { CertificateCopy } from "../src/domain/copies";
import { entitles, type Contract } from "../src/domain/partner";
import { type Identity, startIdentity } from "./identity";
import { certificateBody, people, place, productBody, runCommerce, start, today, type Running } from "./running";

let commerce: Running;
let identity: Identity;

type Item = { readonly id: string; readonly stars: number };
type Page = { readonly asOf: string; readonly items: readonly Item[]; readonly next: string | null };

const get = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${commerce.partnerUrl}/partner/v1/catalogue${query}`, { headers });

const asSubject = (subject: string) => ({ authorization: `Bearer ${identity.token(subject)}` });

const page = async (subject: string, query = ""): Promise<Page> => {
  const response = await get(query, asSubject(subject));
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
};

const problem = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  const { type, title, status, code, facts, traceId } = (await response.json()) as Readonly<Record<string, unknown>>;
  expect([type, status, title]).toEqual(["about:blank", response.status, code]);
  expect(traceId).toMatch(/^[\da-f]{32}$/);
  return [response.status, code, facts];
};

const registerPartner = async (subject: string, contract: object): Promise<void> => {
  const { errors } = await commerce.ask(
    "mutation ($input: RegisterPartnerInput!) { registerPartner(input: $input) { id } }",
    people.central,
    {
      input: {
        name: `Nhà phân phối ${subject}`,
        members: [
          { subject, role: "INTEGRATION" },
          { subject: `${subject}-admin`, role: "ADMIN" },
        ],
        contract: { number: "01/2026/HĐ", minimumStars: 3, validFrom: today, ...contract },
      },
    },
  );
  expect(errors).toEqual([]);
};

type Wanted = {
  readonly stars?: number;
  readonly provinceRegionId?: string;
  readonly issuedOn?: string;
  readonly expiresOn?: string;
  readonly state?: string;
};

const addProduct = async ({ provinceRegionId = place.province, ...certificate }: Wanted = {}) => {
  const [id, certificateId] = [newId(), newId()];
  const body = certificateBody(id, { provinceRegionId, ...certificate });
  await commerce.hear(
    deliveryOf("registry.product.changed", { id, version: 1 }, productBody({ provinceRegionId, code: null })),
    deliveryOf("evaluation.certificate.issued", { id: certificateId, version: 1 }, body),
  );
  return { id, certificateId, body };
};

beforeAll(async () => {
  identity = await startIdentity();
  commerce = await runCommerce({ issuer: identity.issuer });
});

afterAll(async () => {
  await commerce.end();
  identity.end();
});

beforeEach(() => {
  commerce.clock.set(start);
});

describe("the partner door", () => {
  it("tells strangers that it lives and nothing else of its health", async () => {
    const statusOf = async (path: string) => (await fetch(commerce.partnerUrl + path)).status;
    expect(await Promise.all(["/health/live", "/health/ready", "/metrics"].map(statusOf))).toEqual([200, 404, 404]);
  });

  it("answers an address that cannot be read as a bad request", async () => {
    expect(await problem(await fetch(`${commerce.partnerUrl}/partner/%zz`))).toEqual([400, "BAD_REQUEST", {}]);
  });

  it("answers 503, and says nothing of the reason, while the identity provider cannot be asked", async () => {
    const cutOff = await runCommerce();
    try {
      const response = await fetch(`${cutOff.partnerUrl}/partner/v1/catalogue`, { headers: asSubject("p") });
      expect(response.headers.get("retry-after")).toBe("1");
      expect(response.headers.get("www-authenticate")).toBeNull();
      expect(await problem(response)).toEqual([503, "INTERNAL_SERVER_ERROR", {}]);
      const withoutToken = await fetch(`${cutOff.partnerUrl}/partner/v1/catalogue`);
      expect(await problem(withoutToken)).toEqual([401, "UNAUTHENTICATED", {}]);
    } finally {
      await cutOff.end();
    }
  });
});

describe("who is at the partner door", () => {
  it.each<[string, () => Readonly<Record<string, string>>]>([
    ["no token", () => ({})],
    ["another scheme", () => ({ authorization: `Basic ${identity.token("p")}` })],
    ["a token that is none", () => ({ authorization: "Bearer abc" })],
    ["a token of a key the issuer does not publish", () => ({ authorization: `Bearer ${identity.forged("p")}` })],
    ["an expired token", () => ({ authorization: `Bearer ${identity.token("p", { exp: 1_000_000_000 })}` })],
    [
      "a token for another audience",
      () => ({ authorization: `Bearer ${identity.token("p", { aud: "https://other.test" })}` }),
    ],
    [
      "a token of another issuer",
      () => ({ authorization: `Bearer ${identity.token("p", { iss: "https://other.test" })}` }),
    ],
  ])("is refused with 401 for %s", async (_, headers) => {
    const response = await get("", headers());
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="partner"');
    expect(await problem(response)).toEqual([401, "UNAUTHENTICATED", {}]);
  });

  it("is refused with 403 for a person who acts for no partner, an operator of a sale point too", async () => {
    for (const subject of ["nobody", "demo-sale-point-a"])
      expect(await problem(await get("", asSubject(subject)))).toEqual([403, "FORBIDDEN", {}]);
  });

  it("is refused with 403 before the contract begins and from the day of its end on", async () => {
    await registerPartner("season", { validFrom: "2026-11-21", validUntil: "2026-11-23" });
    const at = async (instant: string) => {
      commerce.clock.set(new Date(instant));
      return (await get("", asSubject("season"))).status;
    };
    expect(await at("2026-11-20T16:59:59.999Z")).toBe(403);
    expect(await at("2026-11-20T17:00:00.000Z")).toBe(200);
    expect(await at("2026-11-22T16:59:59.999Z")).toBe(200);
    commerce.clock.set(new Date("2026-11-22T17:00:00.000Z"));
    expect(await problem(await get("", asSubject("season")))).toEqual([403, "CONTRACT_ENDED", {}]);
  });
});

describe("the catalogue of a partner", () => {
  it("holds what the contract entitles to and nothing else, with the certificate and its status of today", async () => {
    const north = newId();
    await registerPartner("north", { minimumStars: 4, provinceIds: [north] });
    const four = await addProduct({ stars: 4, provinceRegionId: north });
    await addProduct({ stars: 3, provinceRegionId: north });
    await addProduct({ stars: 5 });
    await addProduct({ stars: 4, provinceRegionId: north, state: "REVOKED" });
    await addProduct({ stars: 4, provinceRegionId: north, expiresOn: today });
    await addProduct({ stars: 4, provinceRegionId: north, issuedOn: addDays(today, 1) });
    expect(await page("north")).toEqual({
      schemaVersion: "2026.4",
      asOf: today,
      contract: { number: "01/2026/HĐ", minimumStars: 4, provinceIds: [north] },
      items: [
        {
          id: four.id,
          version: 1,
          code: null,
          name: { vi: "Chè Đồi Chè", en: "Tea Hill tea" },
          setCode: "QD26-11",
          producer: { id: expect.any(String) as unknown, name: null },
          province: { id: north, name: "tỉnh Trình Diễn" },
          commune: { id: place.commune, name: "xã Đồi Chè" },
          stars: 4,
          certificate: {
            id: four.certificateId,
            version: 1,
            lookupCode: "7G2K9M4T",
            certificateNo: "12/GCN-OCOP",
            issuedOn: "2026-11-05",
            expiresOn: "2029-11-05",
            status: "VALID",
          },
          demonstration: true,
        },
      ],
      next: null,
    });
    expect((await page("north-admin")).items.map(({ id }) => id)).toEqual([four.id]);
    await commerce.hear(
      deliveryOf(
        "evaluation.certificate.revoked",
        { id: four.certificateId, version: 2 },
        { ...four.body, state: "REVOKED" },
      ),
    );
    expect((await page("north")).items).toEqual([]);
  });

  it("names a product once while its certificate and the successor overlap, with the stars of the later one", async () => {
    const west = newId();
    await registerPartner("west", { provinceIds: [west] });
    const { id, body } = await addProduct({ stars: 3, provinceRegionId: west });
    await commerce.hear(
      deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, { ...body, stars: 4, issuedOn: today }),
    );
    expect((await page("west")).items.map((item) => [item.id, item.stars])).toEqual([[id, 4]]);
  });

  it("is walked page by page, each product once and in order", async () => {
    const east = newId();
    await registerPartner("east", { provinceIds: [east] });
    const made: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) made.push((await addProduct({ provinceRegionId: east })).id);
    const walked: string[] = [];
    let query = "?limit=2";
    for (let pages = 1; ; pages += 1) {
      const { items, next } = await page("east", query);
      walked.push(...items.map(({ id }) => id));
      if (next === null) {
        expect(pages).toBe(3);
        break;
      }
      query = `?limit=2&after=${encodeURIComponent(next)}`;
    }
    expect(walked).toEqual(made);
    expect((await page("east", "?limit=5")).next).toBeNull();
  });

  it("answers 304 while nothing has changed, and a new ETag when something has", async () => {
    const south = newId();
    await registerPartner("south", { provinceIds: [south] });
    await addProduct({ provinceRegionId: south });
    const first = await get("", asSubject("south"));
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\da-f]{64}"$/);
    expect([first.headers.get("cache-control"), first.headers.get("vary")]).toEqual([
      "private, no-cache",
      "authorization",
    ]);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await get("", { ...asSubject("south"), "if-none-match": known });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    }
    await addProduct({ provinceRegionId: south });
    const changed = await get("", { ...asSubject("south"), "if-none-match": etag });
    expect([changed.status, changed.headers.get("etag") === etag]).toEqual([200, false]);
  });

  it.each([
    ["?limit=0", "limit"],
    ["?limit=501", "limit"],
    ["?limit=ten", "limit"],
    ["?limit=1&limit=2", "limit"],
    ["?after=", "after"],
    ["?after=abc", "after"],
    ["?after=a&after=b", "after"],
  ])("is refused with 400 for %s", async (query, field) => {
    if (query === "?limit=0") await registerPartner("clumsy", {});
    expect(await problem(await get(query, asSubject("clumsy")))).toEqual([400, "BAD_USER_INPUT", { field }]);
  });

  it("does not let one partner go on with the cursor of another, or with one that was changed", async () => {
    const centre = newId();
    await registerPartner("one", { provinceIds: [centre] });
    await registerPartner("two", { provinceIds: [centre] });
    for (let nth = 0; nth < 3; nth += 1) await addProduct({ provinceRegionId: centre });
    const { next } = await page("one", "?limit=1");
    const cursor = next ?? "";
    expect((await get(`?limit=1&after=${cursor}`, asSubject("one"))).status).toBe(200);
    expect(await problem(await get(`?limit=1&after=${cursor}`, asSubject("two")))).toEqual([
      400,
      "BAD_USER_INPUT",
      { field: "after" },
    ]);
    const changed = `${cursor.startsWith("A") ? "B" : "A"}${cursor.slice(1)}`;
    expect(await problem(await get(`?limit=1&after=${changed}`, asSubject("one")))).toEqual([
      400,
      "BAD_USER_INPUT",
      { field: "after" },
    ]);
  });

  it("answers an unknown path and the graph's path with 404", async () => {
    for (const path of ["/partner/v1/changes", "/graphql", "/"])
      expect(await problem(await fetch(`${commerce.partnerUrl}${path}`, { headers: asSubject("one") }))).toEqual([
        404,
        "NOT_FOUND",
        {},
      ]);
  });

  it("is for every contract and day exactly what the rule of the domain entitles to", async () => {
    const provinces = [newId(), newId(), newId()];
    const products: {
      readonly id: string;
      readonly provinceRegionId: string;
      readonly certificate: CertificateCopy;
    }[] = [];
    for (const [nth, provinceRegionId] of provinces.entries())
      for (const stars of [3, 4, 5])
        for (const state of ["ISSUED", "REVOKED"]) {
          const dates = { issuedOn: addDays(today, 10 * nth), expiresOn: addDays(today, 10 * nth + 100 * (stars - 2)) };
          const made = await addProduct({ provinceRegionId, stars, state, ...dates });
          const certificate = { ...made.body, id: made.certificateId, version: 1 };
          products.push({ id: made.id, provinceRegionId, certificate });
        }
    const queries = queriesOf(commerce.dataSource.manager);
    const anyContract = record({
      minimumStars: constantFrom(3, 4, 5),
      provinceRegionIds: subarray(provinces, { minLength: 1 }),
    });
    await assert(
      asyncProperty(anyContract, integer({ min: 0, max: 400 }), async (terms, offset) => {
        const parts = { id: newId(), partnerId: newId(), number: "1", validFrom: today, validUntil: null };
        const contract: Contract = { ...parts, ...terms };
        const day = addDays(today, offset);
        const { rows } = await queries.catalogue(contract, day, 500, null);
        const entitled = products.filter((one) => entitles(contract, one, one.certificate, day));
        expect(rows.map(({ product }) => product.id)).toEqual(entitled.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });
});
