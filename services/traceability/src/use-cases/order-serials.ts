import type { Lot } from "../domain/lot";
import type { Work, WorkState } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { permit, writers } from "../domain/rights";
import type { TradeItem } from "../domain/trade-item";
import { mustBeIssuable } from "../domain/unit";
import type { Deps } from "./deps";

/** The lot named in an order, locked; it must be a lot of the item. @throws Refusal `NOT_FOUND` */
const lockLotOf = async ({ repositories }: Deps, item: TradeItem, lotId: string): Promise<Lot> => {
  const lot = await repositories.lots.lock(lotId);
  return lot.itemId === item.id ? lot : refuse("NOT_FOUND");
};

/**
 * Orders serials for an item, or for one of its lots. They are issued by a job.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `TOO_MANY_SERIALS` {count, limit}, `BAD_USER_INPUT` {field: count}, `WRONG_STATE` {state}
 */
export async function orderSerials(
  deps: Deps,
  input: Work["input"],
): Promise<WorkState & { readonly item: TradeItem }> {
  const { repositories, enqueue, now, viewer } = deps;
  const item = await repositories.items.lock(input.itemId);
  permit(writers, viewer, item, now());
  const lot = input.lotId === null ? null : await lockLotOf(deps, item, input.lotId);
  mustBeIssuable(item, lot, input.count);
  const id = await enqueue({ kind: "units.issue", input });
  return { id, input, state: "queued", done: 0, requestedAt: now(), item };
}
