import fc from "fast-check";
import type { AdministrativeUnit } from "../src/domain/administrative-unit";
import { territoryMap, totalsBy, type Boundaries, type CountedRows } from "../src/domain/territory-totals";
import { lineageOf, newKeyOf } from "../src/domain/unit-way";
import { idOf, officialLinks, officialUnits } from "./official-units";

const map = territoryMap(officialUnits, officialLinks);
const byId = new Map(officialUnits.map((unit) => [unit.id, unit]));
const { linksFrom } = lineageOf(officialLinks);
const unit = (id: string): AdministrativeUnit => {
  const found = byId.get(id);
  if (!found) throw new Error(`no unit ${id}`);
  return found;
};
const above = ({ listVersion, parentCode }: AdministrativeUnit): AdministrativeUnit =>
  unit(idOf(listVersion, parentCode ?? ""));
const provinceOf = (one: AdministrativeUnit): AdministrativeUnit =>
  one.parentCode === null ? one : provinceOf(above(one));
const successors = (one: AdministrativeUnit): readonly AdministrativeUnit[] =>
  linksFrom(one).map((link) => unit(idOf(newKeyOf(link).listVersion, newKeyOf(link).code)));

const oldCommunes = officialUnits.filter(
  ({ listVersion, level }) => listVersion === "2025-before" && level === "COMMUNE",
);
const today = (one: AdministrativeUnit): AdministrativeUnit => {
  const [next] = successors(one);
  return next === undefined ? one : today(next);
};

const boundaries = (listVersion: string, level: Boundaries["level"], parentCode: string | null = null): Boundaries => ({
  listVersion,
  level,
  parentCode,
});
const everywhere = [
  boundaries("2025-before", "PROVINCE"),
  boundaries("2025-before", "DISTRICT"),
  boundaries("2025-before", "COMMUNE"),
  boundaries("2025-07", "PROVINCE"),
  boundaries("2025-07", "COMMUNE"),
  boundaries("2026-04", "PROVINCE"),
  boundaries("2026-04", "COMMUNE"),
];

type Record_ = CountedRows & { readonly truth: AdministrativeUnit };

/** A record that truly lies in one old commune, of which the register knows more or less. */
const record = fc
  .record({
    truth: fc.constantFrom(...oldCommunes),
    turn: fc.nat(100),
    communeKnown: fc.boolean(),
    issued: fc.constantFrom("commune", "district", "province", "today", "nothing"),
    state: fc.constantFrom("REGISTERED" as const, "RECOGNISED" as const),
    stars: fc.constantFrom(null, 3, 4, 5),
    count: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ truth, turn, communeKnown, issued, state, stars, count }): Record_ => {
    const next = successors(truth);
    const commune = today(next[turn % next.length] ?? truth);
    const issuedUnit = {
      commune: truth,
      district: above(truth),
      province: provinceOf(truth),
      today: commune,
      nothing: null,
    }[issued];
    return {
      truth,
      provinceRegionId: provinceOf(commune).id,
      communeRegionId: communeKnown ? commune.id : null,
      issuedUnitId: issuedUnit?.id ?? null,
      state,
      stars,
      count,
    };
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe("totals by the boundaries of any list", () => {
  it("add up to the same under every boundary set, whatever is known of the records", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        const all = sum(records.map(({ count }) => count));
        for (const by of everywhere) {
          const { total, units, notKnown, notToldApart } = totalsBy(map, records, by);
          const parts = [notKnown, notToldApart, ...units.map(({ figures }) => figures)];
          expect(sum(parts.map(({ count }) => count))).toBe(all);
          expect(total.count).toBe(all);
          for (const stars of [null, 3, 4, 5]) {
            const of = (figures: typeof total) => figures.byStars.find((one) => one.stars === stars)?.count ?? 0;
            expect(sum(parts.map(of))).toBe(of(total));
          }
          const recognised = (figures: typeof total) =>
            figures.byState.find(({ state }) => state === "RECOGNISED")?.count ?? 0;
          expect(sum(parts.map(recognised))).toBe(recognised(total));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("add up inside each unit above: the records of a province are those of its districts and communes", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), ([first, ...more]) => {
        if (first === undefined) return;
        const records = [first, ...more];
        for (const [listVersion, level] of [
          ["2025-before", "DISTRICT"],
          ["2025-before", "COMMUNE"],
          ["2026-04", "COMMUNE"],
        ] as const) {
          const provinces = totalsBy(map, records, boundaries(listVersion, "PROVINCE"));
          const province = provinces.units.find(({ figures }) => figures.count > 0) ?? provinces.units[0];
          if (province === undefined) throw new Error("a list without provinces");
          const inside = totalsBy(map, records, boundaries(listVersion, level, province.unit.code));
          expect(inside.total).toEqual(province.figures);
          const parts = [inside.notKnown, inside.notToldApart, ...inside.units.map(({ figures }) => figures)];
          expect(sum(parts.map(({ count }) => count))).toBe(inside.total.count);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("never count a record in a unit it does not lie in", () => {
    fc.assert(
      fc.property(record, (one) => {
        const place = (by: Boundaries) => map.belongs(one, by);
        const nowhere = ["NOT_KNOWN", "NOT_TOLD_APART"];
        const isRight = (by: Boundaries, code: string) => {
          const found = place(by);
          return typeof found === "string" ? nowhere.includes(found) : found.code === code;
        };
        expect(isRight(boundaries("2025-before", "PROVINCE"), provinceOf(one.truth).code)).toBe(true);
        expect(isRight(boundaries("2025-before", "DISTRICT"), above(one.truth).code)).toBe(true);
        expect(isRight(boundaries("2025-before", "COMMUNE"), one.truth.code)).toBe(true);
        // No old commune leaves its province's successor, so today's province is always known.
        expect(place(boundaries("2026-04", "PROVINCE"))).toEqual({ code: unit(one.provinceRegionId).code });
        if (one.communeRegionId !== null)
          expect(place(boundaries("2026-04", "COMMUNE"))).toEqual({ code: unit(one.communeRegionId).code });
      }),
      { numRuns: 2_000 },
    );
  });

  const lying = (province: string, commune: string | null, issued: string | null) => ({
    provinceRegionId: idOf("2026-04", province),
    communeRegionId: commune === null ? null : idOf("2026-04", commune),
    issuedUnitId: issued,
  });
  const old = (level: Boundaries["level"]) => boundaries("2025-before", level);

  it("are exact from the issued unit on: one row for each old province, district and commune", () => {
    // xã Trường Xuân of Lâm Đồng, registered when it was a commune of Đắk Nông
    const issued = lying("68", "24730", idOf("2025-before", "24730"));
    expect(unit(idOf("2025-before", "24730")).name).toBe("Trường Xuân");
    expect(map.belongs(issued, old("PROVINCE"))).toEqual({ code: "67" });
    expect(map.belongs(issued, old("COMMUNE"))).toEqual({ code: "24730" });
  });

  it("reach back to the old province through today's commune, and cannot tell old provinces apart without it", () => {
    expect(map.belongs(lying("68", "24730", null), old("PROVINCE"))).toEqual({ code: "67" });
    expect(map.belongs(lying("68", null, null), old("PROVINCE"))).toBe("NOT_TOLD_APART");
    // Hà Nội took in no other province
    expect(map.belongs(lying("01", null, null), old("PROVINCE"))).toEqual({ code: "01" });
  });

  it("say of a commune that no source names that it is not known, and of a split one that it is not told apart", () => {
    const current = boundaries("2026-04", "COMMUNE");
    expect(map.belongs(lying("68", null, null), current)).toBe("NOT_KNOWN");
    expect(map.belongs(lying("68", null, idOf("2025-before", "67")), current)).toBe("NOT_KNOWN");
    const split = oldCommunes.find(({ name, parentCode }) => name === "Bát Tràng" && parentCode === "018");
    expect(split).toBeDefined();
    expect(map.belongs(lying("01", null, split?.id ?? ""), current)).toBe("NOT_TOLD_APART");
    expect(map.belongs(lying("01", null, split?.id ?? ""), old("COMMUNE"))).toEqual({ code: split?.code });
  });

  it("take today's unit for a record that was entered anew outside the unit it was issued for", () => {
    const moved = lying("01", null, idOf("2025-before", "24730"));
    expect(map.belongs(moved, boundaries("2026-04", "PROVINCE"))).toEqual({ code: "01" });
    expect(map.belongs(moved, old("PROVINCE"))).toEqual({ code: "01" });
  });

  it("hold a record of an unknown unit as not known, and of another list elsewhere", () => {
    const strange = { provinceRegionId: "nowhere", communeRegionId: null, issuedUnitId: null };
    expect(map.belongs(strange, old("PROVINCE"))).toBe("NOT_KNOWN");
    expect(map.belongs(strange, boundaries("2025-before", "COMMUNE", "67"))).toBe("ELSEWHERE");
    expect(map.belongs(strange, boundaries("2025-before", "COMMUNE", "none"))).toBe("ELSEWHERE");
  });

  it("list every unit of the level once, in order of code, and have no rows without records", () => {
    const counted = everywhere.map((by) => totalsBy(map, [], by).units);
    expect(counted.map((units) => units.length)).toEqual([63, 696, 10_035, 34, 3_321, 34, 3_321]);
    for (const units of counted) {
      const codes = units.map(({ unit: { code } }) => code);
      expect(codes).toEqual([...new Set(codes)].sort());
    }
  });
});
