import type { Event } from "@ocop/contracts";
import type { Deps } from "../use-cases/deps";
import { moveTerritory } from "../use-cases/move-territory";

export const onTerritoryMoved = (deps: Deps, { body }: Event<"registry.territory.moved">): Promise<void> =>
  moveTerritory(deps, body.moves);
