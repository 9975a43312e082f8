import type { ProductCopy } from "../domain/product-copy";
import { announce } from "./certificate-events";
import type { Deps } from "./deps";

/**
 * Takes over what registry says of a product; its evaluations and certificates follow where it lies. Historical certificates that waited for the product's place get it,
 * and those in force are announced now.
 */
export async function copyProduct(deps: Deps, copy: ProductCopy): Promise<void> {
  const { repositories } = deps;
  await repositories.products.put(copy);
  const kept = (await repositories.products.lock(copy.id)) ?? copy;
  const { provinceRegionId, communeRegionId, demonstration } = kept;
  await repositories.territory.follow(kept);
  for (const certificate of await repositories.certificates.withoutPlace(copy.id)) {
    const producer = await repositories.producers.find(certificate.producerId);
    const placed = await repositories.certificates.save({
      ...certificate,
      producerName: certificate.producerName ?? producer?.name ?? null,
      provinceRegionId,
      communeRegionId,
      demonstration,
    });
    if (placed.state === "ISSUED") await announce(deps, "issued", placed);
  }
}
