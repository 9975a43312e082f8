import { addDays, isDay, type Day } from "@ocop/contracts";
import { refuse } from "./refusals";

export const roundLevels = ["PROVINCE", "CENTRAL"] as const;
export type RoundLevel = (typeof roundLevels)[number];

/** A yearly round as the decision prints it: months and days `MM-DD`, both cut-offs strict. */
export type RoundRule = {
  readonly level: RoundLevel;
  readonly no: number;
  readonly requestsBefore: string;
  readonly heldBefore: string;
};

/**
 * An evaluation round (đợt đánh giá) of one province, or of the centre.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 5 (two rounds a year at least; a province may plan more)
 */
export type Round = {
  readonly id: string;
  readonly version: number;
  readonly level: RoundLevel;
  /** null for a round of the centre */
  readonly provinceRegionId: string | null;
  /** the year it was planned for; null for an extra round that stays open */
  readonly year: number | null;
  readonly no: number;
  /** the first day that is too late ("trước ngày"); null: no cut-off */
  readonly requestsBefore: Day | null;
  readonly heldBefore: Day | null;
  /** beyond the two of the decision, planned by the province */
  readonly extra: boolean;
  readonly demonstration: boolean;
};

/** The last day on which a request still arrives in time: the day before the cut-off, or null without one. */
export const lastDayOf = ({ requestsBefore }: Round): Day | null =>
  requestsBefore === null ? null : addDays(requestsBefore, -1);

/** Does the round still take requests on this day? "Trước ngày 30/04" ends with the 29th. */
export const isOpen = ({ requestsBefore }: Round, day: Day): boolean => requestsBefore === null || day < requestsBefore;

const cutOffOf = ({ requestsBefore }: Round): Day => requestsBefore ?? "9999-12-31";

/** The round with the nearest cut-off that still takes requests, or null. */
export const nextOpen = (rounds: readonly Round[], day: Day): Round | null =>
  rounds
    .filter((round) => isOpen(round, day))
    .sort((a, b) => cutOffOf(a).localeCompare(cutOffOf(b)) || a.no - b.no)[0] ?? null;

/**
 * The round in which a request of this day is placed: its own while that is open, otherwise the next
 * one, and then only with a reason.
 *
 * @throws Refusal `ROUND_CLOSED` {requestsBefore, nextRoundId} when no other round is open;
 *   `LATE_REASON_MISSING` {requestsBefore} when the request is late and nobody says why
 */
export const placeRequest = (own: Round, others: readonly Round[], day: Day, lateReason: string | null): Round => {
  if (isOpen(own, day)) return own;
  const next = nextOpen(others, day);
  if (next === null) return refuse("ROUND_CLOSED", { requestsBefore: own.requestsBefore, nextRoundId: null });
  return lateReason === null ? refuse("LATE_REASON_MISSING", { requestsBefore: own.requestsBefore }) : next;
};

/**
 * The round that a yearly rule gives one province in one year.
 *
 * @throws Refusal `BAD_USER_INPUT` when the rule names no real day of that year
 */
export const planRound = (id: string, rule: RoundRule, year: number, provinceRegionId: string | null): Round => {
  const [requestsBefore, heldBefore] = [`${String(year)}-${rule.requestsBefore}`, `${String(year)}-${rule.heldBefore}`];
  if (!isDay(requestsBefore) || !isDay(heldBefore)) refuse("BAD_USER_INPUT", { field: "requestsBefore" });
  return {
    id,
    version: 0,
    level: rule.level,
    provinceRegionId,
    year,
    no: rule.no,
    requestsBefore,
    heldBefore,
    extra: false,
    demonstration: false,
  };
};
