import type { selfScoreRules } from "@ocop/contracts";
import type { Ratio } from "./fraction";
import type { BetweenBands } from "./stars";

/** What a council does when the totals of its members lie too far apart. */
export const spreadChoices = ["DISCUSS_AND_RESCORE", "REPORT_ONLY"] as const;

/** What a missed minimum does: the highest stars whose minimums are met, or no recognition at all. */
export const missedMinimumChoices = ["FALL_TO_HIGHEST_STAR_MET", "NOT_PASSED"] as const;

/** Whose answer is held against a minimum: the one the council agreed on, else the majority's; or the majority's alone. */
export const minimumsFromChoices = ["COUNCIL_AGREED_OPTION", "MAJORITY_OPTION"] as const;

/** What "none of these" is worth where no option of 0 points is printed. */
export const noneChoices = ["ZERO_POINTS", "LOWEST_OPTION"] as const;

/** Whether the secretary scores: never, or when the founding decision also makes them a member. */
export const secretaryChoices = ["NEVER", "IF_ALSO_MEMBER"] as const;

/** What needs a written reason on a sheet. */
export const reasonChoices = ["REJECTION", "BELOW_CLAIMED_MINIMUM"] as const;

/**
 * The points that the national text leaves to each council. Stored with every scoring round, so that a
 * result can be worked out again as it was.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3b (the chairman of the province issues the rules)
 */
export type CouncilSettings = {
  readonly quorumRatio: Ratio;
  /** must the chair, or the deputy chair who presides for the chair, be present? */
  readonly chairRequired: boolean;
  readonly passes: number;
  /** working days from release to scoring; 0 allows both on one day */
  readonly leadTimeWorkingDays: number;
  /** most points between the highest and the lowest total, an exact decimal; null = no limit */
  readonly maxSpread: string | null;
  readonly onSpreadExceeded: (typeof spreadChoices)[number];
  readonly missedMinimum: (typeof missedMinimumChoices)[number];
  readonly minimumsFrom: (typeof minimumsFromChoices)[number];
  readonly noneOfTheOptions: (typeof noneChoices)[number];
  readonly betweenBands: BetweenBands;
  readonly reasonsFor: readonly (typeof reasonChoices)[number][];
  readonly secretaryScores: (typeof secretaryChoices)[number];
  /** when a scoring member sees what the producer claims (điểm tự chấm) */
  readonly advanceSelfScore: (typeof selfScoreRules)[number];
};

export const ruleLevels = ["DEFAULT", "PROVINCE", "CENTRAL"] as const;

/**
 * Quy chế hoạt động của Hội đồng: working rules as their authority issued them, valid from a date. What the
 * document does not state stands at the platform's default; `stated` tells the two apart.
 */
export type CouncilRules = {
  readonly id: string;
  readonly version: number;
  /** key of the reference file */
  readonly ruleKey: string;
  readonly level: (typeof ruleLevels)[number];
  readonly provinceName: string | null;
  /** a code of `listVersion`: codes were re-used in 2025 */
  readonly provinceCode: string | null;
  readonly listVersion: string | null;
  readonly regime: string | null;
  readonly document: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly settings: CouncilSettings;
  /** names of the settings that the source states */
  readonly stated: readonly string[];
  readonly source: string | null;
  /** rules of the demonstration province: they rate demonstration products only */
  readonly demonstration: boolean;
};
