import { type Evaluation, publish as makePublic } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { evaluationReaders, permit } from "../domain/rights";
import { isCertifiable } from "../domain/stars";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";

/**
 * Makes a signed result public that leads to no decision: one or two stars, or a rejection.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, also for three stars and more: their
 *   result becomes public with the decision
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3 (written notice to commune and producer)
 */
export async function publishResult(
  { repositories, viewer, now }: Deps,
  input: { readonly evaluationId: string; readonly expectedVersion: number },
): Promise<Evaluation> {
  const evaluation = await repositories.evaluations.lock(input.evaluationId);
  permit(["province.own"], evaluationReaders, viewer, evaluation, now());
  expectVersion(evaluation, input.expectedVersion);
  const published = makePublic(evaluation, now());
  if (isCertifiable(evaluation.stars)) refuse("WRONG_STATE", { step: "publishResult", state: evaluation.state });
  return repositories.evaluations.save(published);
}
