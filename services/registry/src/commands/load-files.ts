import { dayOf, systemViewer, type Day } from "@ocop/contracts";
import {
  DamagedFile,
  insert,
  newId,
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
import { assignmentTable } from "../data/assignment.table";
import { programmeTable } from "../data/programme.table";
import { evidenceKindTable, formDefinitionTable, productSetTable } from "../data/reference.table";
import { roundTable } from "../data/round.table";
import { isCurrent, textOfKey, type AdministrativeUnit, type LineageLink } from "../domain/administrative-unit";
import { grant, nowhere, type ScopeTerritory } from "../domain/assignment";
import { placesNamed } from "../domain/issued-unit";
import { noPersonalFacts } from "../domain/personal-data";
import { planRound, type Round } from "../domain/round";
import { withoutReadings } from "../domain/rights";
import { searchKeys } from "../domain/unit-search";
import { actsOn } from "../main";
import type { Deps } from "../use-cases/deps";
import { importProducer, type Place } from "../use-cases/import-producer";
import { importProduct } from "../use-cases/import-product";
import { demonstrationFile, readDemonstration, type Demonstration } from "./demonstration-file";
import { formsFile, productSetsFile, readForms, readProductSets } from "./forms-file";
import { listsFile, readLists, type ListedList } from "./lists-file";
import { programmesFile, readProgrammes } from "./programmes-file";
import { productsFile, readProducts, type PublishedProduct } from "./products-file";
import { refreshSearch, searchIndex } from "./search-index";
import { sync, type Outcome } from "./sync";
import { lineageFile, readLineage, readUnits, unitsFile } from "./units-file";

/** Told after each file. */
export type Progress = (file: string, outcome: Outcome) => void;

/** Where reference data comes from and goes to. */
export type Loading = {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly cipher: Cipher;
  readonly readFile: ReadFile;
  readonly say: Progress;
};

/** Who answers in the audit log for what a file changes. */
const author = systemAuthor("loader", "load-reference");

const linkKey = (link: LineageLink): string =>
  [link.oldListVersion, link.oldCode, link.newListVersion, link.newCode, link.relation].join();

const syncLineage = async (manager: EntityManager, links: readonly LineageLink[]): Promise<Outcome> => {
  // Links to a list that came later, by load-units, are not this file's to take away.
  const listed = [...new Set(links.map(({ newListVersion }) => newListVersion))];
  const stored = (await select(manager, administrativeLineageTable, "FROM administrative_lineage t", [])).filter(
    ({ newListVersion }) => listed.includes(newListVersion),
  );
  const [known, wanted] = [new Set(stored.map(linkKey)), new Set(links.map(linkKey))];
  const gone = stored.filter((link) => !wanted.has(linkKey(link)));
  for (const { oldListVersion, oldCode, newListVersion, newCode } of gone)
    await manager.delete(administrativeLineageTable, { oldListVersion, oldCode, newListVersion, newCode });
  const added = links.filter((link) => !known.has(linkKey(link)));
  await insert(manager, administrativeLineageTable, added);
  return { added: added.length, changed: gone.length, same: links.length - added.length };
};

/** The last days of lists that a list of load-units has replaced since: these files do not know of it. */
const laterEnds = async (manager: EntityManager, lists: readonly ListedList[]): Promise<ReadonlyMap<string, Day>> => {
  const stored = await store(manager, administrativeListTable).where({}, { limit: 1_000 });
  return new Map(
    stored.flatMap(({ listVersion, replaces, validFrom }) =>
      replaces === null || validFrom === null || lists.some((one) => one.listVersion === listVersion)
        ? []
        : [[replaces, validFrom] as const],
    ),
  );
};

/** The published lists, their units and lineage. */
export const loadUnits = async ({ dataSource, readFile, say }: Loading): Promise<Outcome> => {
  const ends = await laterEnds(dataSource.manager, readLists(readFile(listsFile)));
  const ended = <Row extends { readonly listVersion: string; readonly validTo: Day | null }>(row: Row): Row => ({
    ...row,
    validTo: row.validTo ?? ends.get(row.listVersion) ?? null,
  });
  const lists = readLists(readFile(listsFile)).map(ended);
  const units = readUnits(readFile(unitsFile)).map(ended);
  const links = readLineage(readFile(lineageFile), units);
  const synced = await transact(
    dataSource,
    (manager) => sync(manager, administrativeUnitTable, units, textOfKey),
    author,
  );
  const known = await transact(
    dataSource,
    (manager) => sync(manager, administrativeListTable, lists, ({ listVersion }) => listVersion),
    author,
  );
  say(listsFile, known);
  say(unitsFile, synced);
  say(lineageFile, await transact(dataSource, (manager) => syncLineage(manager, links), author));
  return synced;
};

/** The published lists with all their units. */
const allLists = async (manager: EntityManager) => {
  const lists = await store(manager, administrativeListTable).where({}, { limit: 1_000 });
  const listVersion = lists.map((list) => list.listVersion);
  return { lists, units: await store(manager, administrativeUnitTable).where({ listVersion }, { limit: 1_000_000 }) };
};

const currentUnits = async (manager: EntityManager, today: Day): Promise<readonly AdministrativeUnit[]> =>
  (await store(manager, administrativeUnitTable).where({}, { limit: 1_000_000 })).filter((unit) =>
    isCurrent(unit, today),
  );

/** The rounds of this year and the next, for the centre and for every province of today's lists. */
const planRounds = async (
  manager: EntityManager,
  { rounds }: ReturnType<typeof readForms>,
  today: Day,
): Promise<Outcome> => {
  const provinces = (await currentUnits(manager, today)).filter(({ level }) => level === "PROVINCE");
  const year = Number(today.slice(0, 4));
  const table = store(manager, roundTable);
  const keyOf = ({ level, provinceRegionId, year: of, no }: Round): string => [level, provinceRegionId, of, no].join();
  const known = new Set((await table.where({}, { limit: 1_000_000 })).map(keyOf));
  const planned = [year, year + 1].flatMap((of) =>
    rounds.flatMap((rule) =>
      rule.level === "CENTRAL"
        ? [planRound(newId(), rule, of, null)]
        : provinces.map(({ id, listVersion }) => ({
            ...planRound(newId(), rule, of, id),
            demonstration: listVersion === "demonstration",
          })),
    ),
  );
  const added = planned.filter((round) => !known.has(keyOf(round)));
  await table.insert(added.map((round) => ({ ...round, version: 1 })));
  return { added: added.length, changed: 0, same: planned.length - added.length };
};

const sum = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce((a, b) => ({ added: a.added + b.added, changed: a.changed + b.changed, same: a.same + b.same }));

/** Product sets, forms, kinds of evidence, and the rounds of this year and the next. @returns what changed of the sets */
export const loadForms = async ({ dataSource, clock, readFile, say }: Loading): Promise<Outcome> => {
  const sets = readProductSets(readFile(productSetsFile));
  const synced = await transact(
    dataSource,
    (manager) => sync(manager, productSetTable, sets, ({ code }) => code),
    author,
  );
  say(productSetsFile, synced);
  const listed = readForms(readFile(formsFile));
  const keyOf = ({ regime, code }: { readonly regime: string; readonly code: string }): string => `${regime}/${code}`;
  const outcome = await transact(
    dataSource,
    async (manager) =>
      sum([
        await sync(manager, formDefinitionTable, listed.forms, keyOf),
        await sync(manager, evidenceKindTable, listed.evidence, keyOf),
        await planRounds(manager, listed, dayOf(clock.now())),
      ]),
    author,
  );
  say(formsFile, outcome);
  return synced;
};

/** The national programmes with their targets. */
export const loadProgrammes = async ({ dataSource, readFile, say }: Loading): Promise<void> => {
  const programmes = readProgrammes(readFile(programmesFile));
  say(
    programmesFile,
    await transact(dataSource, (manager) => sync(manager, programmeTable, programmes, ({ code }) => code), author),
  );
};

const placeOf = (
  places: ReadonlyMap<string, AdministrativeUnit>,
  named: ReturnType<typeof placesNamed>,
  product: PublishedProduct,
): Place => {
  const find = (code: string): AdministrativeUnit => places.get(code) ?? unknownUnit(product.line, code);
  return {
    province: find(product.provinceCode),
    commune: product.communeCode === null ? null : find(product.communeCode),
    issuedUnitId: named(product.placeAsIssued)?.id ?? null,
  };
};

const unknownUnit = (line: number, code: string): never => {
  throw new DamagedFile(productsFile, `line ${String(line)}`, `${code} is no unit of today's list`);
};

const importOne = async (deps: Deps, product: PublishedProduct, place: Place): Promise<number> => {
  const { producerId, producerName, producerKind, addressAsIssued } = product;
  if (producerId !== null && producerName !== null)
    await importProducer(
      deps,
      producerId,
      {
        ...noPersonalFacts,
        name: producerName,
        kind: producerKind,
        addressLine: addressAsIssued,
        representative: null,
      },
      place,
    );
  const saved = await importProduct(
    deps,
    {
      id: product.productId,
      producerId,
      nameVi: product.name,
      nameEn: null,
      storyVi: null,
      storyEn: null,
      setCode: null,
      addressAsIssued,
      sourceUrl: product.sourceUrl,
      suggestedSetCode: product.suggestedSetCode,
    },
    place,
  );
  return saved === null ? 0 : 1;
};

const loadProducts = async ({ dataSource, clock, cipher, readFile, say }: Loading): Promise<void> => {
  const products = readProducts(readFile(productsFile));
  const official = (await currentUnits(dataSource.manager, dayOf(clock.now()))).filter(
    ({ listVersion }) => listVersion !== "demonstration",
  );
  const places = new Map(official.map((unit) => [unit.code, unit]));
  const { lists, units } = await allLists(dataSource.manager);
  const named = placesNamed(units, lists);
  const placed = products.map((product) => ({ product, place: placeOf(places, named, product) }));
  const viewer = withoutReadings(systemViewer("loader"));
  const act = actsOn(dataSource, cipher)({ viewer, now: clock.now(), trace: newTrace() });
  const added = await act(async (deps) => {
    let count = 0;
    for (const { product, place } of placed) count += await importOne(deps, product, place);
    return count;
  });
  say(productsFile, { added, changed: 0, same: products.length - added });
};

/** Adds the rows that are not there; a row that is stays as it was changed since. */
const addMissing = async <T extends { readonly id: string; readonly version: number }>(
  table: ReturnType<typeof store<T>>,
  rows: readonly T[],
): Promise<Outcome> => {
  let added = 0;
  for (const row of rows)
    if ((await table.find(row.id)) === null) {
      await table.save(row);
      added += 1;
    }
  return { added, changed: 0, same: rows.length - added };
};

const unknownDemonstrationUnit = (code: string): never => {
  throw new DamagedFile(demonstrationFile, code, "is no unit of the file");
};

const demonstrationRows = ({ listVersion, units, rounds, assignments }: Demonstration, now: Date) => {
  const unitOf = (code: string) => units.find((one) => one.code === code) ?? unknownDemonstrationUnit(code);
  const idOf = (code: string | null): string | null => (code === null ? null : unitOf(code).id);
  const territory = (code: string | null): ScopeTerritory => {
    if (code === null) return nowhere;
    const { id, level, parentCode } = unitOf(code);
    return level === "PROVINCE"
      ? { provinceRegionId: id, communeRegionId: null }
      : { provinceRegionId: idOf(parentCode), communeRegionId: id };
  };
  return {
    units: units.map((unit) => ({
      ...unit,
      version: 0,
      listVersion,
      validFrom: null,
      validTo: null,
      ...searchKeys(unit.kind, unit.name),
    })),
    rounds: rounds.map(({ provinceCode, ...round }) => ({
      ...round,
      version: 0,
      level: "PROVINCE" as const,
      provinceRegionId: idOf(provinceCode),
      year: null,
      demonstration: true,
    })),
    assignments: assignments.map(({ unitCode, ...right }) =>
      grant({
        ...right,
        ...territory(unitCode),
        scopeId: idOf(unitCode),
        grantedBy: "loader",
        proposedAt: now,
      }),
    ),
  };
};

/** The demonstration territory, its open rounds and its people's rights: never part of the official lists. */
export const loadDemonstration = async ({ dataSource, clock, readFile, say }: Loading): Promise<void> => {
  const rows = demonstrationRows(readDemonstration(readFile(demonstrationFile)), clock.now());
  const outcome = await transact(
    dataSource,
    async (manager) =>
      sum([
        await addMissing(store(manager, administrativeUnitTable), rows.units),
        await addMissing(store(manager, roundTable), rows.rounds),
        await addMissing(store(manager, assignmentTable), rows.assignments),
      ]),
    author,
  );
  say(demonstrationFile, outcome);
};

/**
 * Loads the reference data of this service, one transaction per file, in the order in which they need
 * each other. Loading it again changes nothing and publishes nothing. Products that a search does not know yet, and
 * all of them when a unit or a set has got another name, are brought up to date in the end.
 *
 * @throws DamagedFile naming file, place and reason; nothing of that file is written
 */
export const loadReference = async (loading: Loading & { readonly demonstration: boolean }): Promise<void> => {
  const units = await loadUnits(loading);
  if (loading.demonstration) await loadDemonstration(loading);
  const sets = await loadForms(loading);
  await loadProgrammes(loading);
  await loadProducts(loading);
  const isRenamed = units.changed + sets.changed + sets.added > 0;
  loading.say(searchIndex, await refreshSearch(loading.dataSource, isRenamed ? "all" : "missing"));
};
