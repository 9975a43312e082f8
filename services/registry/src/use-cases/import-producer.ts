import { dayOf } from "@ocop/contracts";
import { territoryOf, type AdministrativeUnit } from "../domain/administrative-unit";
import { firstPersonalFacts, type PersonalFacts } from "../domain/personal-data";
import { enterProducer, type Producer, type ProducerFacts } from "../domain/producer";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";
import { saveProducer } from "./save-producer";

/**
 * A place of today's list; the commune is null where the source names none. `issuedUnitId` is the unit of the list of
 * its day that the source names, null where that is not beyond doubt.
 */
export type Place = {
  readonly province: AdministrativeUnit;
  readonly commune: AdministrativeUnit | null;
  readonly issuedUnitId: string | null;
};

/**
 * Takes over a producer from a publication, once: one that is already in the register stays as it is.
 *
 * @returns the producer, or null when nothing changed
 */
export const importProducer = async (
  deps: Deps,
  id: string,
  facts: ProducerFacts & PersonalFacts,
  { province, commune, issuedUnitId }: Place,
): Promise<Producer | null> => {
  const { repositories, viewer, now } = deps;
  const territory = territoryOf(province, commune, dayOf(now()));
  permit(["loader"], viewer, territory, now());
  if ((await repositories.producers.find(id)) !== null) return null;
  const saved = await saveProducer(deps, { ...enterProducer(id, facts, territory, province), issuedUnitId });
  await repositories.personal.put(id, firstPersonalFacts(facts));
  return saved;
};
