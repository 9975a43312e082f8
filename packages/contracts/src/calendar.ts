import { Refusal } from "./refusal";

/** A legal day in Asia/Ho_Chi_Minh (UTC+7, no daylight saving), `YYYY-MM-DD`. Sorts as text. */
export type Day = string;

const offset = 7 * 3_600_000;
const millisecondsADay = 86_400_000;

const toUtc = (day: Day): number => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const time = match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) throw new Refusal("NOT_A_DATE", { day });
  return time;
};

const fromUtc = (time: number): Day => new Date(time).toISOString().slice(0, 10);

/** Is this text a real calendar day? */
export const isDay = (text: string): boolean => {
  try {
    toUtc(text);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** The Vietnamese calendar day on which an instant falls. */
export const dayOf = (instant: Date): Day => fromUtc(instant.getTime() + offset);

/** The instant at which a day begins in Vietnam: 00:00 there, 17:00 UTC of the day before. */
export const startOf = (day: Day): Date => new Date(toUtc(day) - offset);

/** @throws Refusal `NOT_A_DATE` when `day` is not a real day */
export const addDays = (day: Day, days: number): Day => fromUtc(toUtc(day) + days * millisecondsADay);

/** Calendar days from `from` to `to`; negative when `to` comes first. */
export const daysBetween = (from: Day, to: Day): number => (toUtc(to) - toUtc(from)) / millisecondsADay;

/**
 * Calendar months later; where that month has no such day, its last day.
 *
 * @throws Refusal `NOT_A_DATE` when `day` is not a real day
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3 (a certificate runs 36 months)
 * @example addMonths("2026-08-31", 1) // "2026-09-30"
 */
export const addMonths = (day: Day, months: number): Day => {
  const start = new Date(toUtc(day));
  const month = start.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return fromUtc(Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), lastDay)));
};

/** Is `day` inside the half-open period `[from, until)`? An empty end is open. */
export const isWithin = (day: Day, from: Day | null, until: Day | null): boolean =>
  (from === null || from <= day) && (until === null || day < until);
