import { change, unchangedSince, type Dossier, type DossierChanges } from "../domain/dossier";
import { dossierReaders, dossierWriters, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { loadRulebook } from "./load-rulebook";

/**
 * Saves what changed in a draft or returned dossier; anything may still be missing.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state},
 *   `ANSWER_INVALID` {criterion, option}, `BAD_USER_INPUT` {field}
 */
export const saveDossier = async (
  { repositories, viewer, now }: Deps,
  dossierId: string,
  expectedVersion: number,
  changes: DossierChanges,
): Promise<Dossier> => {
  const dossier = await repositories.dossiers.lock(dossierId);
  permit(dossierWriters, viewer, dossier, now(), dossierReaders);
  unchangedSince(dossier, expectedVersion);
  return repositories.dossiers.save(change(dossier, changes, await loadRulebook(repositories, dossier.setCode)));
};
