import { accept, unchangedSince, type Dossier } from "../domain/dossier";
import { becomeCandidate } from "../domain/product";
import { refuse } from "../domain/refusals";
import { dossierReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { saveProduct } from "./save-product";

/**
 * The province takes a forwarded dossier in for evaluation; its product becomes a candidate.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state}
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3
 */
export const acceptDossier = async (deps: Deps, dossierId: string, expectedVersion: number): Promise<Dossier> => {
  const { repositories, publish, viewer, now } = deps;
  const dossier = await repositories.dossiers.lock(dossierId);
  permit(["province.own"], viewer, dossier, now(), dossierReaders);
  unchangedSince(dossier, expectedVersion);
  const acceptedAt = now();
  const saved = await repositories.dossiers.save(accept(dossier, acceptedAt));
  const product = await repositories.products.lock(saved.productId);
  const candidate = becomeCandidate(product);
  if (candidate.state !== product.state) await saveProduct(deps, candidate);
  await publish(
    "registry.dossier.accepted",
    saved,
    {
      productId: saved.productId,
      producerId: saved.producerId,
      productName: { vi: product.nameVi, en: product.nameEn },
      setCode: saved.setCode,
      regime: saved.regime,
      registrationType: saved.registrationType,
      roundId: saved.roundId,
      provinceRegionId: saved.provinceRegionId,
      communeRegionId: saved.communeRegionId,
      snapshotSha256: saved.snapshotSha256 ?? refuse("WRONG_STATE", { state: dossier.state }),
      selfAssessment: saved.answers,
      acceptedAt: acceptedAt.toISOString(),
    },
    { regionId: saved.provinceRegionId },
  );
  return saved;
};
