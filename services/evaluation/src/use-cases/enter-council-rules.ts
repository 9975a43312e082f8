import type { CouncilRules } from "../domain/council-rules";
import type { Deps } from "./deps";

/** Rules as their reference file gives them. Councils already founded keep the settings they were founded with. */
export async function enterCouncilRules(
  { repositories, newId }: Pick<Deps, "repositories" | "newId">,
  entry: Omit<CouncilRules, "id" | "version">,
): Promise<{ readonly isNew: boolean }> {
  const known = await repositories.councilRules.ofKey(entry.ruleKey);
  const row = { ...entry, id: known?.id ?? newId(), version: known?.version ?? 0 };
  const isNew = known === null || Object.keys(entry).some((key) => differs(known, entry, key as keyof typeof entry));
  if (isNew) await repositories.councilRules.save(row);
  return { isNew };
}

const differs = (
  known: CouncilRules,
  entry: Omit<CouncilRules, "id" | "version">,
  key: keyof Omit<CouncilRules, "id" | "version">,
): boolean => JSON.stringify(known[key]) !== JSON.stringify(entry[key]);
