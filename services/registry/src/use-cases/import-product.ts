import { dayOf } from "@ocop/contracts";
import { territoryOf } from "../domain/administrative-unit";
import { enterProduct, followCertificates, type Product, type ProductFacts } from "../domain/product";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";
import type { Place } from "./import-producer";
import { saveProduct } from "./save-product";

export type ImportedProduct = ProductFacts & {
  readonly id: string;
  readonly producerId: string | null;
  readonly sourceUrl: string | null;
  readonly suggestedSetCode: string | null;
};

/**
 * Takes over a product from a publication, once: one that is already in the register stays as it is.
 * Certificates that are known before their product are followed at once.
 *
 * @returns the product, or null when nothing changed
 */
export const importProduct = async (
  deps: Deps,
  { id, producerId, sourceUrl, suggestedSetCode, ...facts }: ImportedProduct,
  { province, commune, issuedUnitId }: Place,
): Promise<Product | null> => {
  const { repositories, viewer, now } = deps;
  const today = dayOf(now());
  const territory = territoryOf(province, commune, today);
  permit(["loader"], viewer, territory, now());
  if ((await repositories.products.find(id)) !== null) return null;
  const entered = enterProduct(id, producerId, facts, territory, province, { sourceUrl, suggestedSetCode });
  return saveProduct(
    deps,
    followCertificates({ ...entered, issuedUnitId }, await repositories.certificates.ofProduct(id), today),
  );
};
