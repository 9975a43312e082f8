import { unchangedSince } from "../domain/dossier";
import { personalChanges, type PersonalFacts } from "../domain/personal-data";
import { changeProducer, type Producer, type ProducerFacts } from "../domain/producer";
import { permit, producerWriters } from "../domain/rights";
import { changed, type Changes } from "./changes";
import type { Deps } from "./deps";
import { saveProducer } from "./save-producer";

/**
 * @throws Refusal `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `BAD_USER_INPUT` {field}, `PERSONAL_DATA_ERASED`
 *   for new personal data of a producer whose data were erased
 */
export const updateProducer = async (
  deps: Deps,
  producerId: string,
  expectedVersion: number,
  given: Changes<ProducerFacts>,
  personal: Changes<PersonalFacts> = {},
): Promise<Producer> => {
  const producer = await deps.repositories.producers.lock(producerId);
  permit(producerWriters, deps.viewer, producer, deps.now());
  unchangedSince(producer, expectedVersion);
  const saved = await saveProducer(deps, changeProducer(producer, changed(producer, given)));
  const { phone, nationalId, bankAccount } = personal;
  await deps.repositories.personal.put(producerId, personalChanges({ phone, nationalId, bankAccount }));
  return saved;
};
