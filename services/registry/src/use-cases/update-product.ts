import { unchangedSince } from "../domain/dossier";
import { changeProduct, type Product, type ProductFacts } from "../domain/product";
import { permit, productWriters } from "../domain/rights";
import { changed, type Changes } from "./changes";
import { checkSetCode } from "./check-set-code";
import type { Deps } from "./deps";
import { saveProduct } from "./save-product";

/** @throws Refusal `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `BAD_USER_INPUT` {field} */
export const updateProduct = async (
  deps: Deps,
  productId: string,
  expectedVersion: number,
  given: Changes<ProductFacts>,
): Promise<Product> => {
  const product = await deps.repositories.products.lock(productId);
  permit(productWriters, deps.viewer, product, deps.now());
  unchangedSince(product, expectedVersion);
  const facts = changed<ProductFacts>(product, given);
  await checkSetCode(deps.repositories, facts.setCode);
  return saveProduct(deps, changeProduct(product, facts));
};
