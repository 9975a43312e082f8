import { demandQuorum } from "../domain/council";
import { beginRound, type Evaluation, newRound } from "../domain/evaluation";
import { type ChairStep, convene, demandPresent } from "./convene";
import type { Deps } from "./deps";

/**
 * New scoring after a discussion: a scoring round of its own with new sheets; those of before stay as they are.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `OUT_OF_TERM`, `NOT_PRESIDING`,
 *   `NO_QUORUM`, `CHAIR_ABSENT`
 */
export async function reopenScoring(
  deps: Deps,
  input: ChairStep & { readonly presentSeatIds: readonly string[] },
): Promise<Evaluation> {
  const { repositories, newId, now } = deps;
  const { evaluation, council, seats } = await convene(deps, input);
  const begun = beginRound("reopenScoring", evaluation);
  demandPresent(deps, seats, input.presentSeatIds);
  demandQuorum(seats, input.presentSeatIds, council.settings);
  const saved = await repositories.evaluations.save(begun);
  const meeting = { settings: council.settings, presentSeatIds: input.presentSeatIds };
  await repositories.rounds.save(newRound(newId(), saved, meeting, now()));
  return saved;
}
