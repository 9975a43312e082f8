import type { ProductCopy } from "../domain/copies";
import type { Deps } from "./deps";

/** Takes over what registry says of a product. */
export async function followProduct({ repositories }: Deps, heard: ProductCopy): Promise<void> {
  await repositories.products.put(heard);
}
