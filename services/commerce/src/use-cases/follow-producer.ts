import type { ProducerCopy } from "../domain/copies";
import type { Deps } from "./deps";

/** Takes over what registry says of a producer. */
export async function followProducer({ repositories }: Deps, heard: ProducerCopy): Promise<void> {
  await repositories.producers.put(heard);
}
