import { cleanText, type Day } from "@ocop/contracts";
import { isCurrent, type AdministrativeUnit } from "./administrative-unit";
import { refuse } from "./refusals";
import type { Lying, PlainUnit, Territory } from "./territory-totals";

/** What a target counts, or takes a share of. */
export const targetUnits = ["PRODUCT", "VILLAGE", "PERCENT", "PER_PROVINCE"] as const;
export type TargetUnit = (typeof targetUnits)[number];

/** One target (mục tiêu) of a programme: at least `min`; where `max` is printed, at most that. */
export type ProgrammeTarget = {
  readonly key: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly min: number;
  readonly max: number | null;
  readonly unit: TargetUnit;
};

/**
 * The national programme (Chương trình Mỗi xã một sản phẩm) of a period, with its targets.
 *
 * @see Quyết định 490/QĐ-TTg (2018–2020); Quyết định 919/QĐ-TTg (2021–2025); Nghị quyết 257/2025/QH15 (from 2026)
 */
export type Programme = {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly fromYear: number;
  /** the last year that belongs to it */
  readonly toYear: number;
  /** the decision that sets the targets; null while none is known */
  readonly legalSource: string | null;
  readonly legalBasis: string | null;
  readonly targets: readonly ProgrammeTarget[];
};

/**
 * How many products a province plans to recognise for the first time in a year, or a commune registers for it (kế hoạch,
 * đăng ký sản phẩm). A later decision takes its place and leaves it as it was. It stands for good under the unit it was
 * made for, whatever that is called today.
 */
export type ProgrammePlan = {
  readonly id: string;
  readonly version: number;
  readonly unitId: string;
  readonly year: number;
  readonly newProducts: number;
  /** the decision or paper of the authority: the platform numbers none */
  readonly decisionNo: string;
  readonly decidedOn: Day;
};

/** The years that plans are made for: from the first programme on, and so many ahead. */
const firstYear = 2018;
const yearsAhead = 5;

export const planLimits = { newProducts: 10_000, decisionNo: 100 } as const;

export type PlanFacts = Pick<ProgrammePlan, "year" | "newProducts" | "decisionNo" | "decidedOn">;

/**
 * A plan as it was decided for a unit of today.
 *
 * @param known plans of the same unit and year
 * @throws Refusal `UNIT_NOT_CURRENT` {listVersion, code}; `BAD_USER_INPUT` {field} for a year, a number or a day out of
 *   range; `PLAN_RECORDED` {planId} when the same decision is known already
 */
export const decidePlan = (
  id: string,
  unit: AdministrativeUnit,
  given: PlanFacts,
  known: readonly ProgrammePlan[],
  today: Day,
): ProgrammePlan => {
  const { year, newProducts, decidedOn } = given;
  if (!isCurrent(unit, today)) refuse("UNIT_NOT_CURRENT", { listVersion: unit.listVersion, code: unit.code });
  const lastYear = Number(today.slice(0, 4)) + yearsAhead;
  if (year < firstYear || year > lastYear) refuse("BAD_USER_INPUT", { field: "year", min: firstYear, max: lastYear });
  if (newProducts < 0 || newProducts > planLimits.newProducts)
    refuse("BAD_USER_INPUT", { field: "newProducts", min: 0, max: planLimits.newProducts });
  if (decidedOn > today) refuse("BAD_USER_INPUT", { field: "decidedOn", max: today });
  const decisionNo = cleanText("decisionNo", given.decisionNo, planLimits.decisionNo);
  const same = known.find((plan) => plan.decisionNo === decisionNo);
  if (same !== undefined) refuse("PLAN_RECORDED", { planId: same.id });
  return { id, version: 0, unitId: unit.id, year, newProducts, decisionNo, decidedOn };
};

/** Of each unit the plan decided last. */
export const plansInForce = (plans: readonly ProgrammePlan[]): readonly ProgrammePlan[] => [
  ...new Map(
    plans
      .toSorted((a, b) => a.decidedOn.localeCompare(b.decidedOn) || a.id.localeCompare(b.id))
      .map((plan) => [plan.unitId, plan] as const),
  ).values(),
];

/**
 * Whole per cent of a plan, half a per cent up; null without a plan, or with a plan of none.
 *
 * @example percentOfPlan(72, 31) // 232
 */
export const percentOfPlan = (newProducts: number, planned: number | null): number | null =>
  planned === null || planned === 0 ? null : Math.floor((200 * newProducts + planned) / (2 * planned));

/** Recognised products of one place that are counted together. */
export type RecognisedRows = Lying & {
  /** of the certificate in force on the day of the figures; null without one */
  readonly stars: number | null;
  /** was it recognised for the first time in the year? */
  readonly isNew: boolean;
  readonly count: number;
};

export type ProgrammeProgress = {
  /** recognised for the first time in the year */
  readonly newProducts: number;
  /** planned by the provinces; null where none decided a plan */
  readonly planned: number | null;
  /** registered by the communes; null where none did */
  readonly registered: number | null;
  readonly percentOfPlan: number | null;
  /** products with a certificate in force on the day of the figures */
  readonly inForce: number;
  readonly byStars: readonly { readonly stars: number; readonly count: number }[];
  /** recognised products that may lie in several provinces of the list: counted in the whole country alone */
  readonly notToldApart: number;
  /** the provinces' plans that are summed */
  readonly plans: readonly ProgrammePlan[];
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const sumOrNull = (numbers: readonly number[]): number | null => (numbers.length === 0 ? null : sum(numbers));

/**
 * A year of the programme by the boundaries of any list: what was recognised beside what was planned. A plan goes where
 * its unit went: the plan of a merged province is the sum of those of its parts, and of what cannot be told apart
 * nothing is guessed.
 *
 * @param province code in the list; null for the whole country
 * @see Quyết định 919/QĐ-TTg; the yearly report of a province: new products against the plan, products by stars
 */
export const progressOf = (
  map: Territory,
  rows: readonly RecognisedRows[],
  plans: readonly ProgrammePlan[],
  listVersion: string,
  province: string | null,
): ProgrammeProgress => {
  const where = (lying: Lying) => map.belongs(lying, { listVersion, level: "PROVINCE", parentCode: null });
  const isInside = (lying: Lying): boolean => {
    const place = where(lying);
    if (typeof place === "string") return province === null && place === "NOT_TOLD_APART";
    return province === null || place.code === province;
  };
  const inside = rows.filter(isInside);
  const valid = plansInForce(plans).flatMap((plan) => {
    const unit: PlainUnit | undefined = map.unitOf(plan.unitId);
    if (unit === undefined) return [];
    const isCommune = unit.level === "COMMUNE";
    const lying = { provinceRegionId: unit.id, communeRegionId: isCommune ? unit.id : null, issuedUnitId: null };
    return isInside(lying) ? [{ plan, isCommune }] : [];
  });
  const ofProvinces = valid.filter(({ isCommune }) => !isCommune).map(({ plan }) => plan);
  const ofCommunes = valid.filter(({ isCommune }) => isCommune).map(({ plan }) => plan);
  const byStars = new Map<number, number>();
  for (const { stars, count } of inside) if (stars !== null) byStars.set(stars, (byStars.get(stars) ?? 0) + count);
  const newProducts = sum(inside.filter(({ isNew }) => isNew).map(({ count }) => count));
  const planned = sumOrNull(ofProvinces.map((plan) => plan.newProducts));
  return {
    newProducts,
    planned,
    registered: sumOrNull(ofCommunes.map((plan) => plan.newProducts)),
    percentOfPlan: percentOfPlan(newProducts, planned),
    inForce: sum([...byStars.values()]),
    byStars: [...byStars].map(([stars, count]) => ({ stars, count })).sort((a, b) => b.stars - a.stars),
    notToldApart: sum(rows.filter((row) => where(row) === "NOT_TOLD_APART").map(({ count }) => count)),
    plans: ofProvinces,
  };
};
