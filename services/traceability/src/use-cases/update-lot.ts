import { updateLot as update, type Lot, type LotWords } from "../domain/lot";
import type { Deps } from "./deps";
import { lockLot } from "./lock-lot";

/** @throws Refusal those of `lockLot` and of the domain's `updateLot`, `LOT_NUMBER_TAKEN` */
export async function updateLot(deps: Deps, lotId: string, expectedVersion: number, words: LotWords): Promise<Lot> {
  const facts = await lockLot(deps, lotId, expectedVersion);
  return deps.repositories.lots.save(update(facts, words));
}
