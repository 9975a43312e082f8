import { Refusal } from "@ocop/contracts";
import { store } from "@ocop/service-kit";
import { inRolledBackTransaction, type TestDatabase } from "@ocop/service-kit/testing";
import type { EntityManager } from "typeorm";
import {
  communeOfficer,
  deps,
  everything,
  given,
  now,
  openDatabase,
  otherOwner,
  provinceOfficer,
} from "../../test/harness";
import { id, lot, lotWords, producer, product, tradeItem } from "../../test/samples";
import { lotTable } from "../data/lot.table";
import { createLot } from "./create-lot";
import { publishLot } from "./publish-lot";
import { updateLot } from "./update-lot";
import { withdrawLot } from "./withdraw-lot";

describe("lots", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.drop());

  const inTransaction = (run: (manager: EntityManager) => Promise<void>): Promise<void> =>
    inRolledBackTransaction(database.dataSource, async (manager) => {
      await given(manager, { producers: [producer()], products: [product()], items: [tradeItem()] });
      await run(manager);
    });
  const refused = async (manager: EntityManager, refusal: Refusal, act: () => Promise<unknown>): Promise<void> => {
    const before = await everything(manager);
    await expect(act()).rejects.toEqual(refusal);
    expect(await everything(manager)).toBe(before);
  };
  const draft = lot({ state: "DRAFT", publishedAt: null });

  it("go from draft to published to withdrawn, one version at a time, and come back as they were written", () =>
    inTransaction(async (manager) => {
      const created = await createLot(deps(manager), id(5), lotWords({ quantity: "120.50" }));
      expect(created).toMatchObject({ ...lotWords(), state: "DRAFT", version: 1, createdAt: now });
      expect(await store(manager, lotTable).find(created.id)).toEqual(created);
      const updated = await updateLot(deps(manager), created.id, 1, lotWords({ quantity: "99.125" }));
      expect(await store(manager, lotTable).find(created.id)).toEqual(updated);
      const published = await publishLot(deps(manager), created.id, 2);
      expect(published).toEqual({ ...updated, state: "PUBLISHED", publishedAt: now, version: 3 });
      const withdrawn = await withdrawLot(deps(manager), created.id, 3, "Sai nhãn");
      expect(await store(manager, lotTable).find(created.id)).toEqual({
        ...published,
        state: "WITHDRAWN",
        withdrawnAt: now,
        withdrawnBecause: "Sai nhãn",
        version: 4,
      });
      expect(withdrawn.version).toBe(4);
    }));

  it("are two when their numbers differ in case, and one number is given once", () =>
    inTransaction(async (manager) => {
      await createLot(deps(manager), id(5), lotWords({ lotNo: "L1" }));
      await createLot(deps(manager), id(5), lotWords({ lotNo: "l1" }));
      await refused(manager, new Refusal("LOT_NUMBER_TAKEN"), () =>
        createLot(deps(manager), id(5), lotWords({ lotNo: "L1" })),
      );
    }));

  it("take no number of another lot when they are changed", () =>
    inTransaction(async (manager) => {
      await given(manager, { lots: [draft, lot({ id: id(61), lotNo: "L2" })] });
      await refused(manager, new Refusal("LOT_NUMBER_TAKEN"), () =>
        updateLot(deps(manager), id(6), 1, lotWords({ lotNo: "L2" })),
      );
    }));

  it("are not published while anything required is missing", () =>
    inTransaction(async (manager) => {
      await given(manager, { lots: [lot({ ...draft, standards: [], originCountry: null })] });
      await refused(manager, new Refusal("LOT_INCOMPLETE", { missing: ["STANDARDS", "ORIGIN"] }), () =>
        publishLot(deps(manager), id(6), 1),
      );
      await manager.query("DELETE FROM producer_copy");
      await refused(
        manager,
        new Refusal("LOT_INCOMPLETE", { missing: ["PRODUCER_NAME", "PRODUCER_ADDRESS", "STANDARDS", "ORIGIN"] }),
        () => publishLot(deps(manager), id(6), 1),
      );
    }));

  it("refuse a writer who has not seen the latest version", () =>
    inTransaction(async (manager) => {
      await given(manager, { lots: [lot({ ...draft, version: 3 })] });
      const stale = new Refusal("STALE_VERSION", { currentVersion: 3 });
      await refused(manager, stale, () => publishLot(deps(manager), id(6), 2));
      await refused(manager, stale, () => updateLot(deps(manager), id(6), 4, lotWords()));
    }));

  it("do not exist for a stranger while they are drafts, and are only read by officers", () =>
    inTransaction(async (manager) => {
      await given(manager, { lots: [draft, lot({ id: id(61), lotNo: "L2" })] });
      await refused(manager, new Refusal("NOT_FOUND"), () => publishLot(deps(manager, otherOwner), id(6), 1));
      await refused(manager, new Refusal("FORBIDDEN"), () => withdrawLot(deps(manager, otherOwner), id(61), 1, "x"));
      for (const officer of [communeOfficer, provinceOfficer])
        await refused(manager, new Refusal("FORBIDDEN"), () => publishLot(deps(manager, officer), id(6), 1));
      await refused(manager, new Refusal("FORBIDDEN"), () => createLot(deps(manager, otherOwner), id(5), lotWords()));
      await refused(manager, new Refusal("NOT_FOUND"), () => createLot(deps(manager), id(55), lotWords()));
      await refused(manager, new Refusal("NOT_FOUND"), () => publishLot(deps(manager), id(66), 1));
    }));

  it("are not made or published of an item that left the market", () =>
    inTransaction(async (manager) => {
      await given(manager, { lots: [draft] });
      await manager.query("UPDATE trade_item SET state = 'WITHDRAWN'");
      const refusal = new Refusal("WRONG_STATE", { state: "WITHDRAWN" });
      await refused(manager, refusal, () => publishLot(deps(manager), id(6), 1));
      await refused(manager, refusal, () => createLot(deps(manager), id(5), lotWords({ lotNo: "L9" })));
    }));
});
