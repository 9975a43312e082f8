import DataLoader from "dataloader";
import { textOfKey, type AdministrativeUnit, type UnitKey } from "../domain/administrative-unit";
import type { Dossier, DossierSnapshot, OpenForms } from "../domain/dossier";
import { noPersonalFacts, type PersonalFacts } from "../domain/personal-data";
import type { Queries } from "../domain/ports";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import { dossierReaders, scopeOf, type RegistryViewer } from "../domain/rights";
import type { Round } from "../domain/round";
import { regionsOf } from "../use-cases/assignments-of";
import { choicesOf } from "../use-cases/rows-to-place";

type Identified = { readonly id: string };

/** One statement for all keys asked for in one tick; a key without a row is null. */
const byId = <Row extends Identified>(
  read: (ids: readonly string[]) => Promise<Row[]>,
): DataLoader<string, Row | null> =>
  new DataLoader(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

const byKey = (queries: Queries): DataLoader<UnitKey, AdministrativeUnit | null, string> =>
  new DataLoader(
    async (keys) => {
      const units = new Map((await queries.unitsOfKeys(keys)).map((unit) => [textOfKey(unit), unit]));
      return keys.map((key) => units.get(textOfKey(key)) ?? null);
    },
    { cacheKeyFn: textOfKey },
  );

type Mark = Omit<DossierSnapshot, "content">;

const snapshotsByDossier = (queries: Queries): DataLoader<string, readonly Mark[]> =>
  new DataLoader(async (ids) => {
    const marks = await queries.snapshots(ids);
    return ids.map((id) => marks.filter(({ dossierId }) => dossierId === id));
  });

const regionsByUnit = (queries: Queries, now: Date): DataLoader<string, readonly string[]> =>
  new DataLoader(async (ids) => {
    const regions = await regionsOf(queries, ids, now);
    return ids.map((id) => regions.get(id) ?? []);
  });

const choicesByUnit = (queries: Queries, now: Date): DataLoader<string, readonly AdministrativeUnit[]> =>
  new DataLoader(async (ids) => {
    const choices = await choicesOf(queries, ids, now);
    return ids.map((id) => choices.get(id) ?? []);
  });

const personalById = (queries: Queries): DataLoader<string, PersonalFacts> =>
  new DataLoader(async (ids) => {
    const facts = await queries.personalFacts(ids);
    return ids.map((id) => facts.get(id) ?? noPersonalFacts);
  });

const formsOfDossiers = (queries: Queries): DataLoader<Dossier, OpenForms, string> =>
  new DataLoader((dossiers) => queries.openForms(dossiers), {
    cacheKeyFn: ({ id, version }) => `${id} ${String(version)}`,
  });

/** Keyed reads of one request. Dossiers pass the viewer's scope on every path. */
export type Loaders = {
  readonly units: DataLoader<string, AdministrativeUnit | null>;
  readonly unitsOfKeys: DataLoader<UnitKey, AdministrativeUnit | null, string>;
  /** units of today in which a unit of any list lies */
  readonly regions: DataLoader<string, readonly string[]>;
  /** units of today to choose from for rows of a commune that was split */
  readonly choices: DataLoader<string, readonly AdministrativeUnit[]>;
  readonly producers: DataLoader<string, Producer | null>;
  /** personal facts of producers, opened; a field asks only after its rule allowed it */
  readonly personal: DataLoader<string, PersonalFacts>;
  readonly products: DataLoader<string, Product | null>;
  readonly rounds: DataLoader<string, Round | null>;
  readonly dossiers: DataLoader<string, Dossier | null>;
  /** forms of dossiers with their personal values opened */
  readonly forms: DataLoader<Dossier, OpenForms, string>;
  readonly snapshots: DataLoader<string, readonly Mark[]>;
};

export const loadersOf = (queries: Queries, viewer: RegistryViewer, now: Date): Loaders => ({
  units: byId((ids) => queries.units(ids)),
  unitsOfKeys: byKey(queries),
  regions: regionsByUnit(queries, now),
  choices: choicesByUnit(queries, now),
  producers: byId((ids) => queries.producers(ids)),
  personal: personalById(queries),
  products: byId((ids) => queries.products(ids)),
  rounds: byId((ids) => queries.rounds(ids)),
  dossiers: byId((ids) => queries.dossiers(ids, scopeOf(viewer, dossierReaders))),
  forms: formsOfDossiers(queries),
  snapshots: snapshotsByDossier(queries),
});
