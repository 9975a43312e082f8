import { canonicalJson, sha256 } from "@ocop/service-kit";
import { freeze, submit, unchangedSince, type Dossier } from "../domain/dossier";
import { refuse } from "../domain/refusals";
import { dossierReaders, dossierWriters, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { loadRulebook } from "./load-rulebook";

/**
 * Hands a complete dossier to the commune and freezes what was handed in: a new snapshot, never a
 * changed one.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state},
 *   `DOSSIER_INCOMPLETE` {missing}, `PERSONAL_DATA_ERASED`
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.1
 */
export const submitDossier = async (
  { repositories, viewer, now, newId }: Deps,
  dossierId: string,
  expectedVersion: number,
): Promise<Dossier> => {
  const dossier = await repositories.dossiers.lock(dossierId);
  permit(dossierWriters, viewer, dossier, now(), dossierReaders);
  unchangedSince(dossier, expectedVersion);
  const product = (await repositories.products.find(dossier.productId)) ?? refuse("NOT_FOUND");
  const producer = (await repositories.producers.find(dossier.producerId)) ?? refuse("NOT_FOUND");
  const rulebook = await loadRulebook(repositories, dossier.setCode);
  const frozen = freeze(dossier, await repositories.dossiers.open(dossier), { product, producer }, rulebook);
  const content = canonicalJson(frozen);
  const digest = sha256(content);
  const takenAt = now();
  await repositories.snapshots.add({
    id: newId(),
    version: 0,
    dossierId,
    number: frozen.number,
    content,
    sha256: digest,
    takenAt,
  });
  return repositories.dossiers.save(submit(dossier, frozen, digest, takenAt));
};
