import { searchTexts, type ProducerCopy } from "../domain/copies";
import { wordsOf } from "../domain/search";
import type { Deps } from "./deps";

/** Takes over what registry says of a producer, and under which words it is found. */
export async function followProducer({ repositories }: Pick<Deps, "repositories">, heard: ProducerCopy): Promise<void> {
  const kept = await repositories.producers.put(heard);
  await repositories.words.put(kept.id, wordsOf(searchTexts.producer(kept).join(" ")));
}
