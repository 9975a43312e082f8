import { checkedReason, personalFields, type PersonalField } from "../domain/personal-data";
import { refuse } from "../domain/refusals";
import { permit, personalRevealers } from "../domain/rights";
import type { Deps } from "./deps";

export type Revealed = { readonly producerId: string; readonly field: PersonalField; readonly value: string | null };

/**
 * One personal value of a producer in full, for somebody who says why. The entry of the audit log and the
 * reading are one transaction: without the entry there is no value.
 *
 * @returns value null when none is known, or it was erased
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `BAD_USER_INPUT` {field}
 */
export const revealPersonalData = async (
  { repositories, record, viewer, now }: Deps,
  {
    producerId,
    field,
    reason,
  }: { readonly producerId: string; readonly field: PersonalField; readonly reason: string },
): Promise<Revealed> => {
  const producer = (await repositories.producers.find(producerId)) ?? refuse("NOT_FOUND");
  permit(personalRevealers[field], viewer, producer, now());
  record({
    objectType: "producer",
    objectId: producerId,
    objectVersion: producer.version,
    outcome: `REVEALED:${field}`,
    reason: checkedReason(reason),
  });
  const facts = await repositories.personal.of(producerId);
  return { producerId, field, value: facts[personalFields[field]] };
};
