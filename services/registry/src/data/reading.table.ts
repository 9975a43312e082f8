import { column, table } from "@ocop/service-kit";
import type { DossierReader, DossierReading } from "../domain/reading";

export const dossierReadingTable = table<DossierReading>(
  "dossier_reading",
  {
    id: column.id(),
    version: column.version(),
    evaluationId: column.reference(),
    dossierId: column.reference(),
    councilId: column.reference(),
    provinceRegionId: column.reference(),
    released: column.boolean(),
    advanceSelfScore: column.code(20),
  },
  [{ name: "dossier_reading_dossier", columns: ["dossierId"] }],
);

export const dossierReaderTable = table<DossierReader>(
  "dossier_reader",
  {
    readingId: { ...column.reference(), primary: true },
    subject: { ...column.code(200), primary: true },
    role: { ...column.code(20), primary: true },
    scoring: column.boolean(),
    sheetIn: column.boolean(),
    conflicted: column.boolean(),
  },
  [{ name: "dossier_reader_subject", columns: ["subject", "readingId"] }],
);
