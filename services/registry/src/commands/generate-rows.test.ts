import { startOf } from "@ocop/contracts";
import { isId } from "@ocop/service-kit";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import { searchKeys } from "../domain/unit-search";
import { chanceOf, generate, type Ground } from "./generate-rows";

const unit = (level: "PROVINCE" | "COMMUNE", code: string, name: string): AdministrativeUnit => ({
  ...{
    id: `unit-${code}`,
    version: 1,
    listVersion: "2026-04",
    code,
    level,
    kind: level === "PROVINCE" ? "tỉnh" : "xã",
  },
  ...{ name, nameEn: null, parentCode: null, validFrom: null, validTo: null, ...searchKeys("xã", name) },
});
const province = unit("PROVINCE", "68", "Lâm Đồng");
const ground: Ground = {
  communes: ["Nâm Nung", "Đồi Chè", "Trường Xuân"].map((name, nth) => ({
    province,
    commune: unit("COMMUNE", String(24_700 + nth), name),
  })),
  rounds: new Map(),
  rulebooks: new Map(),
};
const sizes = { products: 400, producers: 100, dossiers: 0 };
const now = new Date("2026-11-21T03:00:00.000Z");

describe("generated rows", () => {
  it("are the same for the same seed and day, and others for another seed", () => {
    const of = (seed: number) => JSON.stringify(generate(ground, sizes, seed, now));
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
  });

  it("have ids of their own in the form of every other id", () => {
    const { products, producers } = generate(ground, sizes, 1, now);
    const ids = [...products, ...producers].map(({ id }) => id);
    expect(new Set(ids).size).toBe(500);
    expect(ids.filter((id) => !isId(id))).toEqual([]);
  });

  it("give codes that count on in each commune and year, to products that ever had a certificate", () => {
    const { products, certificates } = generate(ground, sizes, 1, now);
    const codes = products.flatMap(({ code }) => code ?? []);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toHaveLength(certificates.length);
    expect(codes.filter((code) => !/^68-2470[012]-[1-9][0-9]*-20[0-9]{2}$/.test(code))).toEqual([]);
  });

  it("take numbers that lie between none and one, evenly enough", () => {
    const chance = chanceOf(3, startOf("2026-11-21"));
    const numbers = Array.from({ length: 10_000 }, () => chance.next());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1)
      expect(Math.abs(numbers.filter((one) => Math.floor(one * 10) === tenth).length - 1_000)).toBeLessThan(150);
  });
});
