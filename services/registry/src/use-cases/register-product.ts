import { enterProduct, type Product, type ProductFacts } from "../domain/product";
import { refuse } from "../domain/refusals";
import { permit, productWriters } from "../domain/rights";
import { checkSetCode } from "./check-set-code";
import type { Deps } from "./deps";
import { saveProduct } from "./save-product";

/**
 * Enters a product of a producer; it lies where the producer lies.
 *
 * @throws Refusal `FORBIDDEN` for others than the producer and its commune; `BAD_USER_INPUT` {field}
 */
export const registerProduct = async (deps: Deps, producerId: string, given: ProductFacts): Promise<Product> => {
  const { repositories, viewer, now, newId } = deps;
  const producer = (await repositories.producers.find(producerId)) ?? refuse("BAD_USER_INPUT", { field: "producerId" });
  const { provinceRegionId, communeRegionId } = producer;
  permit(productWriters, viewer, { producerId, provinceRegionId, communeRegionId }, now());
  await checkSetCode(repositories, given.setCode);
  const province = (await repositories.units.find(provinceRegionId)) ?? refuse("NOT_FOUND");
  const territory = { provinceRegionId, communeRegionId };
  return saveProduct(deps, enterProduct(newId(), producerId, given, territory, province));
};
