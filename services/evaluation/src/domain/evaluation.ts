import { type Day, dayOf, type Localized } from "@ocop/contracts";
import type { CouncilSettings } from "./council-rules";
import { type Council, demandQuorum, demandTerm, type Seat } from "./council";
import type { AgreedOption, Rating } from "./evaluate";
import { refuse } from "./refusals";
import type { Claims } from "./score-sheet";
import type { ScoringRound } from "./scoring-round";
import { addWorkingDays } from "./working-days";

/** Blindness is this state machine: a sheet is for its member alone until its scoring round is CLOSED. */
export const evaluationStates = [
  "RECEIVED",
  "RELEASED",
  "SCORING",
  "CLOSED",
  "DISCUSSION",
  "RESCORING",
  "SIGNED",
  "PUBLISHED",
] as const;
export type EvaluationState = (typeof evaluationStates)[number];

export const registrationTypes = ["FIRST", "UPGRADE", "RENEWAL"] as const;

/**
 * The work of a council on one accepted dossier, from its receipt to the published result. It keeps the regime
 * and the content of the criteria set it was opened under.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3
 */
export type Evaluation = {
  readonly id: string;
  readonly version: number;
  readonly dossierId: string;
  readonly productId: string;
  readonly producerId: string;
  readonly productName: Localized;
  readonly regime: string;
  readonly setCode: string;
  /** the content version it is rated under */
  readonly criteriaSetId: string;
  readonly registrationType: (typeof registrationTypes)[number];
  /** the evaluation round (đợt) of registry */
  readonly roundId: string;
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
  /** of the frozen dossier */
  readonly snapshotSha256: string;
  readonly selfAssessment: Claims;
  readonly acceptedAt: Date;
  readonly state: EvaluationState;
  readonly councilId: string | null;
  readonly releasedOn: Day | null;
  /** number of the newest scoring round, 0 before the first */
  readonly scoringRound: number;
  /** result of the newest closed scoring round: mean cut to two decimals, stars, and whether a ground of rejection was found */
  readonly meanScore: string | null;
  readonly stars: number | null;
  readonly rejected: boolean;
  readonly signedAt: Date | null;
  readonly publishedAt: Date | null;
};

export const steps = [
  "release",
  "openScoring",
  "submitScoreSheet",
  "closeScoring",
  "openDiscussion",
  "reopenScoring",
  "sign",
  "publish",
] as const;
export type Step = (typeof steps)[number];

/** The states each step starts from and the state it leads to, in the order of the procedure. */
export const transitions: Readonly<
  Record<Step, { readonly from: readonly EvaluationState[]; readonly to: EvaluationState | "same" }>
> = {
  release: { from: ["RECEIVED"], to: "RELEASED" },
  openScoring: { from: ["RELEASED"], to: "SCORING" },
  submitScoreSheet: { from: ["SCORING", "RESCORING"], to: "same" },
  closeScoring: { from: ["SCORING", "RESCORING"], to: "CLOSED" },
  openDiscussion: { from: ["CLOSED"], to: "DISCUSSION" },
  reopenScoring: { from: ["DISCUSSION"], to: "RESCORING" },
  sign: { from: ["CLOSED"], to: "SIGNED" },
  publish: { from: ["SIGNED"], to: "PUBLISHED" },
};

/**
 * The state a step leads to.
 *
 * @throws Refusal `WRONG_STATE` {step, state}
 */
export const after = (step: Step, { state }: Pick<Evaluation, "state">): EvaluationState => {
  const { from, to } = transitions[step];
  if (!from.includes(state)) return refuse("WRONG_STATE", { step, state });
  return to === "same" ? state : to;
};

/** A dossier as registry accepted it. */
export type AcceptedDossier = Pick<
  Evaluation,
  | "dossierId"
  | "productId"
  | "producerId"
  | "productName"
  | "regime"
  | "setCode"
  | "registrationType"
  | "roundId"
  | "provinceRegionId"
  | "communeRegionId"
  | "snapshotSha256"
  | "selfAssessment"
  | "acceptedAt"
>;

/** Takes the dossier in, under the content of its criteria set that is current now. */
export const receive = (id: string, dossier: AcceptedDossier, criteriaSetId: string): Evaluation => ({
  ...dossier,
  id,
  version: 0,
  criteriaSetId,
  state: "RECEIVED",
  councilId: null,
  releasedOn: null,
  scoringRound: 0,
  meanScore: null,
  stars: null,
  rejected: false,
  signedAt: null,
  publishedAt: null,
});

/**
 * Hands the dossier to a council: from now on its members may read it.
 *
 * @throws Refusal `OTHER_PROVINCE`, `OUT_OF_TERM`, `DEMONSTRATION_RULES`
 */
export const release = (
  evaluation: Evaluation,
  council: Council,
  { demonstration }: { readonly demonstration: boolean },
  now: Date,
): Evaluation => {
  const state = after("release", evaluation);
  if (council.provinceRegionId !== evaluation.provinceRegionId) refuse("OTHER_PROVINCE");
  if (council.demonstration && !demonstration) refuse("DEMONSTRATION_RULES");
  demandTerm(council, dayOf(now));
  return { ...evaluation, state, councilId: council.id, releasedOn: dayOf(now) };
};

/**
 * The lead time has run, so that members have read what they score.
 *
 * @throws Refusal `TOO_EARLY` {opensOn}
 * @see 148/QĐ-TTg (file to members at least one working day before the meeting); since 2026 the rules of each council
 */
export const demandLeadTime = (
  { releasedOn }: Evaluation,
  { leadTimeWorkingDays }: CouncilSettings,
  holidays: readonly Day[],
  today: Day,
): void => {
  if (releasedOn === null) return;
  const opensOn = addWorkingDays(releasedOn, leadTimeWorkingDays, holidays);
  if (today < opensOn) refuse("TOO_EARLY", { opensOn });
};

/** Scoring begins, at first or anew after a discussion. The sheets of the rounds before stay as they are. */
export const beginRound = (step: "openScoring" | "reopenScoring", evaluation: Evaluation): Evaluation => ({
  ...evaluation,
  state: after(step, evaluation),
  scoringRound: evaluation.scoringRound + 1,
});

/** The scoring round that begins, with those present. */
export const newRound = (
  id: string,
  { id: evaluationId, scoringRound: no }: Pick<Evaluation, "id" | "scoringRound">,
  { settings, presentSeatIds }: Pick<ScoringRound, "settings" | "presentSeatIds">,
  openedAt: Date,
): ScoringRound => ({
  id,
  version: 0,
  evaluationId,
  no,
  state: "OPEN",
  settings,
  presentSeatIds,
  openedAt,
  closedAt: null,
  agreed: [],
  rating: null,
  discussionReason: null,
});

/** The round closes and its rating becomes the result, readable to the council and the province's office. */
export const closeScoring = (
  evaluation: Evaluation,
  round: ScoringRound,
  rating: Rating,
  agreed: readonly AgreedOption[],
  now: Date,
): { readonly evaluation: Evaluation; readonly round: ScoringRound } => ({
  evaluation: {
    ...evaluation,
    state: after("closeScoring", evaluation),
    meanScore: rating.mean,
    stars: rating.stars,
    rejected: rating.rejectedFor.length > 0,
  },
  round: { ...round, state: "CLOSED", closedAt: now, rating, agreed },
});

/** The council discusses a closed round: by rule when the spread is too wide, or by the chair with a reason. */
export const openDiscussion = (
  evaluation: Evaluation,
  round: ScoringRound,
  reason: string,
): { readonly evaluation: Evaluation; readonly round: ScoringRound } => ({
  evaluation: { ...evaluation, state: after("openDiscussion", evaluation) },
  round: { ...round, discussionReason: reason },
});

/**
 * The minutes are signed: the result stands, and the province's office may see the named sheets.
 *
 * @throws Refusal `DISCUSSION_REQUIRED` {spread, limit} while the totals lie too far apart; `NO_QUORUM`
 */
export const sign = (
  evaluation: Evaluation,
  round: ScoringRound,
  seats: readonly Seat[],
  now: Date,
): { readonly evaluation: Evaluation; readonly round: ScoringRound } => {
  const state = after("sign", evaluation);
  const { settings, rating } = round;
  if (rating?.spreadExceeded && settings.onSpreadExceeded === "DISCUSS_AND_RESCORE")
    refuse("DISCUSSION_REQUIRED", { spread: rating.highest - rating.lowest, limit: settings.maxSpread });
  demandQuorum(seats, rating?.sheets.map(({ seatId }) => seatId) ?? [], settings);
  return { evaluation: { ...evaluation, state, signedAt: now }, round: { ...round, state: "SIGNED" } };
};

/** The result becomes public: with the decision of the authority, or as it is where no decision follows. */
export const publish = (evaluation: Evaluation, now: Date): Evaluation => ({
  ...evaluation,
  state: after("publish", evaluation),
  publishedAt: now,
});
