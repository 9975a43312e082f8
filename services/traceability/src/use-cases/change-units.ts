import { permit, writers } from "../domain/rights";
import { mustBeList, stepUnits, type UnitOutcome, type UnitStep } from "../domain/unit";
import type { Deps } from "./deps";

/**
 * Marks units of the own item as printed, activates or voids them: the state each is in is read under
 * its lock, so that of two who ask at once the second learns what the first did.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `BAD_USER_INPUT` {field: serials}
 */
export async function changeUnits(
  { repositories, now, viewer }: Deps,
  step: UnitStep,
  itemId: string,
  serials: readonly string[],
): Promise<readonly UnitOutcome[]> {
  const item = await repositories.items.lock(itemId);
  permit(writers, viewer, item, now());
  const units = await repositories.units.lockOf(item.id, mustBeList(serials));
  const { changed, outcomes } = stepUnits(step, serials, units, now());
  await repositories.units.save(changed);
  return outcomes;
}
