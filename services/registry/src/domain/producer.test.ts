import type { AdministrativeUnit } from "./administrative-unit";
import { changeProducer, enterProducer, erasePeople, type ProducerFacts } from "./producer";

const facts: ProducerFacts = {
  name: "Hợp tác xã Chè Đồi Chè",
  kind: "COOPERATIVE",
  addressLine: "xã Đồi Chè, tỉnh Trình Diễn",
  representative: "",
};
const demonstration = { listVersion: "demonstration", code: "98" } as AdministrativeUnit;
const enter = (change: Partial<ProducerFacts> = {}) =>
  enterProducer("id", { ...facts, ...change }, { provinceRegionId: "p", communeRegionId: null }, demonstration);

describe("a producer", () => {
  it("keeps only what was said of it: an empty text is absent", () => {
    expect(enter()).toEqual({
      id: "id",
      version: 0,
      ...facts,
      representative: null,
      provinceRegionId: "p",
      communeRegionId: null,
      issuedUnitId: "p",
      demonstration: true,
      searchName: "hop tac xa che doi che",
      personalDataErasedAt: null,
    });
  });

  it("keeps the unit it was registered for: the commune, or the province where no commune is known", () => {
    const issued = (communeRegionId: string | null) =>
      enterProducer("id", facts, { provinceRegionId: "p", communeRegionId }, demonstration).issuedUnitId;
    expect([issued("c"), issued(null)]).toEqual(["c", "p"]);
    expect(changeProducer(enter(), { ...facts, name: "Khác" }).issuedUnitId).toBe("p");
  });

  it("keeps a published word for its kind, and takes on only kinds the decision knows", () => {
    const published = enter({ kind: "COMPANY" });
    expect(changeProducer(published, { ...facts, kind: "COMPANY" }).kind).toBe("COMPANY");
    expect(changeProducer(published, { ...facts, kind: "FARM" }).kind).toBe("FARM");
    expect(() => changeProducer(published, { ...facts, kind: "HOUSEHOLD" })).toThrow("BAD_USER_INPUT");
  });

  it("loses its people for good and keeps what is public", () => {
    const now = new Date("2026-11-21T03:00:00.000Z");
    const entered = enter({ representative: "Đặng Thị Làm Mẫu" });
    expect(erasePeople(entered, now)).toEqual({ ...entered, representative: null, personalDataErasedAt: now });
  });

  it("refuses an empty and an over-long name", () => {
    for (const name of [" ", "a".repeat(301)]) expect(() => enter({ name })).toThrow("BAD_USER_INPUT");
  });
});
