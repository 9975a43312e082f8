import { addDays, cleanOptional, cleanText, isWithin, type Day } from "@ocop/contracts";
import { refuse } from "./refusals";
import { subjectOf, wholeNumber } from "./text";

export const fairReaches = ["INSIDE_PROVINCE", "OUTSIDE_PROVINCE", "ABROAD"] as const;
/** Where a fair is held, seen from the province that records it; criterion 4.3 of the goods sets asks for this. */
export type FairReach = (typeof fairReaches)[number];

/** A trade fair (hội chợ) that OCOP products take part in. */
export type Fair = {
  readonly id: string;
  readonly version: number;
  readonly nameVi: string;
  readonly nameEn: string | null;
  readonly theme: string | null;
  readonly reach: FairReach;
  readonly venue: string;
  /** ISO 3166-1 alpha-2; VN unless abroad */
  readonly countryCode: string;
  /** the province that records the fair */
  readonly provinceRegionId: string;
  /** both days count */
  readonly opensOn: Day;
  readonly closesOn: Day;
  /** planned stands of 3 × 3 m */
  readonly stands: number;
  readonly organiserName: string;
  /** subject of the person who acts for the organiser; a fact behind rights, never public */
  readonly organiserSubject: string;
  /** day of the registration; null for an exempt fair */
  readonly registeredOn: Day | null;
  /** the decision of the Prime Minister or the provincial People's Committee that exempts it; null for a registered fair */
  readonly exemptBy: string | null;
};

export type FairDetails = Omit<Fair, "id" | "version">;

/** Who takes the registration of a fair: the department of the place, the ministry for fairs abroad. */
export const registrars: Readonly<
  Record<FairReach, "DEPARTMENT_OF_INDUSTRY_AND_TRADE" | "MINISTRY_OF_INDUSTRY_AND_TRADE">
> = {
  INSIDE_PROVINCE: "DEPARTMENT_OF_INDUSTRY_AND_TRADE",
  OUTSIDE_PROVINCE: "DEPARTMENT_OF_INDUSTRY_AND_TRADE",
  ABROAD: "MINISTRY_OF_INDUSTRY_AND_TRADE",
};

/**
 * Days before the opening within which the organiser registers, by the day of opening. A later decree
 * adds a row with its own first day.
 *
 * @see Nghị định 81/2018/NĐ-CP, Điều 29 (in force from 15/07/2018; amended by Nghị định 17/2020/NĐ-CP)
 */
export const registrationWindows: readonly {
  readonly from: Day;
  readonly leastDays: number;
  readonly mostDays: number;
}[] = [{ from: "2018-07-15", leastDays: 30, mostDays: 365 }];

/**
 * First and last day on which a fair that opens on `opensOn` may be registered; both count.
 *
 * @throws Refusal `NOT_A_DATE`; `BAD_USER_INPUT` {field} for an opening before any known decree
 * @example registrationWindow("2026-12-31") // { first: "2025-12-31", last: "2026-12-01" }
 */
export const registrationWindow = (opensOn: Day): { readonly first: Day; readonly last: Day } => {
  const window =
    registrationWindows.findLast(({ from }) => from <= opensOn) ?? refuse("BAD_USER_INPUT", { field: "opensOn" });
  return { first: addDays(opensOn, -window.mostDays), last: addDays(opensOn, -window.leastDays) };
};

/**
 * A fair whose registration, or exemption, is in order.
 *
 * @throws Refusal `REGISTRATION_OUT_OF_WINDOW` {earliest, latest}, `BAD_USER_INPUT` {field}
 * @see Nghị định 81/2018/NĐ-CP, Điều 29
 */
export const register = (id: string, details: FairDetails, today: Day): Fair => {
  const { opensOn, closesOn, registeredOn, reach, countryCode } = details;
  const exemptBy = cleanOptional("exemptBy", details.exemptBy, 100);
  const window = registrationWindow(opensOn);
  if (closesOn < opensOn) refuse("BAD_USER_INPUT", { field: "closesOn" });
  if ((registeredOn === null) === (exemptBy === null)) refuse("BAD_USER_INPUT", { field: "registeredOn" });
  if (registeredOn !== null && registeredOn > today) refuse("BAD_USER_INPUT", { field: "registeredOn" });
  if (registeredOn !== null && (registeredOn < window.first || registeredOn > window.last))
    refuse("REGISTRATION_OUT_OF_WINDOW", { earliest: window.first, latest: window.last });
  if (!/^[A-Z]{2}$/.test(countryCode) || (countryCode === "VN") === (reach === "ABROAD"))
    refuse("BAD_USER_INPUT", { field: "countryCode" });
  return {
    ...details,
    id,
    version: 0,
    nameVi: cleanText("nameVi", details.nameVi, 200),
    nameEn: cleanOptional("nameEn", details.nameEn, 200),
    theme: cleanOptional("theme", details.theme, 200),
    venue: cleanText("venue", details.venue, 300),
    stands: wholeNumber("stands", details.stands, 1, 10_000),
    organiserName: cleanText("organiserName", details.organiserName, 200),
    organiserSubject: subjectOf("organiserSubject", details.organiserSubject),
    exemptBy,
  };
};

export const fairPhases = ["UPCOMING", "OPEN", "CLOSED"] as const;
export type FairPhase = (typeof fairPhases)[number];

/** Where the fair stands on a day; the opening and the closing day both belong to it. */
export const phaseOn = (fair: Pick<Fair, "opensOn" | "closesOn">, day: Day): FairPhase =>
  isWithin(day, fair.opensOn, addDays(fair.closesOn, 1)) ? "OPEN" : day < fair.opensOn ? "UPCOMING" : "CLOSED";
