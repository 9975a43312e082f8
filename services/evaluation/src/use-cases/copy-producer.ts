import type { ProducerCopy } from "../domain/product-copy";
import type { Deps } from "./deps";

/** Takes over the registered name of a producer. */
export async function copyProducer({ repositories }: Deps, copy: ProducerCopy): Promise<void> {
  await repositories.producers.put(copy);
}
