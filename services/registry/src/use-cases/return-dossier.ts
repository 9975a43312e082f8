import { returnStepOf, sendBack, unchangedSince, type Dossier, type Return } from "../domain/dossier";
import { dossierReaders, permit } from "../domain/rights";
import type { Deps } from "./deps";

const returners = { returnByCommune: ["commune.own"], returnByProvince: ["province.own"] } as const;

/**
 * Sends a dossier back to its producer, with a reason for each place: the commune what it received, the
 * province what was forwarded.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state}, `BAD_USER_INPUT` {field}
 */
export const returnDossier = async (
  { repositories, viewer, now }: Deps,
  dossierId: string,
  expectedVersion: number,
  reasons: Return["reasons"],
): Promise<Dossier> => {
  const dossier = await repositories.dossiers.lock(dossierId);
  permit(returners[returnStepOf(dossier)], viewer, dossier, now(), dossierReaders);
  unchangedSince(dossier, expectedVersion);
  return repositories.dossiers.save(sendBack(dossier, reasons));
};
