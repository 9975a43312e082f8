import type { CouncilSettings } from "./council-rules";
import type { AgreedOption, Rating } from "./evaluate";
import type { RoundState } from "./score-sheet";

/**
 * One scoring round of a council on one product: inputs and result together, so that the result can be worked
 * out again. A round is never overwritten by the next.
 */
export type ScoringRound = {
  readonly id: string;
  readonly version: number;
  readonly evaluationId: string;
  /** 1, 2, … */
  readonly no: number;
  readonly state: RoundState;
  readonly settings: CouncilSettings;
  readonly presentSeatIds: readonly string[];
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  /** what the council agreed on at the close, for the minimums */
  readonly agreed: readonly AgreedOption[];
  readonly rating: Rating | null;
  /** why the council went into a discussion after it; null when it did not */
  readonly discussionReason: string | null;
};
