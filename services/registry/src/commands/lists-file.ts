import { isDay } from "@ocop/contracts";
import { DamagedFile, parseJson } from "@ocop/service-kit";
import { z } from "zod";
import type { AdministrativeList } from "../domain/administrative-list";

export const listsFile = "administrative-lists.json";

const day = z.string().refine(isDay, "is not a day").nullable();

const shape = z.strictObject({
  lists: z.array(
    z.strictObject({
      listVersion: z.string().regex(/^[\x21-\x7e]{1,20}$/, "is not a list version"),
      replaces: z.string().nullable(),
      validFrom: day,
      validTo: day,
      legalBasis: z.string().min(1).max(500),
    }),
  ),
});

/** A list as the file gives it. */
export type ListedList = Omit<AdministrativeList, "id" | "version">;

/**
 * The published lists: each replaces the one before on the day that one ends.
 *
 * @throws DamagedFile with the line or path that is wrong, or naming the list that does not follow another
 */
export const readLists = (text: string): readonly ListedList[] => {
  const { lists } = parseJson(listsFile, text, shape);
  lists.forEach((list, nth) => {
    const before = lists[nth - 1];
    if (list.replaces !== (before?.listVersion ?? null) || list.validFrom !== (before?.validTo ?? null))
      throw new DamagedFile(listsFile, list.listVersion, "does not begin where the list it replaces ends");
  });
  return lists;
};
