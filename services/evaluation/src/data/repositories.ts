import {
  fromBinary,
  noteChange,
  putCopy,
  type ReferenceColumn,
  rewriteReferences,
  select,
  store,
  toBinary,
} from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { certificateTable, decisionTable, recognitionTable, revocationTable } from "./certificate.table";
import { holidayTable, producerCopyTable, productCopyTable } from "./copies.table";
import { councilRulesTable, councilTable, seatTable } from "./council.table";
import { criteriaSetTable, criteriaTreeTable } from "./criteria-set.table";
import { evaluationTable, readingTable, scoreSheetTable, scoringRoundTable } from "./evaluation.table";

/** More rows than one product, council or year ever has; a list that reached it would be cut. */
const everyRow = 1_000;

const first = <Row>([row]: readonly Row[]): Row | null => row ?? null;

const criteriaSetsOf = (manager: EntityManager): Repositories["criteriaSets"] => {
  const sets = store(manager, criteriaSetTable);
  const trees = store(manager, criteriaTreeTable);
  return {
    ...sets,
    current: async (regime, code) => first(await sets.where({ regime, code, current: true }, { lock: true })),
    tree: async (id) => (await trees.find(id)) ?? refuse("NOT_FOUND"),
    saveTree: async (tree) => {
      await trees.save(tree);
    },
  };
};

const sheetsOf = (manager: EntityManager): Repositories["sheets"] => {
  const sheets = store(manager, scoreSheetTable);
  return {
    ...sheets,
    ofRound: (evaluationId, scoringRound) =>
      sheets.where({ evaluationId, scoringRound }, { order: [["id", "ASC"]], limit: everyRow }),
    ofSeat: (evaluationId, seatId) => sheets.where({ evaluationId, seatId }, { order: [["id", "ASC"]] }),
    seatsIn: async (evaluationId) => {
      const rows = await manager.query<{ seat_id: Buffer }[]>(
        "SELECT DISTINCT seat_id FROM score_sheet WHERE evaluation_id = ?",
        [toBinary(evaluationId)],
      );
      return rows.map(({ seat_id }) => fromBinary(seat_id));
    },
    moveTo: async (evaluationId, from, to) => {
      const { affectedRows: rows } = await manager.query<{ affectedRows: number }>(
        "UPDATE score_sheet SET round_state = ?, version = version + 1 WHERE evaluation_id = ? AND round_state = ?",
        [to, toBinary(evaluationId), from],
      );
      noteChange(manager, { objectType: "score_sheet", objectId: null, objectVersion: null, rows });
    },
  };
};

const certificatesOf = (manager: EntityManager): Repositories["certificates"] => {
  const certificates = store(manager, certificateTable);
  return {
    ...certificates,
    liveOf: async (productId) => first(await certificates.where({ liveProductId: productId }, { lock: true })),
    ofEvaluation: async (evaluationId) => first(await certificates.where({ evaluationId })),
    ofRecognition: async (recognitionId) => first(await certificates.where({ recognitionId }, { lock: true })),
    withoutPlace: (productId) =>
      certificates.where(
        { productId, provinceRegionId: null },
        { lock: true, order: [["id", "ASC"]], limit: everyRow },
      ),
  };
};

const revocationsOf = (manager: EntityManager): Repositories["revocations"] => {
  const revocations = store(manager, revocationTable);
  return {
    ...revocations,
    openOf: async (certificateId) => first(await revocations.where({ openCertificateId: certificateId })),
  };
};

/** Every column that names a province or commune. Copies keep the version of what they copy. */
const regions: readonly ReferenceColumn[] = [
  { table: "council", column: "province_region_id", versioned: true },
  { table: "evaluation", column: "province_region_id", versioned: true },
  { table: "evaluation", column: "commune_region_id", versioned: true },
  { table: "score_sheet", column: "province_region_id", versioned: true },
  { table: "decision", column: "province_region_id", versioned: true },
  { table: "certificate", column: "province_region_id", versioned: true },
  { table: "certificate", column: "commune_region_id", versioned: true },
  { table: "revocation", column: "province_region_id", versioned: true },
  { table: "product_copy", column: "province_region_id", versioned: false },
  { table: "product_copy", column: "commune_region_id", versioned: false },
];

const territoryOf = (manager: EntityManager): Repositories["territory"] => ({
  move: async (moves) => {
    await rewriteReferences(manager, regions, moves);
  },
  follow: async ({ id, provinceRegionId, communeRegionId }) => {
    const [province, commune] = [
      toBinary(provinceRegionId),
      communeRegionId === null ? null : toBinary(communeRegionId),
    ];
    for (const table of ["evaluation", "certificate"]) {
      const { affectedRows: rows } = await manager.query<{ affectedRows: number }>(
        `UPDATE ${table} SET province_region_id = ?, commune_region_id = ?, version = version + 1
         WHERE product_id = ? AND province_region_id IS NOT NULL
           AND NOT (province_region_id <=> ? AND commune_region_id <=> ?)`,
        [province, commune, toBinary(id), province, commune],
      );
      noteChange(manager, { objectType: table, objectId: null, objectVersion: null, rows });
    }
  },
});

/** The write side on one transaction. */
export const repositoriesOf = (manager: EntityManager): Repositories => {
  const rules = store(manager, councilRulesTable);
  const councils = store(manager, councilTable);
  const seats = store(manager, seatTable);
  const evaluations = store(manager, evaluationTable);
  const rounds = store(manager, scoringRoundTable);
  const decisions = store(manager, decisionTable);
  const products = store(manager, productCopyTable);
  const producers = store(manager, producerCopyTable);
  const holidays = store(manager, holidayTable);
  return {
    criteriaSets: criteriaSetsOf(manager),
    councilRules: { ...rules, ofKey: async (ruleKey) => first(await rules.where({ ruleKey }, { lock: true })) },
    councils: {
      ...councils,
      seats: (councilId) => seats.where({ councilId }, { order: [["id", "ASC"]] }),
      addSeats: (rows) => seats.insert(rows),
    },
    evaluations: {
      ...evaluations,
      ofDossier: async (dossierId) => first(await evaluations.where({ dossierId }, { lock: true })),
    },
    rounds: {
      ...rounds,
      ofEvaluation: async (evaluationId, no) =>
        first(await rounds.where({ evaluationId, no }, { lock: true })) ?? refuse("NOT_FOUND"),
    },
    sheets: sheetsOf(manager),
    readings: store(manager, readingTable),
    decisions: { ...decisions, ofEvaluation: async (evaluationId) => first(await decisions.where({ evaluationId })) },
    certificates: certificatesOf(manager),
    revocations: revocationsOf(manager),
    recognitions: store(manager, recognitionTable),
    products: {
      find: (id) => products.find(id),
      put: (copy) => putCopy(manager, productCopyTable, copy),
      lock: async (id) =>
        first(await select(manager, productCopyTable, "FROM product_copy t WHERE t.id = ? FOR UPDATE", [toBinary(id)])),
    },
    territory: territoryOf(manager),
    producers: {
      find: (id) => producers.find(id),
      put: (copy) => putCopy(manager, producerCopyTable, copy),
    },
    holidays: { ...holidays, all: () => holidays.where({}, { order: [["day", "ASC"]], limit: everyRow }) },
  };
};
