import type { Viewer } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import { deliveryOf } from "@ocop/service-kit/testing";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema } from "../src/graph/schema";
import { certificateBody, people, place, productBody, runCommerce, start, today, type Running } from "./running";

let commerce: Running;

const [tea, honey, lapsed, real] = [newId(), newId(), newId(), newId()];

const registerSalePoint = `mutation ($input: RegisterSalePointInput!) {
  registerSalePoint(input: $input) { id version name { value } addressLine areaSquareMetres criteriaVersion demonstration
    operatorSubject recognitionNo recognisedOn kind { code criteriaVersion label(lang: EN) { value } } commune { id } province { id } }
}`;
const updateSalePoint = `mutation ($input: UpdateSalePointInput!) {
  updateSalePoint(input: $input) { id version name(lang: EN) { value isFallback } addressLine areaSquareMetres recognitionNo operatorSubject }
}`;
const listProduct = `mutation ($input: ListProductInput!) {
  listProduct(input: $input) { id version state listedOn withdrawnOn withdrawnBecause certificateStatus salePoint { id } product { id } }
}`;
const withdrawListing = `mutation ($input: WithdrawListingInput!) {
  withdrawListing(input: $input) { id version state withdrawnOn withdrawnBecause certificateStatus }
}`;
const registerFair = `mutation ($input: RegisterFairInput!) {
  registerFair(input: $input) { id version name { value } reach venue countryCode opensOn closesOn stands phase registrar
    organiserName organiserSubject registeredOn exemptBy province { id } }
}`;
const registerPartner = `mutation ($input: RegisterPartnerInput!) {
  registerPartner(input: $input) { id version name members { subject role }
    contracts { number minimumStars validFrom validUntil provinces { id } } }
}`;

const shop = {
  nameVi: "Cửa hàng OCOP Đồi Chè",
  kind: "ROAD_STOP",
  addressLine: "Km 12, quốc lộ 3",
  areaSquareMetres: 50,
  provinceId: place.province,
  communeId: place.commune,
  operatorSubject: "demo-sale-point-a",
  demonstration: true,
};

const autumnFair = {
  nameVi: "Hội chợ OCOP mùa xuân",
  reach: "INSIDE_PROVINCE",
  venue: "Quảng trường trung tâm",
  provinceId: place.province,
  opensOn: "2027-01-20",
  closesOn: "2027-01-25",
  stands: 120,
  organiserName: "Trung tâm Xúc tiến thương mại",
  organiserSubject: "demo-fair-a",
  registeredOn: today,
};

const distributor = {
  name: "Nhà phân phối Trình Diễn",
  members: [{ subject: "demo-partner-admin", role: "ADMIN" }],
  contract: { number: "01/2026/HĐ", minimumStars: 4, provinceIds: [place.province], validFrom: today },
};

type Made = { readonly id: string; readonly version: number };

const done = async (document: string, as: Viewer, input: object): Promise<Made & Record<string, unknown>> => {
  const { data, errors } = await commerce.ask<Record<string, Made & Record<string, unknown>>>(document, as, { input });
  expect(errors).toEqual([]);
  const [made] = Object.values(data ?? {});
  if (!made) throw new Error("nothing was made");
  return made;
};

const newShop = (more: object = {}) => done(registerSalePoint, people.officer, { ...shop, ...more });

/** Asked and refused: the code and facts of the refusal, with the proof that nothing changed. */
const refused = async (document: string, as: Viewer, input: object): Promise<readonly [string, unknown]> => {
  const before = await commerce.everything();
  const { data, errors } = await commerce.ask(document, as, { input });
  expect(Object.values(data ?? { none: null })).toEqual([null]);
  expect(await commerce.everything()).toEqual(before);
  expect(errors).toHaveLength(1);
  return [errors[0]?.extensions.code ?? "", errors[0]?.extensions.facts];
};

beforeAll(async () => {
  commerce = await runCommerce();
  await commerce.hear(
    deliveryOf("registry.product.changed", { id: tea, version: 1 }, productBody()),
    deliveryOf("registry.product.changed", { id: honey, version: 1 }, productBody({ code: null })),
    deliveryOf("registry.product.changed", { id: lapsed, version: 1 }, productBody()),
    deliveryOf("registry.product.changed", { id: real, version: 1 }, productBody({ demonstration: false })),
    deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(tea)),
    deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(real)),
    deliveryOf(
      "evaluation.certificate.issued",
      { id: newId(), version: 1 },
      certificateBody(lapsed, { issuedOn: "2023-11-21", expiresOn: today }),
    ),
  );
});

afterAll(() => commerce.end());

describe("the schema of commerce", () => {
  it("is the one that is committed", () => {
    expect(readFileSync(join(__dirname, "../schema.graphql"), "utf8")).toBe(buildSchema().sdl);
  });
});

describe("registerSalePoint", () => {
  it("records a point in the officer's province under the criteria in use", async () => {
    expect(await newShop({ recognitionNo: "120/QĐ-SCT", recognisedOn: "2026-11-20" })).toEqual({
      id: expect.any(String) as unknown,
      version: 1,
      name: { value: "Cửa hàng OCOP Đồi Chè" },
      addressLine: "Km 12, quốc lộ 3",
      areaSquareMetres: 50,
      criteriaVersion: "950/QĐ-BCT",
      demonstration: true,
      operatorSubject: "demo-sale-point-a",
      recognitionNo: "120/QĐ-SCT",
      recognisedOn: "2026-11-20",
      kind: {
        code: "ROAD_STOP",
        criteriaVersion: "950/QĐ-BCT",
        label: { value: "Stop or rest area on a motorway or national road" },
      },
      commune: { id: place.commune },
      province: { id: place.province },
    });
  });

  it.each<[string, Viewer, object, string, unknown]>([
    ["the public", people.public, {}, "UNAUTHENTICATED", {}],
    ["a person without any right", people.nobody, {}, "FORBIDDEN", {}],
    ["the officer of another province", people.otherOfficer, {}, "FORBIDDEN", {}],
    ["a kind that the decision does not name", people.officer, { kind: "KIOSK" }, "UNKNOWN_KIND", { kind: "KIOSK" }],
    ["a commune id that is none", people.officer, { communeId: "98001" }, "BAD_USER_INPUT", { field: "communeId" }],
    ["an empty name", people.officer, { nameVi: " " }, "BAD_USER_INPUT", { field: "nameVi", max: 200 }],
    [
      "a name of 201 characters",
      people.officer,
      { nameVi: "à".repeat(201) },
      "BAD_USER_INPUT",
      { field: "nameVi", max: 200 },
    ],
    ["an area of zero", people.officer, { areaSquareMetres: 0 }, "BAD_USER_INPUT", { field: "areaSquareMetres" }],
    ["half a recognition", people.officer, { recognitionNo: "1" }, "BAD_USER_INPUT", { field: "recognitionNo" }],
  ])("refuses %s", async (_, as, wrong, code, facts) => {
    expect(await refused(registerSalePoint, as, { ...shop, ...wrong })).toEqual([code, facts]);
  });

  it("refuses a commune that registry's records place in another province", async () => {
    const communeId = newId();
    const elsewhere = productBody({ provinceRegionId: place.otherProvince, communeRegionId: communeId });
    await commerce.hear(deliveryOf("registry.product.changed", { id: newId(), version: 1 }, elsewhere));
    expect(await refused(registerSalePoint, people.officer, { ...shop, communeId })).toEqual([
      "COMMUNE_NOT_IN_PROVINCE",
      { communeId },
    ]);
  });

  it("refuses a field that the input does not have", async () => {
    const { errors } = await commerce.ask(registerSalePoint, people.officer, { input: { ...shop, stars: 5 } });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
  });
});

describe("updateSalePoint", () => {
  it("lets the operator change the profile and the province recognise the point", async () => {
    const { id } = await newShop();
    const profile = { salePointId: id, expectedVersion: 1, nameEn: "Tea Hill OCOP shop", areaSquareMetres: 60 };
    expect(await done(updateSalePoint, people.operator, profile)).toEqual({
      id,
      version: 2,
      name: { value: "Tea Hill OCOP shop", isFallback: false },
      addressLine: "Km 12, quốc lộ 3",
      areaSquareMetres: 60,
      recognitionNo: null,
      operatorSubject: "demo-sale-point-a",
    });
    const recognition = {
      salePointId: id,
      expectedVersion: 2,
      recognitionNo: "7/QĐ-SCT",
      recognisedOn: today,
      nameEn: null,
    };
    expect(await done(updateSalePoint, people.officer, recognition)).toMatchObject({
      version: 3,
      name: { value: "Cửa hàng OCOP Đồi Chè", isFallback: true },
      recognitionNo: "7/QĐ-SCT",
    });
  });

  it.each<[string, Viewer, object, string, unknown]>([
    ["a stale version", people.operator, { expectedVersion: 0 }, "STALE_VERSION", { currentVersion: 1 }],
    ["a recognition by the operator", people.operator, { recognitionNo: "1" }, "FORBIDDEN", { field: "recognitionNo" }],
    ["another kind by the operator", people.operator, { kind: "ROAD_STOP" }, "FORBIDDEN", { field: "kind" }],
    [
      "another operator by the operator",
      people.operator,
      { operatorSubject: "x" },
      "FORBIDDEN",
      { field: "operatorSubject" },
    ],
    ["an emptied address", people.operator, { addressLine: null }, "BAD_USER_INPUT", { field: "addressLine" }],
    ["a kind that the decision does not name", people.officer, { kind: "KIOSK" }, "UNKNOWN_KIND", { kind: "KIOSK" }],
    ["the officer of another province", people.otherOfficer, { nameVi: "x" }, "FORBIDDEN", {}],
    ["a person without any right", people.nobody, { nameVi: "x" }, "FORBIDDEN", {}],
    ["the public", people.public, { nameVi: "x" }, "UNAUTHENTICATED", {}],
    ["a point that does not exist", people.operator, { salePointId: newId() }, "NOT_FOUND", {}],
    ["an id that is none", people.operator, { salePointId: "1" }, "NOT_FOUND", {}],
  ])("refuses %s", async (_, as, wrong, code, facts) => {
    const { id } = await newShop();
    expect(await refused(updateSalePoint, as, { salePointId: id, expectedVersion: 1, ...wrong })).toEqual([
      code,
      facts,
    ]);
  });
});

describe("listProduct and withdrawListing", () => {
  it("lists a product, takes it off the list and lists it again in the same record, each with one event", async () => {
    const { id: salePointId } = await newShop();
    const listed = await done(listProduct, people.operator, { salePointId, productId: tea });
    expect(listed).toEqual({
      id: expect.any(String) as unknown,
      version: 1,
      state: "LISTED",
      listedOn: today,
      withdrawnOn: null,
      withdrawnBecause: null,
      certificateStatus: "VALID",
      salePoint: { id: salePointId },
      product: { id: tea },
    });
    const off = { listingId: listed.id, expectedVersion: 1, reason: "NO_LONGER_SOLD" };
    expect(await done(withdrawListing, people.operator, off)).toEqual({
      id: listed.id,
      version: 2,
      state: "WITHDRAWN",
      withdrawnOn: today,
      withdrawnBecause: "NO_LONGER_SOLD",
      certificateStatus: "VALID",
    });
    expect(await refused(withdrawListing, people.operator, { ...off, expectedVersion: 2 })).toEqual([
      "WRONG_STATE",
      { state: "WITHDRAWN" },
    ]);
    const again = await done(listProduct, people.operator, { salePointId, productId: tea });
    expect([again.id, again.version]).toEqual([listed.id, 3]);
    const told = await commerce.dataSource.query<{ agg_ver: number; payload: string; meta: string }[]>(
      "SELECT agg_ver, payload, meta FROM outbox_event WHERE type = 'commerce.listing.changed' AND payload LIKE ? ORDER BY agg_ver",
      [`%${salePointId}%`],
    );
    expect(told.map(({ agg_ver }) => agg_ver)).toEqual([1, 2, 3]);
    expect(JSON.parse(told[1]?.payload ?? "")).toEqual({
      salePointId,
      salePointName: { vi: "Cửa hàng OCOP Đồi Chè", en: null },
      salePointAddress: "Km 12, quốc lộ 3",
      productId: tea,
      state: "WITHDRAWN",
      withdrawnBecause: "NO_LONGER_SOLD",
      communeRegionId: place.commune,
      demonstration: true,
    });
    expect(JSON.parse(told[0]?.meta ?? "")).toMatchObject({ actor: "demo-sale-point-a", regionId: place.commune });
  });

  it.each<[string, Viewer, object, string, unknown]>([
    [
      "a product without a certificate",
      people.operator,
      { productId: honey },
      "CERTIFICATE_NOT_VALID",
      { status: "NONE" },
    ],
    [
      "a product whose certificate ends today",
      people.operator,
      { productId: lapsed },
      "CERTIFICATE_NOT_VALID",
      { status: "EXPIRED" },
    ],
    [
      "a real product at a demonstration point",
      people.operator,
      { productId: real },
      "DEMONSTRATION_MISMATCH",
      { product: false, salePoint: true },
    ],
    ["a product nobody knows", people.operator, { productId: newId() }, "NOT_FOUND", {}],
    ["a product id that is none", people.operator, { productId: "tea" }, "NOT_FOUND", {}],
    ["a point nobody knows", people.operator, { salePointId: newId() }, "NOT_FOUND", {}],
    ["the officer, who does not decide what is sold", people.officer, {}, "FORBIDDEN", {}],
    ["the public", people.public, {}, "UNAUTHENTICATED", {}],
  ])("refuses to list %s", async (_, as, wrong, code, facts) => {
    const { id: salePointId } = await newShop();
    expect(await refused(listProduct, as, { salePointId, productId: tea, ...wrong })).toEqual([code, facts]);
  });

  it("refuses a product that is on the list, and the operator of another point", async () => {
    const { id: salePointId } = await newShop();
    const { id: foreign } = await newShop({ operatorSubject: "someone-else" });
    const { id: listingId } = await done(listProduct, people.operator, { salePointId, productId: tea });
    expect(await refused(listProduct, people.operator, { salePointId, productId: tea })).toEqual([
      "WRONG_STATE",
      { state: "LISTED" },
    ]);
    expect(await refused(listProduct, people.operator, { salePointId: foreign, productId: tea })).toEqual([
      "FORBIDDEN",
      {},
    ]);
    const off = { listingId, expectedVersion: 1, reason: "LISTED_IN_ERROR" };
    expect(await refused(withdrawListing, people.operator, { ...off, expectedVersion: 9 })).toEqual([
      "STALE_VERSION",
      { currentVersion: 1 },
    ]);
    expect(await refused(withdrawListing, people.operator, { ...off, listingId: newId() })).toEqual(["NOT_FOUND", {}]);
    expect(await refused(withdrawListing, people.officer, off)).toEqual(["FORBIDDEN", {}]);
    expect(await refused(withdrawListing, people.public, off)).toEqual(["UNAUTHENTICATED", {}]);
  });
});

describe("registerFair", () => {
  it("records a fair registered in time", async () => {
    const { nameVi, provinceId, ...rest } = autumnFair;
    expect(await done(registerFair, people.officer, autumnFair)).toEqual({
      ...rest,
      id: expect.any(String) as unknown,
      version: 1,
      name: { value: nameVi },
      countryCode: "VN",
      phase: "UPCOMING",
      registrar: "DEPARTMENT_OF_INDUSTRY_AND_TRADE",
      organiserSubject: "demo-fair-a",
      exemptBy: null,
      province: { id: provinceId },
    });
  });

  it("asks no registration of a fair that a decision exempts", async () => {
    const exempt = {
      ...autumnFair,
      opensOn: today,
      closesOn: today,
      registeredOn: null,
      exemptBy: "Quyết định 5/QĐ-UBND",
    };
    expect(await done(registerFair, people.officer, exempt)).toMatchObject({
      phase: "OPEN",
      exemptBy: "Quyết định 5/QĐ-UBND",
    });
  });

  it.each<[string, Viewer, object, string, unknown]>([
    [
      "a registration 29 days before the opening",
      people.officer,
      { opensOn: "2026-12-20", closesOn: "2026-12-20" },
      "REGISTRATION_OUT_OF_WINDOW",
      { earliest: "2025-12-20", latest: "2026-11-20" },
    ],
    [
      "neither registration nor exemption",
      people.officer,
      { registeredOn: null },
      "BAD_USER_INPUT",
      { field: "registeredOn" },
    ],
    ["a fair abroad in Vietnam", people.officer, { reach: "ABROAD" }, "BAD_USER_INPUT", { field: "countryCode" }],
    ["a province id that is none", people.officer, { provinceId: "98" }, "BAD_USER_INPUT", { field: "provinceId" }],
    ["the officer of another province", people.otherOfficer, {}, "FORBIDDEN", {}],
    ["a person without any right", people.nobody, {}, "FORBIDDEN", {}],
    ["the public", people.public, {}, "UNAUTHENTICATED", {}],
  ])("refuses %s", async (_, as, wrong, code, facts) => {
    expect(await refused(registerFair, as, { ...autumnFair, ...wrong })).toEqual([code, facts]);
  });
});

describe("registerPartner, partner and partners", () => {
  it("registers a distributor, which its own member, auditors and the centre may see and nobody else", async () => {
    const partner = await done(registerPartner, people.central, distributor);
    expect(partner).toEqual({
      id: expect.any(String) as unknown,
      version: 1,
      name: distributor.name,
      members: distributor.members,
      contracts: [
        {
          number: "01/2026/HĐ",
          minimumStars: 4,
          validFrom: today,
          validUntil: null,
          provinces: [{ id: place.province }],
        },
      ],
    });
    const { id: foreign } = await done(registerPartner, people.central, {
      ...distributor,
      members: [{ subject: "someone-of-another", role: "ADMIN" }],
      contract: { ...distributor.contract, provinceIds: null, validUntil: "2027-01-01" },
    });
    const one = "query ($id: ID!) { partner(id: $id) { id name contracts { provinces { id } } } }";
    const all = "{ partners { totalCount nodes { id } } }";
    for (const as of [people.central, people.auditor]) {
      expect((await commerce.ask(one, as, { id: foreign })).data).toEqual({
        partner: { id: foreign, name: distributor.name, contracts: [{ provinces: null }] },
      });
      expect((await commerce.ask(all, as)).data).toMatchObject({ partners: { totalCount: 2 } });
    }
    expect((await commerce.ask(all, people.partner)).data).toEqual({
      partners: { totalCount: 1, nodes: [{ id: partner.id }] },
    });
    const hidden = await commerce.ask(one, people.partner, { id: foreign });
    expect([hidden.data, hidden.errors[0]?.extensions.code]).toEqual([{ partner: null }, "NOT_FOUND"]);
    for (const [as, code] of [
      [people.officer, "FORBIDDEN"],
      [people.public, "UNAUTHENTICATED"],
    ] as const) {
      expect((await commerce.ask(one, as, { id: partner.id })).errors[0]?.extensions.code).toBe(code);
      const list = await commerce.ask(all, as);
      expect([list.data, list.errors[0]?.extensions.code]).toEqual([{ partners: null }, code]);
    }
  });

  it.each<[string, Viewer, object, string, unknown]>([
    [
      "a member who acts for a partner already",
      people.central,
      {
        members: [
          { subject: "new", role: "ADMIN" },
          { subject: "demo-partner-admin", role: "ANALYST" },
        ],
      },
      "ALREADY_A_MEMBER",
      { position: 2 },
    ],
    [
      "nobody who administers",
      people.central,
      { members: [{ subject: "x", role: "ANALYST" }] },
      "BAD_USER_INPUT",
      { field: "members" },
    ],
    [
      "a contract for two stars",
      people.central,
      { members: [{ subject: "x", role: "ADMIN" }], contract: { ...distributor.contract, minimumStars: 2 } },
      "BAD_USER_INPUT",
      { field: "contract.minimumStars" },
    ],
    [
      "a province that is none",
      people.central,
      { members: [{ subject: "x", role: "ADMIN" }], contract: { ...distributor.contract, provinceIds: ["98"] } },
      "BAD_USER_INPUT",
      { field: "contract.provinceIds" },
    ],
    ["an officer of a province", people.officer, {}, "FORBIDDEN", {}],
    ["the public", people.public, {}, "UNAUTHENTICATED", {}],
  ])("refuses %s", async (_, as, wrong, code, facts) => {
    expect(await refused(registerPartner, as, { ...distributor, ...wrong })).toEqual([code, facts]);
  });
});

describe("reading sale points and fairs", () => {
  it("shows a point with its listings to everyone and its operator only to who keeps it", async () => {
    const { id } = await newShop({ nameVi: "Quầy Suối Mây", nameEn: "Cloud Stream stand" });
    await done(listProduct, people.operator, { salePointId: id, productId: tea });
    const document = `query ($id: ID!) { salePoint(id: $id) {
      name(lang: EN) { value lang isFallback } operatorSubject
      listings(first: 5) { nodes { state product { id } certificateStatus } pageInfo { hasNextPage } } } }`;
    const seen = {
      name: { value: "Cloud Stream stand", lang: "EN", isFallback: false },
      listings: {
        nodes: [{ state: "LISTED", product: { id: tea }, certificateStatus: "VALID" }],
        pageInfo: { hasNextPage: false },
      },
    };
    for (const as of [people.officer, people.operator])
      expect((await commerce.ask(document, as, { id })).data).toEqual({
        salePoint: { ...seen, operatorSubject: "demo-sale-point-a" },
      });
    for (const as of [people.public, people.otherOfficer, people.partner]) {
      const { data, errors } = await commerce.ask(document, as, { id });
      expect(data).toEqual({ salePoint: { ...seen, operatorSubject: null } });
      expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [["salePoint", "operatorSubject"], "FORBIDDEN"],
      ]);
    }
  });

  it("shows the end of a certificate in the listing even before the withdrawal is written", async () => {
    const [{ id: salePointId }, productId] = [await newShop(), newId()];
    await commerce.hear(
      deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
      deliveryOf(
        "evaluation.certificate.issued",
        { id: newId(), version: 1 },
        certificateBody(productId, { expiresOn: "2026-12-01" }),
      ),
    );
    await done(listProduct, people.operator, { salePointId, productId });
    const document = "query ($id: ID!) { salePoint(id: $id) { listings { nodes { state certificateStatus } } } }";
    const status = async (instant: string) => {
      commerce.clock.set(new Date(instant));
      const { data } = await commerce.ask<{ salePoint: { listings: { nodes: unknown[] } } }>(document, people.public, {
        id: salePointId,
      });
      return data?.salePoint.listings.nodes;
    };
    expect(await status("2026-11-30T16:59:59.999Z")).toEqual([{ state: "LISTED", certificateStatus: "EXPIRING" }]);
    expect(await status("2026-11-30T17:00:00.000Z")).toEqual([{ state: "LISTED", certificateStatus: "EXPIRED" }]);
    commerce.clock.set(start);
  });

  it("answers NOT_FOUND for an unknown and for a malformed id", async () => {
    for (const id of [newId(), "x", ""]) {
      const { data, errors } = await commerce.ask(
        "query ($id: ID!) { salePoint(id: $id) { id } fair(id: $id) { id } }",
        people.public,
        { id },
      );
      expect(data).toEqual({ salePoint: null, fair: null });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    }
  });

  it("lists the kinds of site in the order of the decision", async () => {
    const { data } = await commerce.ask<{ salePointKinds: { code: string }[] }>(
      "{ salePointKinds { code label { value } } }",
      people.public,
    );
    expect(data?.salePointKinds).toHaveLength(8);
    expect(data?.salePointKinds[0]).toEqual({
      code: "TRANSPORT_STATION",
      label: { value: "Nhà ga, sân bay, bến xe, bến tàu" },
    });
  });

  it("walks the points of a commune page by page by every filter, each once and in order", async () => {
    const communeId = newId();
    const names = ["Ấp Chè", "Bến Sông", "Chợ Phiên", "Đồi Gió", "Hồ Xanh"];
    for (const nameVi of [...names].reverse())
      await newShop({ communeId, nameVi, kind: nameVi === "Chợ Phiên" ? "POST_OFFICE" : "ROAD_STOP" });
    const document = `query ($where: SalePointWhere, $first: Int!, $after: String) { salePoints(where: $where, first: $first, after: $after) {
      totalCount nodes { id name { value } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
    type Page = {
      salePoints: {
        totalCount: number;
        nodes: { id: string; name: { value: string } }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
      };
    };
    const page = async (where: object, after: string | null = null) => {
      const { data, errors } = await commerce.ask<Page>(document, people.public, { where, first: 2, after });
      expect(errors).toEqual([]);
      if (!data) throw new Error("no page");
      return data.salePoints;
    };
    const where = { communeId, provinceId: place.province };
    const [first, walked] = [await page(where), [] as string[]];
    expect(first.totalCount).toBe(5);
    expect(first.pageInfo.hasPreviousPage).toBe(false);
    for (let next = first; ; next = await page(where, next.pageInfo.endCursor)) {
      walked.push(...next.nodes.map(({ name }) => name.value));
      if (!next.pageInfo.hasNextPage) break;
    }
    expect(walked).toEqual(names);
    expect((await page({ ...where, kind: "POST_OFFICE" })).nodes.map(({ name }) => name.value)).toEqual(["Chợ Phiên"]);
    expect((await page({ ...where, provinceId: place.otherProvince })).totalCount).toBe(0);
    const selling = first.nodes[0]?.id;
    await done(listProduct, people.operator, { salePointId: selling, productId: tea });
    expect((await page({ communeId, productId: tea })).nodes.map(({ id }) => id)).toEqual([selling]);
    const foreign = await commerce.ask(document, people.public, {
      where: {},
      first: 2,
      after: first.pageInfo.endCursor,
    });
    expect(foreign.errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", facts: { field: "after" } });
    const tooMany = await commerce.ask(document, people.public, { where: {}, first: 101 });
    expect(tooMany.errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", facts: { field: "first" } });
  });

  it("walks the listings of a point beyond its first page", async () => {
    const { id: salePointId } = await newShop();
    const products = [newId(), newId(), newId()];
    for (const productId of products) {
      await commerce.hear(
        deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
        deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(productId)),
      );
      await done(listProduct, people.operator, { salePointId, productId });
    }
    const document = `query ($id: ID!, $after: String) { salePoint(id: $id) { listings(first: 2, after: $after) {
      nodes { product { id } } pageInfo { hasNextPage endCursor } } } }`;
    type Page = {
      salePoint: {
        listings: { nodes: { product: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
    };
    const page = async (after: string | null) => {
      const { data } = await commerce.ask<Page>(document, people.public, { id: salePointId, after });
      if (!data) throw new Error("no page");
      return data.salePoint.listings;
    };
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    expect([...first.nodes, ...second.nodes].map(({ product }) => product.id)).toEqual(products);
  });

  it("lists fairs with the latest opening first", async () => {
    const made = [];
    for (const opensOn of ["2027-03-01", "2027-02-01", "2027-04-01"])
      made.push(
        await done(registerFair, people.officer, { ...autumnFair, opensOn, closesOn: opensOn, nameVi: opensOn }),
      );
    const document =
      "query ($after: String) { fairs(first: 2, after: $after) { totalCount nodes { opensOn } pageInfo { hasNextPage endCursor } } }";
    type Page = {
      fairs: {
        totalCount: number;
        nodes: { opensOn: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    const first = (await commerce.ask<Page>(document, people.public)).data?.fairs;
    expect(first?.nodes.map(({ opensOn }) => opensOn)).toEqual(["2027-04-01", "2027-03-01"]);
    const second = (await commerce.ask<Page>(document, people.public, { after: first?.pageInfo.endCursor })).data
      ?.fairs;
    expect(second?.nodes[0]?.opensOn).toBe("2027-02-01");
    const one = await commerce.ask("query ($id: ID!) { fair(id: $id) { organiserSubject } }", people.organiser, {
      id: made[0]?.id,
    });
    expect(one.data).toEqual({ fair: { organiserSubject: "demo-fair-a" } });
    const hidden = await commerce.ask("query ($id: ID!) { fair(id: $id) { organiserSubject } }", people.public, {
      id: made[0]?.id,
    });
    expect([hidden.data, hidden.errors[0]?.extensions.code]).toEqual([
      { fair: { organiserSubject: null } },
      "FORBIDDEN",
    ]);
  });
});

describe("what commerce adds to other services' entities", () => {
  const products = Array.from({ length: 100 }, () => newId());
  const shared = newId();
  const points: string[] = [];

  const document = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Product { id listings(first: 2) { state certificateStatus salePoint { id name { value } addressLine } } salePoints(first: 1) { id name { value } } }
    ... on AdministrativeUnit { id salePoints(first: 2) { id name { value } } } } }`;
  const ofProducts = (ids: readonly string[]) => ({
    representations: ids.map((id) => ({ __typename: "Product", id })),
  });

  type Listed = { state: string; certificateStatus: string; salePoint: { id: string } };
  type Entities = { _entities: { id: string; listings: Listed[]; salePoints: { id: string }[] }[] };

  beforeAll(async () => {
    for (const nameVi of ["Ba", "An", "Cúc"]) points.push((await newShop({ nameVi, communeId: shared })).id);
    for (const productId of products) {
      await commerce.hear(
        deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
        deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(productId)),
      );
      for (const salePointId of points) await done(listProduct, people.operator, { salePointId, productId });
    }
  }, 60_000);

  it.each([1, 10, 100])("reads the listings and points of %d products in three SELECTs", async (count) => {
    const ids = products.slice(0, count);
    const read = async (as: Viewer) => {
      const { data, errors } = await commerce.ask<Entities>(document, as, ofProducts(ids));
      expect(errors).toEqual([]);
      expect(data?._entities.map(({ id }) => id)).toEqual(ids);
      for (const { listings } of data?._entities ?? [])
        expect(listings.map(({ salePoint, ...rest }) => [salePoint.id, rest])).toEqual(
          [points[1], points[0]].map((id) => [id, { state: "LISTED", certificateStatus: "VALID" }]),
        );
    };
    expect(await commerce.selectsOf(() => read(people.public))).toBe(3);
  });

  it.each([1, 10, 100])(
    "reads the points of %d products in one SELECT, two for a person with rights",
    async (count) => {
      const some = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Product { id salePoints(first: 3) { id name { value } commune { id } } } } }`;
      const read = async (as: Viewer) => {
        const { data, errors } = await commerce.ask<Entities>(some, as, ofProducts(products.slice(0, count)));
        expect([errors, data?._entities.length]).toEqual([[], count]);
        for (const { salePoints } of data?._entities ?? [])
          expect(salePoints.map(({ id }) => id)).toEqual([points[1], points[0], points[2]]);
      };
      expect(await commerce.selectsOf(() => read(people.public))).toBe(1);
      expect(await commerce.selectsOf(() => read(people.operator))).toBe(2);
    },
  );

  it("shows withdrawn listings after those that stand, and no withdrawn point among the points", async () => {
    const [product = ""] = products;
    const { data } = await commerce.ask<Entities>(
      "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { listings { state salePoint { id } } } } }",
      people.public,
      ofProducts([product]),
    );
    expect(data?._entities[0]?.listings.map(({ salePoint }) => salePoint.id)).toEqual([
      points[1],
      points[0],
      points[2],
    ]);
    const [row] = await commerce.dataSource.query<{ id: Buffer }[]>(
      "SELECT id FROM listing WHERE product_id = UNHEX(?) ORDER BY id LIMIT 1 OFFSET 1",
      [product.replaceAll("-", "")],
    );
    const listingId = row?.id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    await done(withdrawListing, people.operator, { listingId, expectedVersion: 1, reason: "NO_LONGER_SOLD" });
    const after = await commerce.ask<Entities>(
      document.replace("(first: 2)", ""),
      people.public,
      ofProducts([product]),
    );
    expect(after.data?._entities[0]?.listings.map(({ state, salePoint }) => [salePoint.id, state])).toEqual([
      [points[0], "LISTED"],
      [points[2], "LISTED"],
      [points[1], "WITHDRAWN"],
    ]);
    expect(after.data?._entities[0]?.salePoints.map(({ id }) => id)).toEqual([points[0]]);
  });

  it("reads the points of a commune and of its province in one SELECT", async () => {
    const representations = [shared, place.province, newId()].map((id) => ({ __typename: "AdministrativeUnit", id }));
    const selects = await commerce.selectsOf(async () => {
      const { data, errors } = await commerce.ask<{ _entities: { salePoints: { name: { value: string } }[] }[] }>(
        document,
        people.public,
        { representations },
      );
      expect(errors).toEqual([]);
      const names = data?._entities.map(({ salePoints }) => salePoints.map(({ name }) => name.value));
      expect([names?.[0], names?.[1]?.length, names?.[2]]).toEqual([["An", "Ba"], 2, []]);
    });
    expect(selects).toBe(1);
  });

  it("answers for own entities as the queries do: null for what does not exist or may not be seen", async () => {
    const [salePoint = ""] = points;
    const { id: partner } = await done(registerPartner, people.central, {
      ...distributor,
      members: [{ subject: "somebody", role: "ADMIN" }],
    });
    const { id: fair } = await done(registerFair, people.officer, autumnFair);
    const representations = [
      { __typename: "SalePoint", id: salePoint },
      { __typename: "SalePoint", id: newId() },
      { __typename: "SalePoint", id: "x" },
      { __typename: "Fair", id: fair },
      { __typename: "Partner", id: partner },
      { __typename: "Product", id: "x" },
    ];
    const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on SalePoint { id operatorSubject } ... on Fair { id } ... on Partner { id name } ... on Product { salePoints { id } } } }`;
    const { data, errors } = await commerce.ask<{ _entities: unknown[] }>(entities, people.public, { representations });
    expect(data?._entities).toEqual([
      { id: salePoint, operatorSubject: null },
      null,
      null,
      { id: fair },
      null,
      { salePoints: [] },
    ]);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
    const seen = await commerce.ask<{ _entities: unknown[] }>(entities, people.central, {
      representations: [representations[4]],
    });
    expect(seen.data?._entities).toEqual([{ id: partner, name: distributor.name }]);
  });

  it("refuses a nested list longer than 20", async () => {
    const long = document.replaceAll("(first: 2)", "(first: 21)");
    const { data, errors } = await commerce.ask<Entities>(long, people.public, ofProducts(products.slice(0, 1)));
    expect(data?._entities[0]?.listings).toBeNull();
    expect(errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", facts: { field: "first" } });
  });
});

describe("the door of the graph", () => {
  it("refuses a call without a viewer context and does nothing", async () => {
    const before = await commerce.everything();
    const response = await fetch(`${commerce.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: registerSalePoint, variables: { input: shop } }),
    });
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ code: "UNAUTHENTICATED" }),
    ]);
    expect(await commerce.everything()).toEqual(before);
  });

  it("is live and ready", async () => {
    expect((await fetch(`${commerce.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${commerce.url}/health/ready`)).json()).toEqual({
      status: "ok",
      checks: { database: "ok", redis: "ok" },
    });
  });
});
