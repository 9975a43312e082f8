import { addDays, type Day, daysBetween } from "@ocop/contracts";

/**
 * A public holiday or a day off in lieu, on which nobody is asked to work.
 *
 * @see Bộ luật Lao động, Điều 112, and the notice of each year
 */
export type Holiday = {
  readonly id: string;
  readonly version: number;
  readonly day: Day;
  readonly name: string;
  readonly source: string;
};

const aSunday: Day = "2026-01-04";

/** 0 is Sunday, 6 Saturday. */
const weekday = (day: Day): number => ((daysBetween(aSunday, day) % 7) + 7) % 7;

export const isWorkingDay = (day: Day, holidays: readonly Day[]): boolean =>
  weekday(day) !== 0 && weekday(day) !== 6 && !holidays.includes(day);

/**
 * The day that comes `count` working days after `day`, which is not counted itself; with 0 the day as it is.
 *
 * @example addWorkingDays("2026-04-29", 1, ["2026-04-30", "2026-05-01"]) // "2026-05-04"
 */
export const addWorkingDays = (day: Day, count: number, holidays: readonly Day[]): Day => {
  if (count === 0) return day;
  const next = addDays(day, 1);
  return addWorkingDays(next, isWorkingDay(next, holidays) ? count - 1 : count, holidays);
};
