import type { Territory } from "./administrative-unit";

/**
 * How far the rows of the register have followed a new list: first the columns that only say where something lies
 * (`REGIONS`), then producers and products, each of which tells the platform of its new place.
 */
export const moveStages = ["REGIONS", "PRODUCERS", "PRODUCTS", "DONE"] as const;
export type MoveStage = (typeof moveStages)[number];

export type TerritoryMove = {
  readonly id: string;
  readonly version: number;
  readonly listVersion: string;
  readonly replaces: string;
  readonly stage: MoveStage;
  /** the last code or id of the stage that is done; null at its beginning */
  readonly after: string | null;
};

export const beginMove = (id: string, listVersion: string, replaces: string): TerritoryMove => ({
  id,
  version: 0,
  listVersion,
  replaces,
  stage: "REGIONS",
  after: null,
});

/**
 * The move after one batch.
 *
 * @param last of the batch; null when the stage had nothing left, and the next one begins
 */
export const advance = (move: TerritoryMove, last: string | null): TerritoryMove =>
  last === null
    ? { ...move, stage: moveStages[moveStages.indexOf(move.stage) + 1] ?? "DONE", after: null }
    : { ...move, after: last };

/** From the beginning, for rows that were entered while the first move ran. */
export const again = (move: TerritoryMove): TerritoryMove => ({ ...move, stage: "REGIONS", after: null });

/** A unit of the new list that took in all, or a share, of an old one. */
export type Successor = { readonly from: string; readonly to: string; readonly relation: "WHOLE" | "PART" };

/**
 * Where a row lies once its units have gone. A row of a split commune stays in the old one, and so waits for a
 * person's choice; its province went whole, so it is never without an office.
 */
export const movedTerritory = (
  { provinceRegionId, communeRegionId }: Territory,
  successors: readonly Successor[],
): Territory => {
  const whole = (id: string): string =>
    successors.find(({ from, relation }) => from === id && relation === "WHOLE")?.to ?? id;
  return {
    provinceRegionId: whole(provinceRegionId),
    communeRegionId: communeRegionId === null ? null : whole(communeRegionId),
  };
};

/** Rows that lie in an old unit, by kind. */
export type MovingRows = {
  readonly unitId: string;
  readonly kind: "producers" | "products" | "dossiers" | "assignments" | "rounds";
  readonly count: number;
};
