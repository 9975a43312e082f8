import { cleanLines, Refusal } from "@ocop/contracts";
import { type Seat, scores } from "../domain/council";
import type { CouncilSettings } from "../domain/council-rules";
import { criteriaOf, rejectGrounds } from "../domain/criteria-set";
import { after, type Evaluation } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { evaluationReaders, permit } from "../domain/rights";
import {
  type Answer,
  demandAnswers,
  demandGrounds,
  demandReasons,
  type Finding,
  type ScoreSheet,
  totalOf,
} from "../domain/score-sheet";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";
import { tellReading } from "./tell-reading";

export type SheetInput = {
  readonly evaluationId: string;
  readonly expectedVersion: number;
  readonly answers: readonly Answer[];
  readonly findings: readonly Finding[];
  readonly comment: string | null;
};

type Written = Pick<ScoreSheet, "answers" | "findings" | "comment">;

const line = (field: string, text: string | null): string | null =>
  text === null || text.trim() === "" ? null : cleanLines(field, text, 2_000);

const written = ({ answers, findings, comment }: SheetInput): Written => ({
  answers: answers.map(({ criterion, option, reason }) => ({ criterion, option, reason: line("reason", reason) })),
  findings: findings.map(({ ground, reason }) => ({ ground, reason: line("reason", reason) })),
  comment: line("comment", comment),
});

const scoringSeat = (seats: readonly Seat[], settings: CouncilSettings, subject: string | null): Seat => {
  const seat = seats.find((one) => one.subject === subject && scores(one, settings));
  if (!seat) throw new Refusal("FORBIDDEN");
  return seat;
};

const total = async (
  { repositories }: Deps,
  { criteriaSetId, selfAssessment }: Evaluation,
  sheet: Written,
  settings: CouncilSettings,
): Promise<number> => {
  const set = (await repositories.criteriaSets.find(criteriaSetId)) ?? refuse("NOT_FOUND");
  const { parts } = await repositories.criteriaSets.tree(criteriaSetId);
  demandAnswers(parts, sheet.answers, { complete: true });
  demandGrounds(rejectGrounds(set, parts), sheet.findings);
  demandReasons(parts, sheet, selfAssessment, settings);
  return totalOf(criteriaOf(parts), sheet.answers, settings);
};

/**
 * A member hands in the own sheet of the running scoring round, once; it is locked from then on.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `SHEET_LOCKED`, `SHEET_INCOMPLETE`,
 *   `CRITERION_UNKNOWN`, `OPTION_UNKNOWN`, `NONE_NOT_OFFERED`, `GROUND_UNKNOWN`, `REASON_REQUIRED`,
 *   `BAD_USER_INPUT`
 * @see Quyết định 26/2026/QĐ-TTg, Phụ lục II
 */
export async function submitScoreSheet(deps: Deps, input: SheetInput): Promise<ScoreSheet> {
  const { repositories, newId, viewer, now } = deps;
  const evaluation = await repositories.evaluations.lock(input.evaluationId);
  permit(["council.member"], evaluationReaders, viewer, evaluation, now());
  const { id: evaluationId, councilId, provinceRegionId, scoringRound } = evaluation;
  const council = (councilId && (await repositories.councils.find(councilId))) || refuse("NOT_FOUND");
  const seat = scoringSeat(await repositories.councils.seats(council.id), council.settings, viewer.subject);
  expectVersion(evaluation, input.expectedVersion);
  after("submitScoreSheet", evaluation);
  const own = await repositories.sheets.ofSeat(evaluationId, seat.id);
  if (own.some((one) => one.scoringRound === scoringRound)) refuse("SHEET_LOCKED");
  const sheet = written(input);
  const saved = await repositories.sheets.save({
    ...sheet,
    id: newId(),
    version: 0,
    evaluationId,
    councilId: council.id,
    provinceRegionId,
    seatId: seat.id,
    subject: seat.subject,
    scoringRound,
    roundState: "OPEN",
    total: await total(deps, evaluation, sheet, council.settings),
    submittedAt: now(),
  });
  await tellReading(deps, evaluation);
  return saved;
}
