import { fromBinary, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { EvaluationFilter, Queries } from "../domain/ports";
import { decisionTable } from "./certificate.table";
import { evaluationTable, scoreSheetTable, scoringRoundTable } from "./evaluation.table";
import { bytesOf } from "./keys";

type Reads =
  | "evaluations"
  | "evaluationsOfDossiers"
  | "evaluationPage"
  | "evaluationCount"
  | "roundsOf"
  | "sheetsOf"
  | "sheetsIn"
  | "decisionsOf";

/** Fifty seats and a handful of scoring rounds: more rows than one product has. */
const rowsEach = 500;

const wanted = ({ state }: EvaluationFilter) => ({ filter: { ...(state !== null && { state }) } });

export const evaluationQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const evaluations = store(manager, evaluationTable);
  const rounds = store(manager, scoringRoundTable);
  const sheets = store(manager, scoreSheetTable);
  const decisions = store(manager, decisionTable);
  return {
    evaluations: (ids, scope) => evaluations.where({ id: ids }, { scope, limit: ids.length }),
    evaluationsOfDossiers: (dossierIds, scope) =>
      evaluations.where({ dossierId: dossierIds }, { scope, limit: dossierIds.length }),
    evaluationPage: (filter, scope, wish) =>
      evaluations.page({ ...wanted(filter), scope, sort: ["acceptedAt"], direction: "DESC", ...wish }),
    evaluationCount: (filter, scope) => evaluations.count({ ...wanted(filter), scope }),
    roundsOf: (evaluationIds) =>
      rounds.where({ evaluationId: evaluationIds }, { order: [["no", "ASC"]], limit: evaluationIds.length * 50 }),
    sheetsOf: (evaluationIds, scope) =>
      sheets.where(
        { evaluationId: evaluationIds },
        { scope, order: [["id", "ASC"]], limit: evaluationIds.length * rowsEach },
      ),
    sheetsIn: async (evaluationIds) => {
      const rows = await manager.query<{ evaluation_id: Buffer; n: string | number }[]>(
        `SELECT s.evaluation_id, COUNT(*) AS n FROM score_sheet s
         JOIN evaluation e ON e.id = s.evaluation_id AND e.scoring_round = s.scoring_round
         WHERE s.evaluation_id IN (?) GROUP BY s.evaluation_id`,
        [evaluationIds.map(bytesOf)],
      );
      return new Map(rows.map(({ evaluation_id, n }) => [fromBinary(evaluation_id), Number(n)]));
    },
    decisionsOf: (evaluationIds) => decisions.where({ evaluationId: evaluationIds }, { limit: evaluationIds.length }),
  };
};
