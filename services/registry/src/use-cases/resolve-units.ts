import { dayOf } from "@ocop/contracts";
import {
  isCurrent,
  resolve,
  textOfKey,
  type AdministrativeUnit,
  type LineageLink,
  type Resolution,
  type UnitKey,
} from "../domain/administrative-unit";
import type { Queries } from "../domain/ports";

export type ResolvedUnit = {
  readonly outcome: Resolution["outcome"];
  /** units of today: one when resolved, several to choose from when split, none when ended */
  readonly successors: readonly AdministrativeUnit[];
};

const byStart = (links: readonly LineageLink[]): ReadonlyMap<string, readonly LineageLink[]> => {
  const starts = new Map<string, LineageLink[]>();
  for (const link of links) {
    const start = textOfKey({ listVersion: link.oldListVersion, code: link.oldCode });
    starts.set(start, [...(starts.get(start) ?? []), link]);
  }
  return starts;
};

const targetsOf = (links: readonly LineageLink[]): readonly UnitKey[] =>
  links.map(({ newListVersion, newCode }) => ({ listVersion: newListVersion, code: newCode }));

/** Where each of some units lies today, by {@link textOfKey}: two statements, however many they are. */
export const resolveUnits = async (
  queries: Pick<Queries, "lineage" | "unitsOfKeys">,
  units: readonly AdministrativeUnit[],
  now: Date,
): Promise<ReadonlyMap<string, ResolvedUnit>> => {
  const today = dayOf(now);
  const past = units.filter((unit) => !isCurrent(unit, today));
  const links = await queries.lineage(past);
  const known = new Map(
    [...units, ...(await queries.unitsOfKeys(targetsOf(links)))].map((unit) => [textOfKey(unit), unit]),
  );
  const next = byStart(links);
  const isLast = (key: UnitKey): boolean => {
    const unit = known.get(textOfKey(key));
    return unit !== undefined && isCurrent(unit, today);
  };
  return new Map(
    units.map((unit) => {
      const { outcome, keys } = resolve(unit, isLast, (key) => next.get(textOfKey(key)) ?? []);
      const successors = keys.flatMap((key) => known.get(textOfKey(key)) ?? []);
      return [textOfKey(unit), { outcome, successors }];
    }),
  );
};
