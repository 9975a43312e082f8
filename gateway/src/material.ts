import { type Graphs, readGraphs } from "./audiences";
import { type Documents, readDocuments } from "./documents";

/** All that a process of the gateway answers by, read at once, so that its parts belong together. */
export type Material = { readonly graphs: Graphs; readonly documents: Documents };

/**
 * What `pnpm compose` left.
 *
 * @param folder of the gateway
 * @throws Error naming the file, when one is missing or damaged
 */
export const readMaterial = async (folder: string): Promise<Material> => {
  const [graphs, documents] = await Promise.all([readGraphs(folder), readDocuments(folder)]);
  return { graphs, documents };
};
