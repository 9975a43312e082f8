import { dayOf, systemViewer, type Day } from "@ocop/contracts";
import {
  insert,
  newTrace,
  select,
  store,
  systemAuthor,
  transact,
  type Cipher,
  type Clock,
  type ReadFile,
} from "@ocop/service-kit";
import type { DataSource, EntityManager } from "typeorm";
import {
  administrativeLineageTable,
  administrativeListTable,
  administrativeUnitTable,
} from "../data/administrative-unit.table";
import { queriesOn } from "../data/queries";
import { territoryRepository } from "../data/territory-move.repository";
import { fullName, textOfKey, type LineageLink } from "../domain/administrative-unit";
import { problemsOf, reusedCodes, type Known, type NewList, type Problem, type ReusedCode } from "../domain/new-list";
import { withoutReadings } from "../domain/rights";
import type { MovingRows } from "../domain/territory-move";
import { lineageOf, newKeyOf } from "../domain/unit-way";
import { searchKeys } from "../domain/unit-search";
import { actsOn } from "../main";
import { moveTerritory } from "../use-cases/move-territory";
import { readNewList } from "./new-list-files";
import { refreshSearch } from "./search-index";
import { sync } from "./sync";

export type NewListLoading = {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly cipher: Cipher;
  readonly readFile: ReadFile;
};

const author = systemAuthor("loader", "load-units");

const knownOf = async (manager: EntityManager, { list }: NewList): Promise<Known> => ({
  lists: await queriesOn(manager).lists(),
  units: await store(manager, administrativeUnitTable).where({ listVersion: list.replaces }, { limit: 1_000_000 }),
});

/** Rows of one old unit and where they go; several successors mean that a person must choose. */
export type Moving = {
  readonly unit: string;
  readonly to: readonly string[];
  readonly isSplit: boolean;
  readonly rows: Readonly<Record<MovingRows["kind"], number>>;
};

export type DryRun = {
  readonly list: NewList["list"];
  readonly problems: readonly Problem[];
  readonly reused: readonly ReusedCode[];
  /** old units in which rows lie, in order of their codes */
  readonly moving: readonly Moving[];
};

const noRows: Moving["rows"] = { producers: 0, products: 0, dossiers: 0, assignments: 0, rounds: 0 };

const movingOf = (given: NewList, { units }: Known, rows: readonly MovingRows[]): readonly Moving[] => {
  const { linksFrom } = lineageOf(given.links);
  const names = new Map(given.units.map((unit) => [textOfKey(unit), `${unit.code} ${fullName(unit).vi}`]));
  const byUnit = new Map<string, Record<MovingRows["kind"], number>>();
  for (const { unitId, kind, count } of rows) byUnit.set(unitId, { ...noRows, ...byUnit.get(unitId), [kind]: count });
  return units
    .flatMap((unit): readonly Moving[] => {
      const found = byUnit.get(unit.id);
      if (found === undefined) return [];
      const links = linksFrom(unit);
      const to = links.map((link) => names.get(textOfKey(newKeyOf(link))) ?? textOfKey(newKeyOf(link)));
      return [{ unit: `${unit.code} ${fullName(unit).vi}`, to, isSplit: links.length > 1, rows: found }];
    })
    .sort((a, b) => a.unit.localeCompare(b.unit));
};

/**
 * What a new list would change, and what is wrong with it. Nothing is written.
 *
 * @throws DamagedFile for a file that cannot be read
 */
export const dryRun = async ({
  dataSource,
  readFile,
}: Pick<NewListLoading, "dataSource" | "readFile">): Promise<DryRun> => {
  const given = readNewList(readFile);
  const { manager } = dataSource;
  const known = await knownOf(manager, given);
  const rows = await territoryRepository(manager).movingRows(given.list.replaces);
  return {
    list: given.list,
    problems: problemsOf(given, known),
    reused: reusedCodes(given, known),
    moving: movingOf(given, known, rows),
  };
};

const figures = ({ producers, products, dossiers, assignments, rounds }: Moving["rows"]): string =>
  [
    `${String(producers)} producers`,
    `${String(products)} products`,
    `${String(dossiers)} dossiers`,
    `${String(assignments)} assignments`,
    `${String(rounds)} rounds`,
  ].join(", ");

/** The report of a dry run, line by line. */
export const printDryRun = ({ list, problems, reused, moving }: DryRun): string => {
  const line = ({ unit, to, rows }: Moving): string => `  ${unit} → ${to.join(" | ")}: ${figures(rows)}`;
  const choices = moving.filter(({ isSplit }) => isSplit);
  return [
    `${list.listVersion} replaces ${list.replaces} on ${list.validFrom}: ${list.legalBasis}`,
    `problems: ${String(problems.length)}`,
    ...problems.map(({ code, where }) => `  ${code} ${where}`),
    `codes with another meaning: ${String(reused.length)}`,
    ...reused.map(({ code, was, is }) => `  ${code} ${was} → ${is}`),
    `units with rows that move: ${String(moving.length - choices.length)}`,
    ...moving.filter(({ isSplit }) => !isSplit).map(line),
    `split units with rows that wait for a choice: ${String(choices.length)}`,
    ...choices.map(line),
  ].join("\n");
};

/** A list that must not be loaded as it is. */
export class FaultyList extends Error {
  override readonly name = "FaultyList";
  constructor(readonly problems: readonly Problem[]) {
    super(
      `the list is faulty and nothing was loaded: ${problems.map(({ code, where }) => `${code} ${where}`).join("; ")}`,
    );
  }
}

const linkKey = (link: LineageLink): string => JSON.stringify(Object.values(link));

/** The list, its units and its lineage in one transaction; the replaced list ends on its first day. */
const writeList = async (manager: EntityManager, { list, units, links }: NewList, known: Known): Promise<void> => {
  const { listVersion, replaces, validFrom, legalBasis } = list;
  const end = { validTo: validFrom };
  const lists = store(manager, administrativeListTable);
  for (const old of known.lists.filter((one) => one.listVersion === replaces && one.validTo !== validFrom))
    await lists.save({ ...old, ...end });
  const [stored] = await lists.where({ listVersion }, { limit: 1 });
  if (stored === undefined)
    await sync(
      manager,
      administrativeListTable,
      [{ listVersion, replaces, validFrom, validTo: null, legalBasis }],
      (row) => row.listVersion,
    );
  const wanted = units.map((unit) => ({
    ...unit,
    validFrom,
    validTo: stored?.validTo ?? null,
    ...searchKeys(unit.kind, unit.name),
  }));
  const ended = known.units.map(({ id: _id, version: _version, ...unit }) => ({ ...unit, ...end }));
  await sync(manager, administrativeUnitTable, [...ended, ...wanted], textOfKey);
  const there = new Set(
    (
      await select(manager, administrativeLineageTable, "FROM administrative_lineage t WHERE t.new_list_version = ?", [
        listVersion,
      ])
    ).map(linkKey),
  );
  await insert(
    manager,
    administrativeLineageTable,
    links.filter((link) => !there.has(linkKey(link))),
  );
};

export type Applied = { readonly validFrom: Day; readonly batches: number | null };

/**
 * Loads a new list and, once it is in force, lets every row of the register follow it in batches. Stopped anywhere it
 * is run again and goes on; done, it changes nothing. In the end every product is found by what its units are called now.
 *
 * @returns the number of batches; null before the first day of the list, when only the list is loaded
 * @throws DamagedFile, FaultyList; nothing is written then
 */
export const applyNewList = async (loading: NewListLoading): Promise<Applied> => {
  const { dataSource, clock, cipher, readFile } = loading;
  const given = readNewList(readFile);
  await transact(
    dataSource,
    async (manager) => {
      const known = await knownOf(manager, given);
      const problems = problemsOf(given, known);
      if (problems.length > 0) throw new FaultyList(problems);
      await writeList(manager, given, known);
    },
    author,
  );
  const { listVersion, validFrom } = given.list;
  if (dayOf(clock.now()) < validFrom) return { validFrom, batches: null };
  const acts = actsOn(dataSource, cipher);
  const act = () => acts({ viewer: withoutReadings(systemViewer("loader")), now: clock.now(), trace: newTrace() });
  let batches = 0;
  while (await act()((deps) => moveTerritory(deps, listVersion))) batches += 1;
  await refreshSearch(dataSource, "all");
  return { validFrom, batches };
};
