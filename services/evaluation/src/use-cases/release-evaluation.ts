import { startOf } from "@ocop/contracts";
import { type Evaluation, release } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { councilReaders, evaluationReaders, may, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";
import { tellReading } from "./tell-reading";

/**
 * Hands a received dossier to a council of the same province: its members may read it from now on, as
 * long as the council's term runs.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `PRODUCT_UNKNOWN`, `OTHER_PROVINCE`,
 *   `OUT_OF_TERM`, `DEMONSTRATION_RULES`
 */
export async function releaseEvaluation(
  deps: Deps,
  input: { readonly evaluationId: string; readonly councilId: string; readonly expectedVersion: number },
): Promise<Evaluation> {
  const { repositories, schedule, viewer, now } = deps;
  const evaluation = await repositories.evaluations.lock(input.evaluationId);
  permit(["province.own"], evaluationReaders, viewer, evaluation, now());
  expectVersion(evaluation, input.expectedVersion);
  const council = await repositories.councils.find(input.councilId);
  // A council that the officer may not know of is told from none by nobody.
  if (!council || !may(councilReaders, viewer, council, now())) return refuse("BAD_USER_INPUT", { field: "councilId" });
  const product = await repositories.products.find(evaluation.productId);
  if (!product) return refuse("PRODUCT_UNKNOWN");
  const saved = await repositories.evaluations.save(release(evaluation, council, product, now()));
  await schedule({ kind: "reading.end", key: saved.id, at: startOf(council.termUntil) });
  await tellReading(deps, saved);
  return saved;
}
