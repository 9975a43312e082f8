import { refuse } from "../domain/refusals";
import { permit } from "../domain/rights";
import { advance, again, beginMove, movedTerritory, type TerritoryMove } from "../domain/territory-move";
import type { Territory } from "../domain/administrative-unit";
import type { Deps } from "./deps";
import { saveProducer } from "./save-producer";
import { saveProduct } from "./save-product";

/** Links of one batch, and of one event; rows of one batch. */
const atOnce = { links: 300, rows: 100 } as const;

const lastOf = (rows: readonly { readonly id: string }[]): string | null => rows.at(-1)?.id ?? null;

const moveRegions = async ({ repositories, publish }: Deps, move: TerritoryMove): Promise<void> => {
  const { territory } = repositories;
  if (move.after === null) await territory.carryNumbers(move);
  const links = await territory.wholeLinks(move, atOnce.links);
  await territory.rewrite(links);
  const saved = await territory.save(advance(move, links.at(-1)?.code ?? null));
  if (links.length === 0) return;
  const { listVersion, replaces } = saved;
  await publish("registry.territory.moved", saved, {
    listVersion,
    replaces,
    moves: links.map(({ from, to }) => ({ from, to })),
  });
};

/** The rows with their new places; those of split communes keep the commune. */
const moved = async <Row extends Territory>(
  { repositories }: Deps,
  { listVersion }: TerritoryMove,
  rows: readonly Row[],
): Promise<readonly Row[]> => {
  const ids = rows.flatMap(({ provinceRegionId, communeRegionId }) => [provinceRegionId, communeRegionId ?? []].flat());
  const successors = await repositories.territory.successorsOf([...new Set(ids)], listVersion);
  return rows.map((row) => ({ ...row, ...movedTerritory(row, successors) }));
};

const moveProducers = async (deps: Deps, move: TerritoryMove): Promise<void> => {
  const { territory } = deps.repositories;
  const rows = await territory.producersIn(move.replaces, move.after, atOnce.rows);
  for (const row of await moved(deps, move, rows)) await saveProducer(deps, row);
  await territory.save(advance(move, lastOf(rows)));
};

const moveProducts = async (deps: Deps, move: TerritoryMove): Promise<void> => {
  const { territory } = deps.repositories;
  const rows = await territory.productsIn(move.replaces, move.after, atOnce.rows);
  for (const row of await moved(deps, move, rows)) await saveProduct(deps, row);
  await territory.save(advance(move, lastOf(rows)));
};

/**
 * Takes the register one batch further from a list to the one that replaced it. Stopped anywhere it goes on where it
 * was; once done it does nothing, unless rows of the old list were entered since.
 *
 * @returns whether there is more to do
 * @throws Refusal `FORBIDDEN` for others than the loader; `NOT_FOUND` for a list that replaces none
 */
export const moveTerritory = async (deps: Deps, listVersion: string): Promise<boolean> => {
  const { repositories, viewer, now, newId } = deps;
  permit(["loader"], viewer, {}, now());
  const list = (await repositories.units.lists()).find((one) => one.listVersion === listVersion);
  const replaces = list?.replaces ?? refuse("NOT_FOUND");
  const move = (await repositories.territory.moveTo(listVersion)) ?? beginMove(newId(), listVersion, replaces);
  switch (move.stage) {
    case "REGIONS":
      await moveRegions(deps, move);
      return true;
    case "PRODUCERS":
      await moveProducers(deps, move);
      return true;
    case "PRODUCTS":
      await moveProducts(deps, move);
      return true;
    case "DONE":
      if (!(await repositories.territory.isLeft(replaces))) return false;
      await repositories.territory.save(again(move));
      return true;
  }
};
