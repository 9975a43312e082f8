import { demandPresiding, demandQuorum } from "../domain/council";
import { type AgreedOption, evaluate } from "../domain/evaluate";
import { after, closeScoring as close, type Evaluation } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { demandAnswers } from "../domain/score-sheet";
import { type ChairStep, convene } from "./convene";
import type { Deps } from "./deps";

/**
 * The chair closes the running scoring round: the sheets that are in make the rating, and the council may see them.
 * Totals too far apart are told by the rating; the minutes can then not be signed before a discussion.
 *
 * @param input `agreed`: options the council agreed on for the minimums; the majority's stand for the rest
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `OUT_OF_TERM`, `NOT_PRESIDING`,
 *   `NO_QUORUM` {needed, got}, `CHAIR_ABSENT`, `CRITERION_UNKNOWN`, `OPTION_UNKNOWN`, `NONE_NOT_OFFERED`
 */
export async function closeScoring(
  deps: Deps,
  input: ChairStep & { readonly agreed: readonly AgreedOption[] },
): Promise<Evaluation> {
  const { repositories, viewer, now } = deps;
  const { evaluation, seats } = await convene(deps, input);
  after("closeScoring", evaluation);
  const round = await repositories.rounds.ofEvaluation(evaluation.id, evaluation.scoringRound);
  demandPresiding(seats, round.presentSeatIds, viewer.subject);
  const sheets = await repositories.sheets.ofRound(evaluation.id, round.no);
  demandQuorum(
    seats,
    sheets.map(({ seatId }) => seatId),
    round.settings,
  );
  const set = (await repositories.criteriaSets.find(evaluation.criteriaSetId)) ?? refuse("NOT_FOUND");
  const { parts } = await repositories.criteriaSets.tree(set.id);
  demandAnswers(parts, input.agreed, { complete: false });
  const rating = evaluate({ bands: set.bands, parts }, sheets, round.settings, input.agreed);
  const closed = close(evaluation, round, rating, input.agreed, now());
  await repositories.rounds.save(closed.round);
  await repositories.sheets.moveTo(evaluation.id, "OPEN", "CLOSED");
  return repositories.evaluations.save(closed.evaluation);
}
