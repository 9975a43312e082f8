import { createLot as create, type Lot, type LotWords } from "../domain/lot";
import { permit, writers } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * A draft of a lot of the own item.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `WRONG_STATE` {state}, `LOT_NUMBER_TAKEN`, and those of `readLotWords`
 */
export async function createLot(
  { repositories, now, newId, viewer }: Deps,
  itemId: string,
  words: LotWords,
): Promise<Lot> {
  const item = await repositories.items.lock(itemId);
  permit(writers, viewer, item, now());
  return repositories.lots.save(create(item, words, { id: newId(), now: now() }));
}
