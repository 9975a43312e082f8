import { column, table } from "@ocop/service-kit";
import type { TerritoryMove } from "../domain/territory-move";

export const territoryMoveTable = table<TerritoryMove>(
  "territory_move",
  {
    id: column.id(),
    version: column.version(),
    listVersion: column.code(20),
    replaces: column.code(20),
    stage: column.code(10),
    after: { ...column.code(40, { nullable: true }), name: "after_key" },
  },
  [{ name: "territory_move_list", columns: ["listVersion"], unique: true }],
);
