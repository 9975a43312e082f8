import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import {
  fullName,
  isCurrent,
  resolve,
  territoryOf,
  type AdministrativeUnit,
  type LineageLink,
  type UnitKey,
} from "./administrative-unit";
import { searchKeys } from "./unit-search";

const unit = (change: Partial<AdministrativeUnit>): AdministrativeUnit => ({
  id: "id",
  version: 1,
  listVersion: "2026-04",
  code: "24730",
  level: "COMMUNE",
  kind: "xã",
  name: "Trường Xuân",
  nameEn: "Truong Xuan Commune",
  parentCode: "68",
  validFrom: "2026-04-30",
  validTo: null,
  ...searchKeys("xã", "Trường Xuân"),
  ...change,
});

const link = (oldKey: string, newKey: string, relation: "WHOLE" | "PART" = "WHOLE"): LineageLink => {
  const [oldListVersion = "", oldCode = ""] = oldKey.split("/");
  const [newListVersion = "", newCode = ""] = newKey.split("/");
  return { oldListVersion, oldCode, newListVersion, newCode, relation };
};

const following =
  (links: readonly LineageLink[]) =>
  ({ listVersion, code }: UnitKey) =>
    links.filter((one) => one.oldListVersion === listVersion && one.oldCode === code);

const inLast = ({ listVersion }: UnitKey) => listVersion === "3";

describe("a unit followed through the lists", () => {
  it("resolves through two lists to the one unit that contains it", () => {
    const links = [link("1/A", "2/B"), link("2/B", "3/B")];
    expect(resolve({ listVersion: "1", code: "A" }, inLast, following(links))).toEqual({
      outcome: "RESOLVED",
      keys: [{ listVersion: "3", code: "B" }],
    });
  });

  it("names every successor of a split and guesses none", () => {
    const links = [link("1/A", "2/B", "PART"), link("1/A", "2/C", "PART"), link("2/B", "3/B"), link("2/C", "3/C")];
    expect(resolve({ listVersion: "1", code: "A" }, inLast, following(links))).toEqual({
      outcome: "SPLIT",
      keys: [
        { listVersion: "3", code: "B" },
        { listVersion: "3", code: "C" },
      ],
    });
  });

  it("resolves when the parts of a split were joined again", () => {
    const links = [link("1/A", "2/B", "PART"), link("1/A", "2/C", "PART"), link("2/B", "3/D"), link("2/C", "3/D")];
    expect(resolve({ listVersion: "1", code: "A" }, inLast, following(links)).outcome).toBe("RESOLVED");
  });

  it("is its own successor while its list holds", () => {
    expect(resolve({ listVersion: "3", code: "A" }, inLast, following([]))).toEqual({
      outcome: "RESOLVED",
      keys: [{ listVersion: "3", code: "A" }],
    });
  });

  it("has ended when its list was replaced and nothing followed, as 691 districts did", () => {
    expect(resolve({ listVersion: "1", code: "A" }, inLast, following([]))).toEqual({ outcome: "ENDED", keys: [] });
  });

  it("ends only in units of the last list and never twice in the same one, whatever the links", () => {
    const keys = fc.record({ listVersion: fc.constantFrom("1", "2", "3"), code: fc.constantFrom("A", "B", "C") });
    const links = fc.array(
      fc
        .tuple(keys, keys)
        .map(([from, to]) => link(`${from.listVersion}/${from.code}`, `${to.listVersion}/${to.code}`)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(keys, links, (start, all) => {
        const { keys: found } = resolve(start, inLast, following(all));
        expect(found.every(inLast)).toBe(true);
        expect(new Set(found.map(({ code }) => code)).size).toBe(found.length);
      }),
    );
  });
});

describe("the list in force", () => {
  it("holds from its first day up to, and not on, the first day of the next list", () => {
    const old = unit({ listVersion: "2025-07", validFrom: "2025-07-01", validTo: "2026-04-30" });
    expect(["2025-06-30", "2025-07-01", "2026-04-29", "2026-04-30"].map((day) => isCurrent(old, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("prints the name with its kind", () => {
    expect(fullName(unit({}))).toEqual({ vi: "xã Trường Xuân", en: "Truong Xuan Commune" });
  });
});

describe("the territory of a row", () => {
  const province = unit({ id: "p", code: "68", level: "PROVINCE", kind: "tỉnh", name: "Lâm Đồng", parentCode: null });
  const commune = unit({ id: "c" });

  it("is the ids of today's province and commune", () => {
    expect(territoryOf(province, commune, "2026-11-21")).toEqual({ provinceRegionId: "p", communeRegionId: "c" });
    expect(territoryOf(province, null, "2026-11-21")).toEqual({ provinceRegionId: "p", communeRegionId: null });
  });

  it("refuses a commune of another province, another list or another level", () => {
    for (const wrong of [{ parentCode: "01" }, { listVersion: "2025-07" }, { level: "PROVINCE" as const }])
      expect(() => territoryOf(province, unit(wrong), "2026-11-21")).toThrow(
        new Refusal("BAD_USER_INPUT", { field: "communeId" }),
      );
  });

  it("refuses a unit of a list that no longer holds", () => {
    const gone = { listVersion: "2025-07", validFrom: "2025-07-01", validTo: "2026-04-30" };
    expect(() => territoryOf({ ...province, ...gone }, null, "2026-11-21")).toThrow("UNIT_NOT_CURRENT");
  });
});
