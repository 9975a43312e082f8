import type { EventBody } from "@ocop/contracts";
import { fullName } from "../domain/administrative-unit";
import type { Repositories } from "../domain/ports";
import type { Producer } from "../domain/producer";
import type { Deps } from "./deps";

/** The public facts of a producer, as other services copy them. What is known of its people stays here. */
export const producerFacts = async (
  { units }: Pick<Repositories, "units">,
  producer: Producer,
): Promise<EventBody<"registry.producer.changed">> => {
  const { name, kind, addressLine, provinceRegionId, communeRegionId, demonstration } = producer;
  const province = await units.find(provinceRegionId);
  const commune = communeRegionId === null ? null : await units.find(communeRegionId);
  if (province === null) throw new Error(`producer ${producer.id} lies in no known province`);
  return {
    name,
    kind,
    addressLine,
    provinceRegionId,
    communeRegionId,
    provinceName: fullName(province),
    communeName: commune === null ? null : fullName(commune),
    demonstration,
  };
};

/** Saves a producer, lets its products be found by its name of now, and tells the platform. */
export const saveProducer = async (
  { repositories, publish }: Pick<Deps, "repositories" | "publish">,
  producer: Producer,
): Promise<Producer> => {
  const saved = await repositories.producers.save(producer);
  await repositories.productSearch.refreshProducer(saved.id);
  await publish("registry.producer.changed", saved, await producerFacts(repositories, saved), {
    regionId: saved.provinceRegionId,
  });
  return saved;
};
