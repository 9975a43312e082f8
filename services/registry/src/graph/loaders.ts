import type { Viewer } from "@ocop/contracts";
import DataLoader from "dataloader";
import { textOfKey, type AdministrativeUnit, type UnitKey } from "../domain/administrative-unit";
import type { Dossier, DossierSnapshot } from "../domain/dossier";
import type { Queries } from "../domain/ports";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import { dossierReaders, scopeOf } from "../domain/rights";
import type { Round } from "../domain/round";

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

/** Keyed reads of one request. Dossiers pass the viewer's scope on every path. */
export type Loaders = {
  readonly units: DataLoader<string, AdministrativeUnit | null>;
  readonly unitsOfKeys: DataLoader<UnitKey, AdministrativeUnit | null, string>;
  readonly producers: DataLoader<string, Producer | null>;
  readonly products: DataLoader<string, Product | null>;
  readonly rounds: DataLoader<string, Round | null>;
  readonly dossiers: DataLoader<string, Dossier | null>;
  readonly snapshots: DataLoader<string, readonly Mark[]>;
};

export const loadersOf = (queries: Queries, viewer: Viewer): Loaders => ({
  units: byId((ids) => queries.units(ids)),
  unitsOfKeys: byKey(queries),
  producers: byId((ids) => queries.producers(ids)),
  products: byId((ids) => queries.products(ids)),
  rounds: byId((ids) => queries.rounds(ids)),
  dossiers: byId((ids) => queries.dossiers(ids, scopeOf(viewer, dossierReaders))),
  snapshots: snapshotsByDossier(queries),
});
