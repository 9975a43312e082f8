import { unchangedSince } from "../domain/dossier";
import { changeProducer, type Producer, type ProducerFacts } from "../domain/producer";
import { permit, producerWriters } from "../domain/rights";
import { changed, type Changes } from "./changes";
import type { Deps } from "./deps";
import { saveProducer } from "./save-producer";

/** @throws Refusal `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `BAD_USER_INPUT` {field} */
export const updateProducer = async (
  deps: Deps,
  producerId: string,
  expectedVersion: number,
  given: Changes<ProducerFacts>,
): Promise<Producer> => {
  const producer = await deps.repositories.producers.lock(producerId);
  permit(producerWriters, deps.viewer, producer, deps.now());
  unchangedSince(producer, expectedVersion);
  return saveProducer(deps, changeProducer(producer, changed(producer, given)));
};
