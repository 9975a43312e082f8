import { readPicture } from "../domain/picture";
import { permit, writers } from "../domain/rights";
import { mustBeActive, type TradeItem } from "../domain/trade-item";
import { mustBeVersion } from "../domain/version";
import type { Deps } from "./deps";

/**
 * The picture of an item as shoppers see it; it replaces the one before.
 *
 * @param base64 the file in standard base64
 * @throws Refusal `NOT_A_PICTURE` {reason}, `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state}
 */
export async function setItemPicture(
  { repositories, now, viewer }: Deps,
  itemId: string,
  expectedVersion: number,
  base64: string,
): Promise<TradeItem> {
  const item = await repositories.items.lock(itemId);
  permit(writers, viewer, item, now());
  mustBeVersion(item, expectedVersion);
  mustBeActive(item);
  const { bytes, ...facts } = readPicture(base64);
  await repositories.pictures.put(item.id, { ...facts, bytes });
  return repositories.items.save({ ...item, picture: facts });
}
