import { fromBinary, select, type Stated, type StatedPages, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Certificate } from "../domain/certificate";
import type { Council, Seat } from "../domain/council";
import type { CriteriaSet, CriteriaTree } from "../domain/criteria-set";
import type { Evaluation } from "../domain/evaluation";
import { certificateTable } from "./certificate.table";
import { councilTable, seatTable } from "./council.table";
import { criteriaSetTable, criteriaTreeTable } from "./criteria-set.table";
import { evaluationTable, readingTable } from "./evaluation.table";

/** What is read of one released dossier: who sits on its council, and whose sheet is in. */
export type StatedReading = {
  readonly evaluation: Evaluation;
  readonly council: Council;
  readonly seats: readonly Seat[];
  readonly handedIn: ReadonlySet<string>;
};

type Bodies = {
  readonly criteriaSet: (set: CriteriaSet, tree: CriteriaTree) => Stated<"evaluation.criteriaSet.stated">["body"];
  readonly certificate: (certificate: Certificate) => Stated<"evaluation.certificate.stated">["body"] | null;
  readonly reading: (reading: StatedReading) => Stated<"evaluation.reading.stated">["body"];
};

const page = 50;
const from = (after: string | null): Buffer => (after === null ? Buffer.alloc(16) : toBinary(after));

const statedSets = async (manager: EntityManager, after: string | null, { criteriaSet }: Bodies) => {
  const sets = await select(
    manager,
    criteriaSetTable,
    "FROM criteria_set t WHERE t.current = 1 AND t.complete = 1 AND t.set_id > ? ORDER BY t.set_id LIMIT ?",
    [from(after), page],
  );
  const trees = await store(manager, criteriaTreeTable).where({ id: sets.map(({ id }) => id) });
  return sets.flatMap((set) => {
    const tree = trees.find(({ id }) => id === set.id);
    return tree ? [{ id: set.setId, version: set.contentVersion, body: criteriaSet(set, tree) }] : [];
  });
};

/** Certificates whose place is unknown wait for registry's facts and are not told of before. */
const statedCertificates = async (manager: EntityManager, after: string | null, { certificate }: Bodies) => {
  const rows = await select(
    manager,
    certificateTable,
    "FROM certificate t WHERE t.province_region_id IS NOT NULL AND t.id > ? ORDER BY t.id LIMIT ?",
    [from(after), page],
  );
  return rows.flatMap((row) => {
    const body = certificate(row);
    return body ? [{ id: row.id, version: row.version, body, regionId: row.provinceRegionId }] : [];
  });
};

/** Councils have at most fifty seats. */
const seatsEach = 50;

const statedReadings = async (manager: EntityManager, after: string | null, { reading }: Bodies) => {
  const readings = await select(manager, readingTable, "FROM reading t WHERE t.id > ? ORDER BY t.id LIMIT ?", [
    from(after),
    page,
  ]);
  const ids = readings.map(({ id }) => id);
  if (ids.length === 0) return [];
  const evaluations = await store(manager, evaluationTable).where({ id: ids });
  const councilIds = [...new Set(evaluations.flatMap(({ councilId }) => councilId ?? []))];
  const councils = await store(manager, councilTable).where({ id: councilIds });
  const seats = await store(manager, seatTable).where(
    { councilId: councilIds },
    { order: [["id", "ASC"]], limit: councilIds.length * seatsEach },
  );
  const sheets = await manager.query<{ evaluation_id: Buffer; seat_id: Buffer }[]>(
    "SELECT DISTINCT evaluation_id, seat_id FROM score_sheet WHERE evaluation_id IN (?)",
    [ids.map((id) => toBinary(id))],
  );
  return readings.flatMap(({ id, version }) => {
    const evaluation = evaluations.find((one) => one.id === id);
    const council = councils.find((one) => one.id === evaluation?.councilId);
    if (!evaluation || !council) return [];
    const own = seats.filter(({ councilId }) => councilId === council.id);
    const handedIn = sheets.filter(({ evaluation_id }) => fromBinary(evaluation_id) === id);
    const body = reading({
      evaluation,
      council,
      seats: own,
      handedIn: new Set(handedIn.map(({ seat_id }) => fromBinary(seat_id))),
    });
    return [{ id, version, body, regionId: evaluation.provinceRegionId }];
  });
};

/** The current state of every aggregate that others copy, page by page. */
export const statedPages = (bodies: Bodies): StatedPages<"evaluation"> => ({
  "evaluation.criteriaSet.stated": (manager, after) => statedSets(manager, after, bodies),
  "evaluation.certificate.stated": (manager, after) => statedCertificates(manager, after, bodies),
  "evaluation.reading.stated": (manager, after) => statedReadings(manager, after, bodies),
});
