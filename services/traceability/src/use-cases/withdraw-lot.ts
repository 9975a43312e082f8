import { withdrawLot as withdraw, type Lot } from "../domain/lot";
import type { Deps } from "./deps";
import { lockLot } from "./lock-lot";

/** @throws Refusal those of `lockLot`, `WRONG_STATE` {state}, `BAD_USER_INPUT` {field: reason} */
export async function withdrawLot(deps: Deps, lotId: string, expectedVersion: number, reason: string): Promise<Lot> {
  const { lot } = await lockLot(deps, lotId, expectedVersion);
  return deps.repositories.lots.save(withdraw(lot, reason, deps.now()));
}
