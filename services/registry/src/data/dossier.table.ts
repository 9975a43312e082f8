import { column, table } from "@ocop/service-kit";
import type { Dossier, DossierSnapshot } from "../domain/dossier";

export const dossierTable = table<Dossier>(
  "dossier",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    producerId: column.reference(),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference(),
    regime: column.code(20),
    setCode: column.code(20),
    criteriaSetVersion: column.integer({ nullable: true }),
    registrationType: column.code(10),
    state: column.code(20),
    roundId: column.reference(),
    lateReason: column.text(1_000, { nullable: true }),
    form01: { ...column.json(), name: "form_01" },
    form02: { ...column.json(), name: "form_02" },
    answers: column.json(),
    evidence: column.json(),
    communeReport: column.json({ nullable: true }),
    returned: column.json({ nullable: true }),
    productCode: column.code(40, { nullable: true }),
    slipNo: column.text(60, { nullable: true }),
    snapshotNumber: column.integer(),
    snapshotSha256: { ...column.code(64, { nullable: true }), name: "snapshot_sha256" },
    submittedAt: column.instant({ nullable: true }),
    forwardedAt: column.instant({ nullable: true }),
    acceptedAt: column.instant({ nullable: true }),
  },
  [
    { name: "dossier_product", columns: ["productId", "state"] },
    { name: "dossier_producer", columns: ["producerId", "id"] },
    { name: "dossier_commune", columns: ["communeRegionId", "state", "id"] },
    { name: "dossier_province", columns: ["provinceRegionId", "state", "id"] },
    { name: "dossier_round", columns: ["roundId", "id"] },
  ],
);

/** A snapshot with its content sealed as a whole. */
export type SealedSnapshot = Omit<DossierSnapshot, "content"> & { readonly content: Buffer };

export const dossierSnapshotTable = table<SealedSnapshot>(
  "dossier_snapshot",
  {
    id: column.id(),
    version: column.version(),
    dossierId: column.reference(),
    number: column.integer(),
    content: { type: "longblob" },
    sha256: { ...column.code(64), name: "sha256" },
    takenAt: column.instant(),
  },
  [{ name: "dossier_snapshot_number", columns: ["dossierId", "number"], unique: true }],
);
