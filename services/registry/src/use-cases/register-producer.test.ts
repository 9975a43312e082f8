import { eventsIn, everything, openRegistry, people, places, type Registry } from "../../test/support";
import { registerProducer, type RegisterProducer } from "./register-producer";
import { registerProduct } from "./register-product";
import { updateProducer } from "./update-producer";
import { updateProduct } from "./update-product";

const given: RegisterProducer = {
  name: "Hợp tác xã Chè Đồi Chè",
  kind: "COOPERATIVE",
  addressLine: null,
  representative: "Đặng Thị Làm Mẫu",
  phone: "0000 000 000",
  nationalId: null,
  bankAccount: "123456789",
  communeId: places.teaHill,
  ownerSubject: "demo-producer-a",
  delegateSubject: null,
};
const facts = {
  nameVi: "Chè Đồi Chè",
  nameEn: null,
  storyVi: null,
  storyEn: null,
  setCode: "QD26-11",
  addressAsIssued: null,
};

describe("registering a producer", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.drop());

  it("enters it in the officer's commune, entrusts it to its owner and tells only its public facts", () =>
    registry.rehearse(async (as, manager) => {
      const saved = await registerProducer(as(people.commune), given);
      expect(saved).toMatchObject({
        version: 1,
        provinceRegionId: places.province,
        communeRegionId: places.teaHill,
        demonstration: true,
      });
      const rights = await manager.query<unknown[]>(
        "SELECT subject, role, scope_type, valid_from, granted_by FROM assignment WHERE subject = ?",
        ["demo-producer-a"],
      );
      expect(rights).toEqual([
        {
          subject: "demo-producer-a",
          role: "PRODUCER_OWNER",
          scope_type: "PRODUCER",
          valid_from: "2026-11-21",
          granted_by: "commune-a",
        },
      ]);
      expect(await eventsIn(manager)).toEqual([
        {
          type: "registry.producer.changed",
          agg_ver: 1,
          body: {
            name: "Hợp tác xã Chè Đồi Chè",
            kind: "COOPERATIVE",
            addressLine: null,
            provinceRegionId: places.province,
            communeRegionId: places.teaHill,
            provinceName: { vi: "tỉnh Trình Diễn", en: "Demonstration Province" },
            communeName: { vi: "xã Đồi Chè", en: "Tea Hill" },
            demonstration: true,
          },
        },
        {
          type: "registry.assignment.granted",
          agg_ver: 1,
          body: {
            subject: "demo-producer-a",
            role: "PRODUCER_OWNER",
            scopeType: "PRODUCER",
            scopeId: saved.id,
            validFrom: "2026-11-21",
            validUntil: null,
          },
        },
      ]);
    }));

  it.each([
    ["an officer of another commune", people.neighbour, {}, "FORBIDDEN"],
    ["an officer of another province", people.elsewhere, {}, "FORBIDDEN"],
    ["an auditor, who only reads", people.auditor, {}, "FORBIDDEN"],
    ["an officer who entrusts it to themselves", people.commune, { ownerSubject: "commune-a" }, "FORBIDDEN"],
    ["a province in place of a commune", people.province, { communeId: places.province }, "BAD_USER_INPUT"],
    ["an unknown commune", people.commune, { communeId: "nowhere" }, "BAD_USER_INPUT"],
    ["a word of older publications as its kind", people.commune, { kind: "COMPANY" }, "BAD_USER_INPUT"],
    ["an over-long name", people.commune, { name: "a".repeat(301) }, "BAD_USER_INPUT"],
    ["a subject that cannot be one", people.commune, { ownerSubject: "người lạ" }, "BAD_USER_INPUT"],
  ] as const)("refuses %s and changes nothing", async (_, viewer, change, code) => {
    const before = await everything(registry.dataSource.manager);
    const register = registry.act(viewer, (deps) => registerProducer(deps, { ...given, ...change }));
    await expect(register).rejects.toThrow(code);
    expect(await everything(registry.dataSource.manager)).toBe(before);
  });

  it("lets the province's officer register in any of its communes and correct what was written", () =>
    registry.rehearse(async (as, manager) => {
      const saved = await registerProducer(as(people.province), { ...given, communeId: places.cloudStream });
      const corrected = await updateProducer(
        as(people.province),
        saved.id,
        1,
        { name: "HTX Suối Mây" },
        { phone: null, nationalId: "001099000345" },
      );
      expect(corrected).toMatchObject({
        version: 2,
        name: "HTX Suối Mây",
        representative: "Đặng Thị Làm Mẫu",
        searchName: "htx suoi may",
      });
      expect(await as(people.province).repositories.personal.of(saved.id)).toEqual({
        phone: null,
        nationalId: "001099000345",
        bankAccount: "123456789",
      });
      await expect(updateProducer(as(people.province), saved.id, 1, {})).rejects.toThrow("STALE_VERSION");
      await expect(updateProducer(as(people.commune), saved.id, 2, {})).rejects.toThrow("FORBIDDEN");
      const changes = (await eventsIn(manager)).filter(({ type }) => type === "registry.producer.changed");
      expect(changes.map(({ agg_ver }) => agg_ver)).toEqual([1, 2]);
    }));

  it("is followed by its products, which lie where it lies", () =>
    registry.rehearse(async (as, manager) => {
      const producer = await registerProducer(as(people.commune), given);
      const product = await registerProduct(as(people.commune), producer.id, facts);
      expect(product).toMatchObject({ state: "REGISTERED", code: null, communeRegionId: places.teaHill, version: 1 });
      await expect(registerProduct(as(people.neighbour), producer.id, facts)).rejects.toThrow("FORBIDDEN");
      await expect(registerProduct(as(people.commune), producer.id, { ...facts, setCode: "QD26-99" })).rejects.toThrow(
        "BAD_USER_INPUT",
      );
      const changed = await updateProduct(as(people.commune), product.id, 1, {
        nameEn: "Tea Hill tea",
        storyVi: "Nghề chè",
      });
      expect(changed).toMatchObject({ version: 2, nameVi: "Chè Đồi Chè", nameEn: "Tea Hill tea", storyVi: "Nghề chè" });
      expect((await eventsIn(manager)).at(-1)).toMatchObject({
        type: "registry.product.changed",
        agg_ver: 2,
        body: { name: { vi: "Chè Đồi Chè", en: "Tea Hill tea" }, story: { vi: "Nghề chè", en: null }, code: null },
      });
    }));
});
