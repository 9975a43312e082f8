import { refuse } from "../domain/refusals";
import { permit, writers } from "../domain/rights";
import { registerTradeItem as register, type TradeItem, type TradeItemWords } from "../domain/trade-item";
import type { Deps } from "./deps";

/**
 * The producer makes a pack of its product traceable. The product stays locked until the end, so that a
 * change of its place or producer heard meanwhile reaches the new item.
 *
 * @throws Refusal `PRODUCT_UNKNOWN`, `FORBIDDEN`, `PRODUCER_UNKNOWN`, `NOT_A_GTIN` {reason}, `GTIN_TAKEN`, `BAD_USER_INPUT` {field}
 */
export async function registerTradeItem(
  { repositories, now, newId, newCode, viewer }: Deps,
  productId: string,
  words: TradeItemWords,
): Promise<TradeItem> {
  const product = (await repositories.products.lockKnown(productId)) ?? refuse("PRODUCT_UNKNOWN");
  permit(writers, viewer, product, now());
  return repositories.items.save(register(product, words, { id: newId(), ownCode: newCode(16), now: now() }));
}
