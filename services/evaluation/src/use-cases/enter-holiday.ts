import type { Holiday } from "../domain/working-days";
import type { Deps } from "./deps";

/** A day on which nobody is asked to work. */
export async function enterHoliday(
  { repositories, newId }: Pick<Deps, "repositories" | "newId">,
  entry: Omit<Holiday, "id" | "version">,
): Promise<{ readonly isNew: boolean }> {
  const known = (await repositories.holidays.all()).find(({ day }) => day === entry.day);
  if (known?.name === entry.name && known.source === entry.source) return { isNew: false };
  await repositories.holidays.save({ ...entry, id: known?.id ?? newId(), version: known?.version ?? 0 });
  return { isNew: true };
}
