import type { Day } from "@ocop/contracts";
import { isDemonstration } from "../domain/administrative-unit";
import type { Queries } from "../domain/ports";
import { progressOf, type ProgrammeProgress } from "../domain/programme";
import { refuse } from "../domain/refusals";
import { mapOf } from "./territory-totals";

/** What is looked at: a province of a list, or with null the whole country, in one year. */
export type ProgressWish = {
  readonly listVersion: string;
  readonly provinceCode: string | null;
  readonly year: number;
};

/** The day of the figures of a year: today, or its last day once it is over. */
export const figuresDay = (year: number, today: Day): Day => {
  const last = `${String(year)}-12-31`;
  return last < today ? last : today;
};

/**
 * What was recognised in a year beside what was planned for it: three statements, however many products there are, and
 * two more when the lists have changed.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for an unknown list, a province that is not in it, or a year that is none
 */
export const programmeProgress = async (
  queries: Pick<Queries, "territory" | "recognisedCounts" | "plansOf">,
  { listVersion, provinceCode, year }: ProgressWish,
  today: Day,
): Promise<ProgrammeProgress> => {
  if (year < 1_000 || year > 9_999) refuse("BAD_USER_INPUT", { field: "year" });
  const lists = await queries.territory();
  const map = mapOf(lists);
  const provinces = map.unitsIn({ listVersion, level: "PROVINCE", parentCode: null });
  if (provinces.length === 0) refuse("BAD_USER_INPUT", { field: "listVersion" });
  if (provinceCode !== null && !provinces.some(({ code }) => code === provinceCode))
    refuse("BAD_USER_INPUT", { field: "provinceCode" });
  const demonstration = isDemonstration({ listVersion, code: "" });
  const span = { from: `${String(year)}-01-01`, asOf: figuresDay(year, today) };
  const rows = await queries.recognisedCounts(demonstration, span);
  return progressOf(map, rows, await queries.plansOf(year), listVersion, provinceCode);
};
