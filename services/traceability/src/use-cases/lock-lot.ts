import type { LotFacts } from "../domain/lot";
import { refuse } from "../domain/refusals";
import { lotReaders, permit, writers } from "../domain/rights";
import { mustBeVersion } from "../domain/version";
import type { Deps } from "./deps";

/**
 * A lot of the viewer's own with what stands behind it, item before lot locked, as every writer does.
 *
 * @throws Refusal `NOT_FOUND` also for a draft of another producer, `FORBIDDEN`, `STALE_VERSION` {currentVersion}
 */
export async function lockLot(
  { repositories, now, viewer }: Deps,
  lotId: string,
  expectedVersion: number,
): Promise<LotFacts> {
  const { itemId } = (await repositories.lots.find(lotId)) ?? refuse("NOT_FOUND");
  const item = await repositories.items.lock(itemId);
  const lot = await repositories.lots.lock(lotId);
  permit(writers, viewer, lot, now(), lotReaders);
  mustBeVersion(lot, expectedVersion);
  return {
    lot,
    item,
    product: await repositories.products.find(lot.productId),
    producer: await repositories.producers.find(lot.producerId),
  };
}
