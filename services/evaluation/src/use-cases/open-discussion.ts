import { cleanLines } from "@ocop/contracts";
import { demandPresiding } from "../domain/council";
import { after, type Evaluation, openDiscussion as discuss } from "../domain/evaluation";
import { type ChairStep, convene } from "./convene";
import type { Deps } from "./deps";

/**
 * The chair opens a discussion of the closed scoring round: because the spread is too wide, or for a reason of
 * its own. New scoring follows by `reopenScoring`.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `OUT_OF_TERM`, `NOT_PRESIDING`, `BAD_USER_INPUT`
 */
export async function openDiscussion(deps: Deps, input: ChairStep & { readonly reason: string }): Promise<Evaluation> {
  const { repositories, viewer } = deps;
  const { evaluation, seats } = await convene(deps, input);
  after("openDiscussion", evaluation);
  const round = await repositories.rounds.ofEvaluation(evaluation.id, evaluation.scoringRound);
  const discussed = discuss(evaluation, round, cleanLines("reason", input.reason, 2_000));
  demandPresiding(seats, round.presentSeatIds, viewer.subject);
  await repositories.rounds.save(discussed.round);
  return repositories.evaluations.save(discussed.evaluation);
}
