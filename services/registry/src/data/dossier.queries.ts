import { store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { DossierSnapshot } from "../domain/dossier";
import type { DossierFilter, Queries } from "../domain/ports";
import { dossierSnapshotTable, dossierTable } from "./dossier.table";

const filterOf = ({ state, roundId }: DossierFilter) => ({
  ...(state === null ? {} : { state }),
  ...(roundId === null ? {} : { roundId }),
});

/** The marks of the snapshots without their content, which only a reader of one dossier asks for. */
const snapshotsOf = (
  manager: EntityManager,
  dossierIds: readonly string[],
): Promise<Omit<DossierSnapshot, "content">[]> =>
  manager
    .createQueryBuilder(dossierSnapshotTable, "t")
    .select(["t.id", "t.version", "t.dossierId", "t.number", "t.sha256", "t.takenAt"])
    .where("t.dossierId IN (:...ids)", { ids: dossierIds.map(toBinary) })
    .orderBy("t.number", "ASC")
    .getMany();

export const dossierQueries = (
  manager: EntityManager,
): Pick<Queries, "dossiers" | "dossierPage" | "dossierCount" | "snapshots"> => {
  const dossiers = store(manager, dossierTable);
  return {
    dossiers: (ids, scope) => dossiers.where({ id: ids }, { scope, limit: ids.length }),
    dossierPage: (filter, scope, wish) =>
      dossiers.page({ filter: filterOf(filter), scope, ...wish, sort: [], direction: "DESC" }),
    dossierCount: (filter, scope) => dossiers.count({ filter: filterOf(filter), scope }),
    snapshots: (dossierIds) => snapshotsOf(manager, dossierIds),
  };
};
