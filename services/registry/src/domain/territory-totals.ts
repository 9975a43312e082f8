import {
  textOfKey,
  type AdministrativeUnit,
  type LineageLink,
  type UnitKey,
  type UnitLevel,
} from "./administrative-unit";
import type { ProductState } from "./product";
import { lineageOf, newKeyOf, oldKeyOf } from "./unit-way";

/** As little of a unit as totals need. */
export type PlainUnit = Pick<AdministrativeUnit, "id" | "listVersion" | "code" | "level" | "parentCode">;

/** What a record says of where it lies: today's units, and the unit it was issued for, where that is known. */
export type Lying = {
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
  readonly issuedUnitId: string | null;
};

/** Records of one place that are counted together; state and stars are null for producers. */
export type CountedRows = Lying & {
  readonly state: ProductState | null;
  /** of a certificate in force; null without one */
  readonly stars: number | null;
  readonly count: number;
};

/** What is counted. */
export const totalsMeasures = ["PRODUCTS", "PRODUCERS"] as const;
export type TotalsMeasure = (typeof totalsMeasures)[number];

/** Boundaries by which records are counted: a level of a list, of the whole country or inside one unit above. */
export type Boundaries = {
  readonly listVersion: string;
  readonly level: UnitLevel;
  readonly parentCode: string | null;
};

/**
 * Where a record belongs under some boundaries: in one unit; `NOT_KNOWN` where nothing is known of it at that
 * level; `NOT_TOLD_APART` where several units are possible, since today's unit was made of several or the old one
 * was split; `ELSEWHERE` outside the unit that is asked for.
 */
export type Belonging = { readonly code: string } | "NOT_KNOWN" | "NOT_TOLD_APART" | "ELSEWHERE";

export type Territory = {
  readonly unitOf: (id: string) => PlainUnit | undefined;
  /** the units of the level, in order of their codes */
  readonly unitsIn: (boundaries: Boundaries) => readonly PlainUnit[];
  readonly belongs: (lying: Lying, boundaries: Boundaries) => Belonging;
};

const ranks: Readonly<Record<UnitLevel, number>> = { PROVINCE: 0, DISTRICT: 1, COMMUNE: 2 };

/** Can a unit of the one level hold units of the other? */
export const isAbove = (level: UnitLevel, other: UnitLevel): boolean => ranks[level] < ranks[other];

/** Candidates of one level, and whether the unit they come from was at least as fine. */
type Evidence = { readonly codes: ReadonlySet<string>; readonly isFine: boolean };

const intersection = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...a].filter((code) => b.has(code)));

/**
 * The lists and their lineage as a map on which records are placed. Nothing is guessed: a record counts in a unit
 * only when everything known of it leaves that one unit.
 *
 * Today's commune speaks for the older units it was made of, the issued unit for itself and for what became of it;
 * a record lies where both agree. Should they not, it was entered anew somewhere else, and today's unit holds.
 */
export const territoryMap = (units: readonly PlainUnit[], links: readonly LineageLink[]): Territory => {
  const [byId, byKey] = [new Map<string, PlainUnit>(), new Map<string, PlainUnit>()];
  const children = new Map<string, PlainUnit[]>();
  for (const unit of units) {
    byId.set(unit.id, unit);
    byKey.set(textOfKey(unit), unit);
    if (unit.parentCode === null) continue;
    const above = textOfKey({ listVersion: unit.listVersion, code: unit.parentCode });
    const known = children.get(above);
    if (known) known.push(unit);
    else children.set(above, [unit]);
  }
  const { linksFrom, linksTo } = lineageOf(links);
  const below = (unit: PlainUnit): readonly PlainUnit[] => children.get(textOfKey(unit)) ?? [];
  const above = ({ listVersion, parentCode }: PlainUnit): PlainUnit | undefined =>
    parentCode === null ? undefined : byKey.get(textOfKey({ listVersion, code: parentCode }));

  /** The units of a list that hold some of a unit's ground: itself, successors or predecessors. */
  const counterparts = (start: PlainUnit, listVersion: string): readonly PlainUnit[] => {
    const walk = (linksOf: (key: UnitKey) => readonly LineageLink[], farEnd: (link: LineageLink) => UnitKey) => {
      const found = new Map<string, PlainUnit>();
      const seen = new Set<string>();
      const step = (key: UnitKey): void => {
        const text = textOfKey(key);
        if (seen.has(text)) return;
        seen.add(text);
        const unit = byKey.get(text);
        if (unit !== undefined && unit.listVersion === listVersion) found.set(text, unit);
        else for (const link of linksOf(key)) step(farEnd(link));
      };
      step(start);
      return [...found.values()];
    };
    const onwards = walk(linksFrom, newKeyOf);
    return onwards.length > 0 ? onwards : walk(linksTo, oldKeyOf);
  };

  const upTo = (unit: PlainUnit, level: UnitLevel): PlainUnit | undefined => {
    if (unit.level === level) return unit;
    const next = above(unit);
    return next === undefined ? undefined : upTo(next, level);
  };
  const downTo = (unit: PlainUnit, level: UnitLevel): readonly PlainUnit[] =>
    unit.level === level ? [unit] : below(unit).flatMap((one) => downTo(one, level));
  const atLevel = (unit: PlainUnit, level: UnitLevel): readonly PlainUnit[] => {
    if (ranks[unit.level] <= ranks[level]) return downTo(unit, level);
    const up = upTo(unit, level);
    return up === undefined ? [] : [up];
  };

  const remember = <Value>(make: (id: string, listVersion: string, level: UnitLevel) => Value) => {
    const known = new Map<string, Value>();
    return (id: string, listVersion: string, level: UnitLevel): Value => {
      const key = [id, listVersion, level].join();
      const value = known.get(key) ?? make(id, listVersion, level);
      known.set(key, value);
      return value;
    };
  };
  const evidenceOf = remember((id, listVersion, level): Evidence | null => {
    const unit = byId.get(id);
    if (unit === undefined) return null;
    const there = counterparts(unit, listVersion);
    return {
      codes: new Set(there.flatMap((one) => atLevel(one, level)).map(({ code }) => code)),
      isFine: there.some((one) => ranks[one.level] >= ranks[level]),
    };
  });

  const atLevelOf = (lying: Lying, listVersion: string, level: UnitLevel): Evidence => {
    const now = evidenceOf(lying.communeRegionId ?? lying.provinceRegionId, listVersion, level);
    const issued = lying.issuedUnitId === null ? null : evidenceOf(lying.issuedUnitId, listVersion, level);
    const nothing: Evidence = { codes: new Set(), isFine: false };
    if (now === null || issued === null) return now ?? issued ?? nothing;
    const both = intersection(now.codes, issued.codes);
    return both.size === 0 ? now : { codes: both, isFine: now.isFine || issued.isFine };
  };

  const belongs = (lying: Lying, { listVersion, level, parentCode }: Boundaries): Belonging => {
    const parent = parentCode === null ? undefined : byKey.get(textOfKey({ listVersion, code: parentCode }));
    if (parentCode !== null) {
      if (parent === undefined) return "ELSEWHERE";
      const there = atLevelOf(lying, listVersion, parent.level).codes;
      if (there.size !== 1 || !there.has(parentCode)) return "ELSEWHERE";
    }
    const { codes: all, isFine } = atLevelOf(lying, listVersion, level);
    const codes =
      parent === undefined ? all : intersection(all, new Set(downTo(parent, level).map(({ code }) => code)));
    const [code, ...others] = codes;
    if (code === undefined) return "NOT_KNOWN";
    if (others.length === 0) return { code };
    return isFine ? "NOT_TOLD_APART" : "NOT_KNOWN";
  };

  const unitsIn = ({ listVersion, level, parentCode }: Boundaries): readonly PlainUnit[] => {
    const parent = parentCode === null ? undefined : byKey.get(textOfKey({ listVersion, code: parentCode }));
    const found =
      parentCode === null
        ? units.filter((unit) => unit.listVersion === listVersion && unit.level === level)
        : parent === undefined
          ? []
          : downTo(parent, level);
    return found.toSorted((a, b) => a.code.localeCompare(b.code));
  };

  return { unitOf: (id) => byId.get(id), unitsIn, belongs };
};

/** How many records, and of products how many in which state and with how many stars. */
export type Figures = {
  readonly count: number;
  readonly byState: readonly { readonly state: ProductState; readonly count: number }[];
  readonly byStars: readonly { readonly stars: number | null; readonly count: number }[];
};

/** Adds up groups of records. Stars come best first, products without a certificate in force last. */
export const figuresOf = (rows: readonly CountedRows[]): Figures => {
  const states = new Map<ProductState, number>();
  const stars = new Map<number | null, number>();
  let count = 0;
  for (const row of rows) {
    count += row.count;
    if (row.state === null) continue;
    states.set(row.state, (states.get(row.state) ?? 0) + row.count);
    stars.set(row.stars, (stars.get(row.stars) ?? 0) + row.count);
  }
  return {
    count,
    byState: [...states].map(([state, n]) => ({ state, count: n })).sort((a, b) => a.state.localeCompare(b.state)),
    byStars: [...stars].map(([of, n]) => ({ stars: of, count: n })).sort((a, b) => (b.stars ?? 0) - (a.stars ?? 0)),
  };
};

export type TerritoryTotals = {
  /** every record inside the boundaries: the units and both buckets together */
  readonly total: Figures;
  readonly notKnown: Figures;
  readonly notToldApart: Figures;
  /** every unit of the level, those without records too, in order of their codes */
  readonly units: readonly { readonly unit: PlainUnit; readonly figures: Figures }[];
};

/**
 * Records counted by the boundaries of any list. Whatever the boundaries of the whole country, the units and the
 * two buckets add up to the same: a record that cannot be told apart is counted, and counted once.
 */
export const totalsBy = (map: Territory, rows: readonly CountedRows[], boundaries: Boundaries): TerritoryTotals => {
  const byCode = new Map<string, CountedRows[]>();
  const [inside, notKnown, notToldApart]: [CountedRows[], CountedRows[], CountedRows[]] = [[], [], []];
  for (const row of rows) {
    const place = map.belongs(row, boundaries);
    if (place === "ELSEWHERE") continue;
    inside.push(row);
    if (place === "NOT_KNOWN") notKnown.push(row);
    else if (place === "NOT_TOLD_APART") notToldApart.push(row);
    else {
      const known = byCode.get(place.code);
      if (known) known.push(row);
      else byCode.set(place.code, [row]);
    }
  }
  return {
    total: figuresOf(inside),
    notKnown: figuresOf(notKnown),
    notToldApart: figuresOf(notToldApart),
    units: map.unitsIn(boundaries).map((unit) => ({ unit, figures: figuresOf(byCode.get(unit.code) ?? []) })),
  };
};
