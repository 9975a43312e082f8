import { publishLot as publish, type Lot } from "../domain/lot";
import type { Deps } from "./deps";
import { lockLot } from "./lock-lot";

/** @throws Refusal those of `lockLot`, `WRONG_STATE` {state}, `LOT_INCOMPLETE` {missing} */
export async function publishLot(deps: Deps, lotId: string, expectedVersion: number): Promise<Lot> {
  const facts = await lockLot(deps, lotId, expectedVersion);
  return deps.repositories.lots.save(publish(facts, deps.now()));
}
