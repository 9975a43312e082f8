import { permit, writers } from "../domain/rights";
import { mustBeVersion } from "../domain/version";
import { withdrawTradeItem as withdraw, type TradeItem } from "../domain/trade-item";
import type { Deps } from "./deps";

/** @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state} */
export async function withdrawTradeItem(
  { repositories, now, viewer }: Deps,
  itemId: string,
  expectedVersion: number,
): Promise<TradeItem> {
  const item = await repositories.items.lock(itemId);
  permit(writers, viewer, item, now());
  mustBeVersion(item, expectedVersion);
  return repositories.items.save(withdraw(item));
}
