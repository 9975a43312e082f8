import { demandPresiding } from "../domain/council";
import { after, type Evaluation, sign } from "../domain/evaluation";
import { type ChairStep, convene } from "./convene";
import type { Deps } from "./deps";

/**
 * The chair signs the minutes (biên bản): the result stands, and the province's office may see the named sheets.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `OUT_OF_TERM`, `NOT_PRESIDING`,
 *   `DISCUSSION_REQUIRED` {spread, limit}, `NO_QUORUM`
 */
export async function signMinutes(deps: Deps, input: ChairStep): Promise<Evaluation> {
  const { repositories, viewer, now } = deps;
  const { evaluation, seats } = await convene(deps, input);
  after("sign", evaluation);
  const round = await repositories.rounds.ofEvaluation(evaluation.id, evaluation.scoringRound);
  demandPresiding(seats, round.presentSeatIds, viewer.subject);
  const signed = sign(evaluation, round, seats, now());
  await repositories.rounds.save(signed.round);
  await repositories.sheets.moveTo(evaluation.id, "CLOSED", "SIGNED");
  return repositories.evaluations.save(signed.evaluation);
}
