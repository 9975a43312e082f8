import type { UnitMove } from "../domain/trade-item";
import type { Deps } from "./deps";

/** Units went whole into those of the next list: every row of an old one lies in the new one from now on. */
export const moveTerritory = (
  { repositories }: Pick<Deps, "repositories">,
  moves: readonly UnitMove[],
): Promise<void> => repositories.territory.move(moves);
