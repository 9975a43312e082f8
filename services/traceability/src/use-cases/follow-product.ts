import { searchTexts, type ProductCopy } from "../domain/copies";
import { wordsOf } from "../domain/search";
import { placementOfProduct } from "../domain/trade-item";
import type { Deps } from "./deps";

/** Takes over what registry says of a product; its items and lots follow where and whose it is. */
export async function followProduct({ repositories }: Pick<Deps, "repositories">, heard: ProductCopy): Promise<void> {
  const kept = await repositories.products.put(heard);
  await repositories.words.put(kept.id, wordsOf(searchTexts.product(kept).join(" ")));
  if (kept.producerId !== null) await repositories.items.place(kept.id, placementOfProduct(kept));
}
