import type { Event } from "@ocop/contracts";
import { copyProduct } from "../use-cases/copy-product";
import type { Deps } from "../use-cases/deps";

export const onProductChanged = (
  deps: Deps,
  { aggregateId: id, version, body }: Event<"registry.product.changed" | "registry.product.stated">,
): Promise<void> => {
  const { producerId, name, setCode, provinceRegionId, communeRegionId, demonstration } = body;
  return copyProduct(deps, {
    id,
    version,
    producerId,
    name,
    setCode,
    provinceRegionId,
    communeRegionId,
    demonstration,
  });
};
