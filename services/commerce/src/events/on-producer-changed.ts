import type { Event } from "@ocop/contracts";
import type { Deps } from "../use-cases/deps";
import { followProducer } from "../use-cases/follow-producer";

type ProducerEvent = Event<"registry.producer.changed" | "registry.producer.stated">;

export const onProducerChanged = (deps: Deps, { aggregateId: id, version, body }: ProducerEvent): Promise<void> => {
  const { name, provinceRegionId, communeRegionId, demonstration } = body;
  return followProducer(deps, { id, version, name, provinceRegionId, communeRegionId, demonstration });
};
