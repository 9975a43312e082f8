import { asCode, fromBinary, insert, putCopy, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import type { Reading } from "../domain/reading";
import { dossierReaderTable, dossierReadingTable } from "./reading.table";

/**
 * The copy of who reads what. The row of the reading carries the version that guards its seats: it is locked
 * while they are replaced, so that of two events at once the newer one stays.
 */
export const readingRepository = (manager: EntityManager): Repositories["readings"] => ({
  put: async (reading, readers) => {
    await putCopy(manager, dossierReadingTable, reading);
    const id = toBinary(reading.id);
    const [kept] = await manager.query<{ version: number }[]>(
      "SELECT version FROM dossier_reading WHERE id = ? FOR UPDATE",
      [id],
    );
    if (Number(kept?.version) !== reading.version) return;
    await manager.query("DELETE FROM dossier_reader WHERE reading_id = ?", [id]);
    await insert(manager, dossierReaderTable, readers);
  },
});

/** More evaluations than one person sits in for years; of more, the newest. */
const many = 1_000;

type Flag = "released" | "scoring" | "sheetIn" | "conflicted";
type Row = Omit<Reading, Flag | "dossierId" | "evaluationId" | "producerId"> & { readonly [Key in Flag]: number } & {
  readonly dossierId: Buffer;
  readonly evaluationId: Buffer;
  readonly producerId: Buffer | null;
};

/** The seats of one person, in one statement. */
export const readingsOf = async (manager: EntityManager, subject: string): Promise<Reading[]> => {
  const rows = await manager.query<Row[]>(
    `SELECT d.dossier_id AS dossierId, d.evaluation_id AS evaluationId, d.released,
            d.advance_self_score AS advanceSelfScore, r.role, r.scoring, r.sheet_in AS sheetIn, r.conflicted,
            f.producer_id AS producerId
     FROM dossier_reader r JOIN dossier_reading d ON d.id = r.reading_id LEFT JOIN dossier f ON f.id = d.dossier_id
     WHERE r.subject = ? ORDER BY r.reading_id DESC LIMIT ${String(many)}`,
    [asCode(subject)],
  );
  return rows.map(({ dossierId, evaluationId, producerId, released, scoring, sheetIn, conflicted, ...row }) => ({
    ...row,
    dossierId: fromBinary(dossierId),
    evaluationId: fromBinary(evaluationId),
    producerId: producerId && fromBinary(producerId),
    released: released === 1,
    scoring: scoring === 1,
    sheetIn: sheetIn === 1,
    conflicted: conflicted === 1,
  }));
};
