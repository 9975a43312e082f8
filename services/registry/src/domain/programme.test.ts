import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import { idOf, officialLinks, officialUnits } from "../../test/official-units";
import type { AdministrativeUnit } from "./administrative-unit";
import {
  decidePlan,
  percentOfPlan,
  plansInForce,
  progressOf,
  type ProgrammePlan,
  type RecognisedRows,
} from "./programme";
import { territoryMap } from "./territory-totals";

const unit = (listVersion: string, code: string): AdministrativeUnit => {
  const found = officialUnits.find((one) => one.id === idOf(listVersion, code));
  if (!found) throw new Error(`no unit ${listVersion}/${code}`);
  return found;
};
const laoCai = unit("2026-04", "15");
const oldYenBai = unit("2025-before", "15");
const oldLaoCai = unit("2025-before", "10");

const plan = (change: Partial<ProgrammePlan>): ProgrammePlan => ({
  id: "1",
  version: 1,
  unitId: oldYenBai.id,
  year: 2023,
  newProducts: 31,
  decisionNo: "135",
  decidedOn: "2023-01-05",
  ...change,
});

describe("a plan", () => {
  const given = { year: 2026, newProducts: 31, decisionNo: "  135/CTr  ", decidedOn: "2026-01-05" };
  const decide = (change: Partial<typeof given>, of = laoCai, known: readonly ProgrammePlan[] = []) => {
    try {
      return decidePlan("new", of, { ...given, ...change }, known, "2026-12-01");
    } catch (error) {
      if (error instanceof Refusal) return [error.code, error.facts];
      throw error;
    }
  };

  it("is kept as it was decided, under the unit it was decided for", () => {
    expect(decide({})).toEqual({
      ...{ id: "new", version: 0, unitId: laoCai.id, year: 2026, newProducts: 31 },
      ...{ decisionNo: "135/CTr", decidedOn: "2026-01-05" },
    });
  });

  it("is made for the years from 2018 to five years ahead, and for no other", () => {
    const facts = { field: "year", min: 2018, max: 2031 };
    expect(decide({ year: 2017 })).toEqual(["BAD_USER_INPUT", facts]);
    expect(decide({ year: 2018 })).toMatchObject({ year: 2018 });
    expect(decide({ year: 2031 })).toMatchObject({ year: 2031 });
    expect(decide({ year: 2032 })).toEqual(["BAD_USER_INPUT", facts]);
  });

  it("counts from none to 10,000 products", () => {
    const facts = { field: "newProducts", min: 0, max: 10_000 };
    expect(decide({ newProducts: -1 })).toEqual(["BAD_USER_INPUT", facts]);
    expect(decide({ newProducts: 0 })).toMatchObject({ newProducts: 0 });
    expect(decide({ newProducts: 10_000 })).toMatchObject({ newProducts: 10_000 });
    expect(decide({ newProducts: 10_001 })).toEqual(["BAD_USER_INPUT", facts]);
  });

  it("was decided today at the latest, by a paper with a number", () => {
    expect(decide({ decidedOn: "2026-12-01" })).toMatchObject({ decidedOn: "2026-12-01" });
    expect(decide({ decidedOn: "2026-12-02" })).toEqual(["BAD_USER_INPUT", { field: "decidedOn", max: "2026-12-01" }]);
    expect(decide({ decisionNo: " " })).toEqual(["BAD_USER_INPUT", { field: "decisionNo", max: 100 }]);
  });

  it("is made for a unit of today, and by one decision once", () => {
    expect(decide({}, oldYenBai)).toEqual(["UNIT_NOT_CURRENT", { listVersion: "2025-before", code: "15" }]);
    const known = plan({ id: "known", decisionNo: "135/CTr" });
    expect(decide({}, laoCai, [known])).toEqual(["PLAN_RECORDED", { planId: "known" }]);
    expect(decide({ decisionNo: "136/CTr" }, laoCai, [known])).toMatchObject({ decisionNo: "136/CTr" });
  });

  it("gives way to the one decided later, and of one day to the one recorded later", () => {
    const first = plan({ id: "a", decidedOn: "2023-02-01" });
    const older = plan({ id: "b", decidedOn: "2023-01-01" });
    const same = plan({ id: "c", decidedOn: "2023-02-01" });
    expect(plansInForce([first, older])).toEqual([first]);
    expect(plansInForce([same, older, first])).toEqual([same]);
    const other = plan({ id: "d", unitId: oldLaoCai.id });
    expect(plansInForce([first, other])).toEqual(expect.arrayContaining([first, other]));
  });
});

describe("per cent of a plan", () => {
  it.each([
    [72, 31, 232],
    [31, 31, 100],
    [1, 200, 1],
    [1, 201, 0],
    [0, 5, 0],
  ])("of %d new products for %d planned ones are %d", (products, planned, percent) => {
    expect(percentOfPlan(products, planned)).toBe(percent);
  });

  it("is nothing without a plan, and with a plan of none", () => {
    expect(percentOfPlan(3, null)).toBeNull();
    expect(percentOfPlan(3, 0)).toBeNull();
  });
});

describe("a year of the programme", () => {
  const map = territoryMap(officialUnits, officialLinks);
  const rows = (
    count: number,
    stars: number | null,
    isNew: boolean,
    issuedUnitId: string | null = oldYenBai.id,
  ): RecognisedRows => ({
    ...{ provinceRegionId: laoCai.id, communeRegionId: null, issuedUnitId },
    ...{ count, stars, isNew },
  });
  /** Yên Bái 2023 as it was reported on 26/12/2023: 72 new products, 237 in all. */
  const yenBai = [rows(60, 3, true), rows(12, 4, true), rows(155, 3, false), rows(10, 4, false), rows(4, null, false)];

  it("is the report of Yên Bái for 2023: 72 new are 232 % of the plan of 31, 237 are 22 and 215", () => {
    expect(progressOf(map, yenBai, [plan({})], "2025-before", "15")).toEqual({
      ...{ newProducts: 72, planned: 31, registered: null, percentOfPlan: 232, inForce: 237 },
      byStars: [
        { stars: 4, count: 22 },
        { stars: 3, count: 215 },
      ],
      ...{ notToldApart: 0, plans: [plan({})] },
    });
  });

  it("is for a merged province the sum of its parts, of products and of plans", () => {
    const plans = [plan({}), plan({ id: "2", unitId: oldLaoCai.id, newProducts: 41 })];
    const others = [...yenBai, rows(8, 5, true, oldLaoCai.id)];
    for (const listVersion of ["2025-07", "2026-04"])
      expect(progressOf(map, others, plans, listVersion, "15")).toMatchObject({
        ...{ newProducts: 80, planned: 72, percentOfPlan: 111, inForce: 245 },
      });
    expect(progressOf(map, others, plans, "2025-before", "10")).toMatchObject({ newProducts: 8, planned: 41 });
    expect(progressOf(map, others, plans, "2026-04", "01")).toMatchObject({
      ...{ newProducts: 0, planned: null, percentOfPlan: null, inForce: 0, byStars: [] },
    });
  });

  it("counts in no old province what only the new one is known of, and says how much that is", () => {
    const unknown = [...yenBai, rows(5, 3, true, null)];
    const merged = plan({ id: "3", unitId: laoCai.id, newProducts: 100 });
    expect(progressOf(map, unknown, [plan({}), merged], "2025-before", "15")).toMatchObject({
      ...{ newProducts: 72, planned: 31, notToldApart: 5 },
    });
    expect(progressOf(map, unknown, [plan({}), merged], "2025-before", null)).toMatchObject({
      ...{ newProducts: 77, planned: 131, notToldApart: 5 },
    });
    expect(progressOf(map, unknown, [plan({}), merged], "2026-04", "15")).toMatchObject({
      ...{ newProducts: 77, planned: 131, notToldApart: 0 },
    });
  });

  it("tells what communes registered apart from what the province planned", () => {
    const commune = officialUnits.find(
      ({ listVersion, parentCode }) => listVersion === "2026-04" && parentCode === "15",
    );
    const registered = plan({ id: "4", unitId: commune?.id ?? "", newProducts: 2 });
    expect(progressOf(map, yenBai, [registered], "2026-04", "15")).toMatchObject({
      ...{ planned: null, registered: 2, percentOfPlan: null, plans: [] },
    });
  });

  it("adds up over the provinces of any list, with what cannot be told apart, to the whole country", () => {
    const oldProvinces = officialUnits.filter(
      ({ listVersion, level }) => listVersion === "2025-before" && level === "PROVINCE",
    );
    const current = (old: AdministrativeUnit): string => {
      const one = { provinceRegionId: old.id, communeRegionId: null, issuedUnitId: null };
      const place = map.belongs(one, { listVersion: "2026-04", level: "PROVINCE", parentCode: null });
      if (typeof place === "string") throw new Error(place);
      return idOf("2026-04", place.code);
    };
    const record = fc
      .record({
        old: fc.constantFrom(...oldProvinces),
        isIssued: fc.boolean(),
        stars: fc.constantFrom(null, 3, 4, 5),
        isNew: fc.boolean(),
        count: fc.integer({ min: 1, max: 9 }),
      })
      .map(({ old, isIssued, ...rest }): RecognisedRows => ({
        ...{ provinceRegionId: current(old), communeRegionId: null, issuedUnitId: isIssued ? old.id : null },
        ...rest,
      }));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        for (const listVersion of ["2025-before", "2026-04"]) {
          const provinces = map.unitsIn({ listVersion, level: "PROVINCE", parentCode: null });
          const parts = provinces.map(({ code }) => progressOf(map, records, [], listVersion, code));
          const country = progressOf(map, records, [], listVersion, null);
          const apart = records.filter(
            (one) => map.belongs(one, { listVersion, level: "PROVINCE", parentCode: null }) === "NOT_TOLD_APART",
          );
          const total = (of: (one: RecognisedRows) => boolean) =>
            apart.filter(of).reduce((all, { count }) => all + count, 0);
          const added = (key: "newProducts" | "inForce") => parts.reduce((all, one) => all + one[key], 0);
          expect(added("newProducts") + total(({ isNew }) => isNew)).toBe(country.newProducts);
          expect(added("inForce") + total(({ stars }) => stars !== null)).toBe(country.inForce);
          expect(country.notToldApart).toBe(total(() => true));
        }
      }),
      { numRuns: 30 },
    );
  });
});
