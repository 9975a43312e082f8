import { dayOf } from "@ocop/contracts";
import { type Council, demandPresiding, demandTerm, type Seat } from "../domain/council";
import type { Evaluation } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { evaluationReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";

export type ChairStep = { readonly evaluationId: string; readonly expectedVersion: number };

/** An evaluation in the hands of its council. */
export type Convened = {
  readonly evaluation: Evaluation;
  readonly council: Council;
  readonly seats: readonly Seat[];
};

/**
 * The evaluation locked, and its council, for a step that belongs to the chair.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `OUT_OF_TERM`
 */
export const convene = async (
  { repositories, viewer, now }: Deps,
  { evaluationId, expectedVersion }: ChairStep,
): Promise<Convened> => {
  const evaluation = await repositories.evaluations.lock(evaluationId);
  permit(["council.chair"], evaluationReaders, viewer, evaluation, now());
  expectVersion(evaluation, expectedVersion);
  const council = evaluation.councilId === null ? null : await repositories.councils.find(evaluation.councilId);
  if (!council) return refuse("NOT_FOUND");
  demandTerm(council, dayOf(now()));
  return { evaluation, council, seats: await repositories.councils.seats(council.id) };
};

/** @throws Refusal `BAD_USER_INPUT` {field} for a seat of another council; `NOT_PRESIDING` {presiding} */
export const demandPresent = ({ viewer }: Deps, seats: readonly Seat[], presentSeatIds: readonly string[]): void => {
  const known = new Set(seats.map(({ id }) => id));
  if (presentSeatIds.some((id) => !known.has(id))) refuse("BAD_USER_INPUT", { field: "presentSeatIds" });
  demandPresiding(seats, presentSeatIds, viewer.subject);
};
