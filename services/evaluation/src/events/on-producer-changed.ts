import type { Event } from "@ocop/contracts";
import { copyProducer } from "../use-cases/copy-producer";
import type { Deps } from "../use-cases/deps";

export const onProducerChanged = (
  deps: Deps,
  { aggregateId: id, version, body }: Event<"registry.producer.changed" | "registry.producer.stated">,
): Promise<void> => copyProducer(deps, { id, version, name: body.name });
