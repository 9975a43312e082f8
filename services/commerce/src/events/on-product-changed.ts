import type { Event } from "@ocop/contracts";
import type { Deps } from "../use-cases/deps";
import { followProduct } from "../use-cases/follow-product";

type ProductEvent = Event<"registry.product.changed" | "registry.product.stated">;

export const onProductChanged = (deps: Deps, { aggregateId: id, version, body }: ProductEvent): Promise<void> => {
  const { producerId, code, name, setCode, state, provinceRegionId, communeRegionId, demonstration } = body;
  return followProduct(deps, {
    id,
    version,
    producerId,
    code,
    nameVi: name.vi,
    nameEn: name.en,
    setCode,
    state,
    provinceRegionId,
    communeRegionId,
    provinceNameVi: body.provinceName.vi,
    communeNameVi: body.communeName?.vi ?? null,
    demonstration,
  });
};
