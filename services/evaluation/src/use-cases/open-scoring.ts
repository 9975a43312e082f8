import { dayOf } from "@ocop/contracts";
import { demandQuorum } from "../domain/council";
import { beginRound, demandLeadTime, type Evaluation, newRound } from "../domain/evaluation";
import { type ChairStep, convene, demandPresent } from "./convene";
import type { Deps } from "./deps";

/**
 * The chair opens the scoring of a product with those present.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `OUT_OF_TERM`, `NOT_PRESIDING`,
 *   `NO_QUORUM` {needed, got}, `CHAIR_ABSENT`, `TOO_EARLY` {opensOn}
 */
export async function openScoring(
  deps: Deps,
  input: ChairStep & { readonly presentSeatIds: readonly string[] },
): Promise<Evaluation> {
  const { repositories, newId, now } = deps;
  const { evaluation, council, seats } = await convene(deps, input);
  const begun = beginRound("openScoring", evaluation);
  demandPresent(deps, seats, input.presentSeatIds);
  demandQuorum(seats, input.presentSeatIds, council.settings);
  const holidays = (await repositories.holidays.all()).map(({ day }) => day);
  demandLeadTime(evaluation, council.settings, holidays, dayOf(now()));
  const saved = await repositories.evaluations.save(begun);
  const meeting = { settings: council.settings, presentSeatIds: input.presentSeatIds };
  await repositories.rounds.save(newRound(newId(), saved, meeting, now()));
  return saved;
}
