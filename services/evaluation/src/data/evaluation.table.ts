import { column, table } from "@ocop/service-kit";
import type { Evaluation } from "../domain/evaluation";
import type { Reading } from "../domain/reading";
import type { ScoreSheet } from "../domain/score-sheet";
import type { ScoringRound } from "../domain/scoring-round";

export const evaluationTable = table<Evaluation>(
  "evaluation",
  {
    id: column.id(),
    version: column.version(),
    dossierId: column.reference(),
    productId: column.reference(),
    producerId: column.reference(),
    productName: column.json(),
    regime: column.code(20),
    setCode: column.code(20),
    criteriaSetId: column.reference(),
    registrationType: column.code(20),
    roundId: column.reference(),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    snapshotSha256: column.code(64),
    selfAssessment: column.json(),
    acceptedAt: column.instant(),
    state: column.code(20),
    councilId: column.reference({ nullable: true }),
    releasedOn: column.day({ nullable: true }),
    scoringRound: column.integer(),
    meanScore: column.decimal(5, 2, { nullable: true }),
    stars: column.integer({ nullable: true }),
    rejected: column.boolean(),
    signedAt: column.instant({ nullable: true }),
    publishedAt: column.instant({ nullable: true }),
  },
  [
    { name: "evaluation_dossier", columns: ["dossierId"], unique: true },
    { name: "evaluation_accepted", columns: ["acceptedAt", "id"] },
    { name: "evaluation_state", columns: ["state", "acceptedAt", "id"] },
    { name: "evaluation_of_province", columns: ["provinceRegionId", "acceptedAt", "id"] },
    { name: "evaluation_of_council", columns: ["councilId", "acceptedAt", "id"] },
    { name: "evaluation_of_producer", columns: ["producerId", "acceptedAt", "id"] },
  ],
);

export const scoringRoundTable = table<ScoringRound>(
  "scoring_round",
  {
    id: column.id(),
    version: column.version(),
    evaluationId: column.reference(),
    no: column.integer(),
    state: column.code(10),
    settings: column.json(),
    presentSeatIds: column.json(),
    openedAt: column.instant(),
    closedAt: column.instant({ nullable: true }),
    agreed: column.json(),
    rating: column.json({ nullable: true }),
    discussionReason: column.longText({ nullable: true }),
  },
  [{ name: "scoring_round_no", columns: ["evaluationId", "no"], unique: true }],
);

export const scoreSheetTable = table<ScoreSheet>(
  "score_sheet",
  {
    id: column.id(),
    version: column.version(),
    evaluationId: column.reference(),
    councilId: column.reference(),
    provinceRegionId: column.reference(),
    seatId: column.reference(),
    subject: column.code(255),
    scoringRound: column.integer(),
    roundState: column.code(10),
    answers: column.json(),
    findings: column.json(),
    comment: column.longText({ nullable: true }),
    total: column.integer(),
    submittedAt: column.instant(),
  },
  // One sheet for each member, product and scoring round, whatever the code above does.
  [
    { name: "score_sheet_once", columns: ["evaluationId", "scoringRound", "seatId"], unique: true },
    { name: "score_sheet_of_seat", columns: ["evaluationId", "seatId"] },
  ],
);

export const readingTable = table<Reading>("reading", { id: column.id(), version: column.version() });
