import type { EventBody } from "@ocop/contracts";
import { fullName } from "../domain/administrative-unit";
import type { Repositories } from "../domain/ports";
import type { Product } from "../domain/product";
import type { Deps } from "./deps";

/** The public facts of a product, as other services copy them. */
export const productFacts = async (
  { units }: Pick<Repositories, "units">,
  product: Product,
): Promise<EventBody<"registry.product.changed">> => {
  const { producerId, code, setCode, state, provinceRegionId, communeRegionId, demonstration } = product;
  const province = await units.find(provinceRegionId);
  const commune = communeRegionId === null ? null : await units.find(communeRegionId);
  if (province === null) throw new Error(`product ${product.id} lies in no known province`);
  return {
    producerId,
    code,
    name: { vi: product.nameVi, en: product.nameEn },
    story: product.storyVi === null ? null : { vi: product.storyVi, en: product.storyEn },
    setCode,
    state,
    provinceRegionId,
    communeRegionId,
    provinceName: fullName(province),
    communeName: commune === null ? null : fullName(commune),
    demonstration,
  };
};

/** Saves a product, brings up to date what it is found by, and tells the platform. */
export const saveProduct = async (
  { repositories, publish }: Pick<Deps, "repositories" | "publish">,
  product: Product,
): Promise<Product> => {
  const saved = await repositories.products.save(product);
  await repositories.productSearch.refresh([saved]);
  await publish("registry.product.changed", saved, await productFacts(repositories, saved), {
    regionId: saved.provinceRegionId,
  });
  return saved;
};
