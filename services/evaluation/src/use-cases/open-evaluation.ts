import { type AcceptedDossier, type Evaluation, receive } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * Opens the evaluation of a dossier that the province took in, once for each dossier.
 *
 * @throws Refusal `CRITERIA_SET_UNKNOWN` {setCode, regime} until the set is loaded; the event is tried again
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3
 */
export async function openEvaluation(deps: Deps, dossier: AcceptedDossier): Promise<Evaluation> {
  const { repositories, newId, viewer, now } = deps;
  permit(["actor.event"], [], viewer, dossier, now());
  const known = await repositories.evaluations.ofDossier(dossier.dossierId);
  if (known) return known;
  const { setCode, regime } = dossier;
  const set = await repositories.criteriaSets.current(regime, setCode);
  if (!set?.complete) return refuse("CRITERIA_SET_UNKNOWN", { setCode, regime });
  // The event may be older than a change of units that the product's copy knows of.
  const { provinceRegionId, communeRegionId } = (await repositories.products.find(dossier.productId)) ?? dossier;
  return repositories.evaluations.save(receive(newId(), { ...dossier, provinceRegionId, communeRegionId }, set.id));
}
