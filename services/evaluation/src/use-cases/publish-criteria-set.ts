import type { EventBody } from "@ocop/contracts";
import { type CriteriaContent, criteriaOf, type CriteriaSet, type Part } from "../domain/criteria-set";
import type { Deps } from "./deps";

/** What registry checks a self-assessment against, and what its coach rates it by. */
export const criteriaSetBody = (
  { code, regime, contentVersion, name, industry, productGroup, bands }: CriteriaSet,
  parts: readonly Part[],
): EventBody<"evaluation.criteriaSet.published"> => ({
  code,
  regime,
  contentVersion,
  name,
  industry: industry.key,
  productGroup: productGroup.key,
  criteria: criteriaOf(parts).map((criterion) => ({
    code: criterion.code,
    options: criterion.options.map(({ key, points, star, case: of }) => ({ key, points, star, case: of })),
  })),
  bands: bands.map(({ stars, from }) => ({ stars, from })),
});

/**
 * Enters the content of a set. Content that is there already changes nothing; a correction becomes the next
 * content version, and what was rated under the old one keeps it. A set whose source is incomplete is kept for
 * history and not announced.
 *
 * @returns the content version, and whether it is new
 */
export async function publishCriteriaSet(
  { repositories, publish, newId }: Pick<Deps, "repositories" | "publish" | "newId">,
  { head, parts }: CriteriaContent,
): Promise<{ readonly contentVersion: number; readonly isNew: boolean }> {
  const current = await repositories.criteriaSets.current(head.regime, head.code);
  if (current?.contentSha256 === head.contentSha256) return { contentVersion: current.contentVersion, isNew: false };
  if (current) await repositories.criteriaSets.save({ ...current, current: false });
  const id = newId();
  const saved = await repositories.criteriaSets.save({
    ...head,
    id,
    version: 0,
    setId: current?.setId ?? id,
    contentVersion: (current?.contentVersion ?? 0) + 1,
    current: true,
  });
  await repositories.criteriaSets.saveTree({ id, version: 0, parts });
  const aggregate = { id: saved.setId, version: saved.contentVersion };
  if (saved.complete) await publish("evaluation.criteriaSet.published", aggregate, criteriaSetBody(saved, parts));
  return { contentVersion: saved.contentVersion, isNew: true };
}
