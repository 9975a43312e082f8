import type { Day } from "@ocop/contracts";
import type { Evaluation } from "./evaluation";
import { type Authority, authorityFor } from "./regime";
import { refuse } from "./refusals";

/**
 * Quyết định công nhận: the act of the authority, recorded as it was signed. Its number and date come from the
 * authority's document system; the platform never numbers a decision.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4, 7.3e
 */
export type Decision = {
  readonly id: string;
  readonly version: number;
  readonly evaluationId: string;
  readonly productId: string;
  readonly provinceRegionId: string;
  readonly stars: number;
  readonly level: Authority;
  /** as printed in the decision: "UBND tỉnh Lâm Đồng" */
  readonly authority: string;
  readonly decisionNo: string;
  readonly decidedOn: Day;
  readonly signedBy: string;
};

export type DecisionFacts = Pick<Decision, "authority" | "decisionNo" | "decidedOn" | "signedBy">;

/**
 * A legal day between two others, both included.
 *
 * @throws Refusal `DATE_OUT_OF_ORDER` {field, earliest, latest}
 */
export const demandBetween = (field: string, day: Day, earliest: Day, latest: Day): void => {
  if (day < earliest || day > latest) refuse("DATE_OUT_OF_ORDER", { field, earliest, latest });
};

/**
 * The decision on a signed result, recorded by an officer of the level that decides.
 *
 * @param levels the levels this officer may record for
 * @throws Refusal `NOT_CERTIFIABLE`, `OTHER_AUTHORITY` {authority}, `DATE_OUT_OF_ORDER`
 */
export const decide = (
  id: string,
  evaluation: Evaluation,
  facts: DecisionFacts,
  levels: readonly Authority[],
  { signedOn, today }: { readonly signedOn: Day; readonly today: Day },
): Decision => {
  const level = authorityFor(evaluation.regime, evaluation.stars, facts.decidedOn);
  if (!levels.includes(level)) refuse("OTHER_AUTHORITY", { authority: level });
  demandBetween("decidedOn", facts.decidedOn, signedOn, today);
  return {
    id,
    version: 0,
    evaluationId: evaluation.id,
    productId: evaluation.productId,
    provinceRegionId: evaluation.provinceRegionId,
    stars: evaluation.stars ?? 0,
    level,
    ...facts,
  };
};
