import { dayOf } from "@ocop/contracts";
import { refuse } from "../domain/refusals";
import { permit, recorders } from "../domain/rights";
import { register, type SalePoint, type SalePointDetails } from "../domain/sale-point";
import { inUseOn } from "../domain/sale-point-kind";
import type { Deps } from "./deps";

/**
 * An officer of the province records a sale point and who runs it.
 *
 * @throws Refusal `FORBIDDEN`, `COMMUNE_NOT_IN_PROVINCE` {communeId}, `UNKNOWN_KIND` {kind}, `BAD_USER_INPUT` {field}
 */
export async function registerSalePoint(
  { repositories, now, newId, viewer }: Deps,
  details: SalePointDetails,
): Promise<SalePoint> {
  permit(recorders, viewer, details, now());
  const { communeRegionId, provinceRegionId } = details;
  if (await repositories.territory.liesElsewhere(communeRegionId, provinceRegionId))
    refuse("COMMUNE_NOT_IN_PROVINCE", { communeId: communeRegionId });
  const today = dayOf(now());
  const salePoint = register(newId(), details, inUseOn(await repositories.kinds.all(), today), today);
  return repositories.salePoints.save(salePoint);
}
