import { checkedLegalBasis, checkedReason } from "../domain/personal-data";
import { erasePeople, type Producer } from "../domain/producer";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";
import { saveProducer } from "./save-producer";

/**
 * Erases for good what is known of the people of a producer: the keys of its own sealed values and of all its
 * dossiers are destroyed, frozen submissions included, and the name of the representative goes. The hashes of
 * the submissions, the public facts and the audit log stay.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `BAD_USER_INPUT` {field}
 * @see Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP
 */
export const erasePersonalData = async (
  deps: Deps,
  given: { readonly producerId: string; readonly legalBasis: string; readonly reason: string },
): Promise<Producer> => {
  const { repositories, record, viewer, now } = deps;
  const producer = await repositories.producers.lock(given.producerId);
  permit(["province.own"], viewer, producer, now());
  const [legalBasis, reason] = [checkedLegalBasis(given.legalBasis), checkedReason(given.reason)];
  const erasedAt = now();
  const saved = await saveProducer(deps, erasePeople(producer, erasedAt));
  await repositories.personal.erase(producer.id, erasedAt);
  record({
    objectType: "producer",
    objectId: saved.id,
    objectVersion: saved.version,
    outcome: "ERASED",
    reason,
    legalBasis,
  });
  return saved;
};
