import { newId } from "@ocop/service-kit";
import type { TestDatabase } from "@ocop/service-kit/testing";
import { onStage, stageDatabase, type Stage } from "../../test/acting";
import { people, place, today } from "../../test/running";
import type { CertificateCopy, ProductCopy } from "../domain/copies";
import type { SalePointDetails } from "../domain/sale-point";
import { followCertificate } from "./follow-certificate";
import { followProduct } from "./follow-product";
import { listProduct } from "./list-product";
import { registerSalePoint } from "./register-sale-point";
import { restatedAtOnce, restateListings } from "./restate-listings";
import { settleListings } from "./settle-listings";
import { updateSalePoint } from "./update-sale-point";
import { withdrawListing } from "./withdraw-listing";

const details: SalePointDetails = {
  nameVi: "Cửa hàng OCOP Đồi Chè",
  nameEn: null,
  kindCode: "CRAFT_VILLAGE",
  addressLine: "Xóm 1",
  areaSquareMetres: 20,
  provinceRegionId: place.province,
  communeRegionId: place.commune,
  operatorSubject: "demo-sale-point-a",
  recognitionNo: null,
  recognisedOn: null,
  demonstration: true,
};

const product = (): ProductCopy => ({
  id: newId(),
  version: 1,
  producerId: newId(),
  code: null,
  nameVi: "Chè Đồi Chè",
  nameEn: null,
  setCode: "QD26-11",
  state: "RECOGNISED",
  provinceRegionId: place.province,
  communeRegionId: place.commune,
  provinceNameVi: "tỉnh Trình Diễn",
  communeNameVi: "xã Đồi Chè",
  demonstration: true,
});

const certificateOf = (productId: string): CertificateCopy => ({
  id: newId(),
  version: 1,
  productId,
  lookupCode: "7G2K9M4T",
  certificateNo: null,
  stars: 4,
  issuedOn: "2026-11-05",
  expiresOn: "2029-11-05",
  state: "ISSUED",
});

let database: TestDatabase;

beforeAll(async () => {
  database = await stageDatabase();
});

afterAll(() => database.drop());

const salePointOf = async ({ as }: Stage) => registerSalePoint(await as(people.officer), details);

const certified = async ({ as }: Stage) => {
  const [deps, heard] = [await as(people.public), product()];
  const certificate = certificateOf(heard.id);
  await followProduct(deps, heard);
  await followCertificate(deps, certificate);
  return { productId: heard.id, certificate };
};

describe("listing a product", () => {
  it("saves the listing and publishes it in the same transaction, and nothing else", () =>
    onStage(database, async (stage) => {
      const [point, { productId }] = [await salePointOf(stage), await certified(stage)];
      const listing = await listProduct(await stage.as(people.operator), { salePointId: point.id, productId });
      expect(listing).toEqual({
        id: listing.id,
        version: 1,
        salePointId: point.id,
        productId,
        state: "LISTED",
        listedOn: today,
        withdrawnOn: null,
        withdrawnBecause: null,
      });
      expect(await stage.published()).toEqual([
        {
          name: "commerce.listing.changed",
          version: 1,
          body: expect.objectContaining({
            salePointId: point.id,
            productId,
            state: "LISTED",
            withdrawnBecause: null,
          }) as unknown,
        },
      ]);
    }));

  it("begins at the newest version again when the product returns", () =>
    onStage(database, async (stage) => {
      const [point, { productId }] = [await salePointOf(stage), await certified(stage)];
      const deps = await stage.as(people.operator);
      const pair = { salePointId: point.id, productId };
      const { id: listingId } = await listProduct(deps, pair);
      await withdrawListing(deps, { listingId, expectedVersion: 1, reason: "NO_LONGER_SOLD" });
      expect(await listProduct(deps, pair)).toMatchObject({ id: listingId, version: 3, state: "LISTED" });
      expect((await stage.published()).map(({ version }) => version)).toEqual([1, 2, 3]);
    }));
});

describe("settling the listings of a product", () => {
  it("changes that product's listings alone, and nothing the second time", () =>
    onStage(database, async (stage) => {
      const [point, ended, other] = [await salePointOf(stage), await certified(stage), await certified(stage)];
      const operator = await stage.as(people.operator);
      for (const { productId } of [ended, other]) await listProduct(operator, { salePointId: point.id, productId });
      const deps = await stage.as(people.public);
      await followCertificate(deps, { ...ended.certificate, version: 2, state: "REVOKED" });
      await settleListings(deps, ended.productId);
      const told = await stage.published();
      expect(told).toHaveLength(3);
      expect(told[2]).toMatchObject({
        version: 2,
        body: { productId: ended.productId, withdrawnBecause: "CERTIFICATE_REVOKED" },
      });
    }));
});

describe("changing a sale point", () => {
  it("asks for its listings to be told again exactly when name or address changed", () =>
    onStage(database, async (stage) => {
      const { id: salePointId } = await salePointOf(stage);
      const deps = await stage.as(people.operator);
      const jobs = () =>
        stage.manager.query<object[]>("SELECT kind, JSON_VALUE(input, '$.salePointId') AS point FROM job");
      await updateSalePoint(deps, { salePointId, expectedVersion: 1, changes: { areaSquareMetres: 21 } });
      expect(await jobs()).toEqual([]);
      await updateSalePoint(deps, { salePointId, expectedVersion: 2, changes: { addressLine: "Xóm 2" } });
      expect(await jobs()).toEqual([{ kind: "listings.restate", point: salePointId }]);
    }));

  it("tells more listings than fit one transaction in steps, each once", () =>
    onStage(database, async (stage) => {
      const [point, count] = [await salePointOf(stage), restatedAtOnce + 1];
      const deps = await stage.as(people.public);
      for (let nth = 0; nth < count; nth += 1)
        await deps.repositories.listings.save({
          id: newId(),
          version: 0,
          salePointId: point.id,
          productId: newId(),
          state: "LISTED",
          listedOn: today,
          withdrawnOn: null,
          withdrawnBecause: null,
        });
      const first = await restateListings(deps, point.id, null);
      expect([first.told, first.next === null]).toEqual([100, false]);
      expect(await restateListings(deps, point.id, first.next)).toEqual({ told: 1, next: null });
      const told = await stage.published();
      expect([told.length, new Set(told.map(({ version }) => version))]).toEqual([count, new Set([2])]);
    }));
});
