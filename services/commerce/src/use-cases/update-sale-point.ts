import { dayOf } from "@ocop/contracts";
import { refuse } from "../domain/refusals";
import { may, permit, recorders, salePointKeepers } from "../domain/rights";
import { change, looksDifferent, type SalePoint, type SalePointChange } from "../domain/sale-point";
import type { Deps } from "./deps";

/**
 * The operator changes the profile of the own point; an officer of the province may change everything.
 * When name or address change, its listings are told again to those who copied them.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN` {field}, `STALE_VERSION` {currentVersion}, `UNKNOWN_KIND` {kind}, `BAD_USER_INPUT` {field}
 */
export async function updateSalePoint(
  { repositories, enqueue, now, viewer }: Deps,
  {
    salePointId,
    expectedVersion,
    changes,
  }: {
    readonly salePointId: string;
    readonly expectedVersion: number;
    readonly changes: SalePointChange;
  },
): Promise<SalePoint> {
  const before = await repositories.salePoints.lock(salePointId);
  permit(salePointKeepers, viewer, before, now());
  if (before.version !== expectedVersion) refuse("STALE_VERSION", { currentVersion: before.version });
  const by = may(recorders, viewer, before, now()) ? "province" : "operator";
  const kinds = await repositories.kinds.all();
  const after = await repositories.salePoints.save(change(before, changes, by, kinds, dayOf(now())));
  if (looksDifferent(before, after)) await enqueue({ kind: "listings.restate", input: { salePointId } });
  return after;
}
