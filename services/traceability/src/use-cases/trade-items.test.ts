import { Refusal } from "@ocop/contracts";
import { store } from "@ocop/service-kit";
import { inRolledBackTransaction, type TestDatabase } from "@ocop/service-kit/testing";
import type { EntityManager } from "typeorm";
import { deps, everything, given, now, openDatabase, otherOwner, provinceOfficer } from "../../test/harness";
import { pngOf } from "../../test/png";
import { id, lot, otherCommune, otherProvince, producer, product, tradeItem } from "../../test/samples";
import { lotTable } from "../data/lot.table";
import { publicQueriesOf } from "../data/public.queries";
import { tradeItemTable } from "../data/trade-item.table";
import { followProduct } from "./follow-product";
import { registerTradeItem } from "./register-trade-item";
import { setItemPicture } from "./set-item-picture";
import { withdrawTradeItem } from "./withdraw-trade-item";

describe("trade items", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.drop());

  const inTransaction = (run: (manager: EntityManager) => Promise<void>): Promise<void> =>
    inRolledBackTransaction(database.dataSource, run);
  const words = { gtin: null, packName: "Hộp 200 g", brand: null };

  /** Runs an act that must be refused and proves that it left nothing behind. */
  const refused = async (manager: EntityManager, refusal: Refusal, act: () => Promise<unknown>): Promise<void> => {
    const before = await everything(manager);
    await expect(act()).rejects.toEqual(refusal);
    expect(await everything(manager)).toBe(before);
  };

  it("are registered for the own product, with a code of our own that nobody can guess", () =>
    inTransaction(async (manager) => {
      await given(manager, { products: [product()] });
      const first = await registerTradeItem(deps(manager), id(2), { ...words, gtin: "9521234543213" });
      const second = await registerTradeItem(deps(manager), id(2), words);
      expect(first).toMatchObject({ version: 1, gtin14: "09521234543213", state: "ACTIVE", registeredAt: now });
      expect(first.ownCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
      expect(second.ownCode).not.toBe(first.ownCode);
      expect(await store(manager, tradeItemTable).find(first.id)).toEqual(first);
    }));

  it("are refused for an unknown product, to a stranger and to an officer", () =>
    inTransaction(async (manager) => {
      await given(manager, { products: [product()] });
      await refused(manager, new Refusal("PRODUCT_UNKNOWN"), () => registerTradeItem(deps(manager), id(77), words));
      for (const viewer of [otherOwner, provinceOfficer])
        await refused(manager, new Refusal("FORBIDDEN"), () => registerTradeItem(deps(manager, viewer), id(2), words));
    }));

  it("never share a GTIN, however it is typed", () =>
    inTransaction(async (manager) => {
      await given(manager, { products: [product()], items: [tradeItem({ gtin14: "09521234543213" })] });
      await refused(manager, new Refusal("GTIN_TAKEN"), () =>
        registerTradeItem(deps(manager), id(2), { ...words, gtin: "9521234543213" }),
      );
    }));

  it("get a picture, which replaces the one before", () =>
    inTransaction(async (manager) => {
      await given(manager, { products: [product()], items: [tradeItem({ picture: null })] });
      const first = await setItemPicture(deps(manager), id(5), 1, pngOf(4, 3).toString("base64"));
      const second = await setItemPicture(deps(manager), id(5), 2, pngOf(5, 3).toString("base64"));
      expect(second.version).toBe(3);
      const queries = publicQueriesOf(manager);
      expect(await queries.picture(id(5), first.picture?.sha256 ?? "")).toBeNull();
      expect(second.picture).toEqual({
        sha256: second.picture?.sha256,
        mediaType: "image/png",
        width: 5,
        height: 3,
      });
      expect(await queries.picture(id(5), second.picture?.sha256 ?? "")).toEqual(pngOf(5, 3));
    }));

  it("keep their picture when another is refused: damaged, stale, of a stranger", () =>
    inTransaction(async (manager) => {
      await given(manager, { products: [product()], items: [tradeItem()] });
      const base64 = pngOf(4, 3).toString("base64");
      await refused(manager, new Refusal("NOT_A_PICTURE", { reason: "FORMAT" }), () =>
        setItemPicture(deps(manager), id(5), 1, Buffer.from("<svg/>").toString("base64")),
      );
      await refused(manager, new Refusal("STALE_VERSION", { currentVersion: 1 }), () =>
        setItemPicture(deps(manager), id(5), 2, base64),
      );
      await refused(manager, new Refusal("FORBIDDEN"), () =>
        setItemPicture(deps(manager, otherOwner), id(5), 1, base64),
      );
      await refused(manager, new Refusal("NOT_FOUND"), () => setItemPicture(deps(manager), "no id", 1, base64));
    }));

  it("are withdrawn for good", () =>
    inTransaction(async (manager) => {
      await given(manager, { items: [tradeItem()] });
      expect(await withdrawTradeItem(deps(manager), id(5), 1)).toEqual(tradeItem({ state: "WITHDRAWN", version: 2 }));
      await refused(manager, new Refusal("WRONG_STATE", { state: "WITHDRAWN" }), () =>
        withdrawTradeItem(deps(manager), id(5), 2),
      );
    }));

  it("follow their product to another place and producer, and so do their lots", () =>
    inTransaction(async (manager) => {
      await given(manager, { producers: [producer()], products: [product()], items: [tradeItem()], lots: [lot()] });
      const moved = { producerId: id(9), provinceRegionId: otherProvince, communeRegionId: otherCommune };
      await followProduct(deps(manager), product({ version: 2, ...moved }));
      expect(await store(manager, tradeItemTable).find(id(5))).toEqual(tradeItem(moved));
      expect(await store(manager, lotTable).find(id(6))).toEqual(lot(moved));
      await followProduct(deps(manager), product({ version: 1 }));
      expect(await store(manager, tradeItemTable).find(id(5))).toEqual(tradeItem(moved));
    }));
});
