import type { Day } from "@ocop/contracts";
import { isDemonstration } from "../domain/administrative-unit";
import type { Queries } from "../domain/ports";
import { refuse } from "../domain/refusals";
import {
  isAbove,
  territoryMap,
  totalsBy,
  type Boundaries,
  type Territory,
  type TerritoryTotals,
  type TotalsMeasure,
} from "../domain/territory-totals";

type Lists = Awaited<ReturnType<Queries["territory"]>>;

/** The map of lists that did not change is drawn once. */
const maps = new WeakMap<Lists, Territory>();
export const mapOf = (lists: Lists): Territory => {
  const map = maps.get(lists) ?? territoryMap(lists.units, lists.links);
  maps.set(lists, map);
  return map;
};

/**
 * Products or producers counted by the boundaries of a list: two statements, however many there are, and two more
 * when the lists have changed. The
 * demonstration territory is counted in its own list alone.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for an unknown list, a level the list does not have, or a unit above that
 *   is not in it or not above the level
 */
export const countByTerritory = async (
  queries: Pick<Queries, "territory" | "productCounts" | "producerCounts">,
  boundaries: Boundaries,
  measure: TotalsMeasure,
  today: Day,
): Promise<TerritoryTotals> => {
  const lists = await queries.territory();
  const inList = lists.units.filter(({ listVersion }) => listVersion === boundaries.listVersion);
  if (inList.length === 0) refuse("BAD_USER_INPUT", { field: "listVersion" });
  if (!inList.some(({ level }) => level === boundaries.level)) refuse("BAD_USER_INPUT", { field: "level" });
  const parent = inList.find(({ code }) => code === boundaries.parentCode);
  if (boundaries.parentCode !== null && (parent === undefined || !isAbove(parent.level, boundaries.level)))
    refuse("BAD_USER_INPUT", { field: "parentCode" });
  const demonstration = isDemonstration({ listVersion: boundaries.listVersion, code: "" });
  const rows =
    measure === "PRODUCTS"
      ? await queries.productCounts(demonstration, today)
      : await queries.producerCounts(demonstration);
  return totalsBy(mapOf(lists), rows, boundaries);
};
