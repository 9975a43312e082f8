import { cleanText, dayOf } from "@ocop/contracts";
import { decide, type DecisionFacts } from "../domain/decision";
import { type Evaluation, publish as makePublic } from "../domain/evaluation";
import { evaluationReaders, levelsOf, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";

/**
 * An officer of the level that decides records the signed decision, with the number and date its authority gave.
 * The result becomes public.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `NOT_CERTIFIABLE` {stars},
 *   `OTHER_AUTHORITY` {authority}, `DATE_OUT_OF_ORDER` {field, earliest, latest}, `BAD_USER_INPUT` {field}
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3e
 */
export async function recordDecision(
  { repositories, newId, viewer, now }: Deps,
  input: DecisionFacts & { readonly evaluationId: string; readonly expectedVersion: number },
): Promise<Evaluation> {
  const evaluation = await repositories.evaluations.lock(input.evaluationId);
  permit(["province.own", "central.officer"], evaluationReaders, viewer, evaluation, now());
  expectVersion(evaluation, input.expectedVersion);
  const published = makePublic(evaluation, now());
  const facts = {
    authority: cleanText("authority", input.authority, 200),
    decisionNo: cleanText("decisionNo", input.decisionNo, 60),
    decidedOn: input.decidedOn,
    signedBy: cleanText("signedBy", input.signedBy, 200),
  };
  const days = { signedOn: dayOf(evaluation.signedAt ?? now()), today: dayOf(now()) };
  const decision = decide(newId(), evaluation, facts, levelsOf(viewer, evaluation, now()), days);
  await repositories.decisions.save(decision);
  return repositories.evaluations.save(published);
}
