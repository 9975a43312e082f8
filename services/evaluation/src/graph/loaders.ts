import DataLoader from "dataloader";
import type { Certificate } from "../domain/certificate";
import type { Council, Seat } from "../domain/council";
import type { CouncilRules } from "../domain/council-rules";
import type { CriteriaSet, CriteriaTree } from "../domain/criteria-set";
import type { Decision } from "../domain/decision";
import type { Evaluation } from "../domain/evaluation";
import type { Queries } from "../domain/ports";
import type { Recognition } from "../domain/recognition";
import type { Revocation } from "../domain/revocation";
import {
  councilReaders,
  type EvaluationViewer,
  evaluationReaders,
  revocationReaders,
  scopeOf,
  sheetReaders,
} from "../domain/rights";
import type { ScoreSheet } from "../domain/score-sheet";
import type { ScoringRound } from "../domain/scoring-round";

export type Loader<Value> = { load(id: string): Promise<Value> };

/** The batching of one request: every row is read once, the rows of one tick in one statement. */
export type Loaders = {
  readonly criteriaSet: Loader<CriteriaSet | null>;
  readonly criteriaTree: Loader<CriteriaTree | null>;
  readonly councilRules: Loader<CouncilRules | null>;
  readonly council: Loader<Council | null>;
  readonly seats: Loader<readonly Seat[]>;
  readonly evaluation: Loader<Evaluation | null>;
  readonly evaluationOfDossier: Loader<Evaluation | null>;
  readonly rounds: Loader<readonly ScoringRound[]>;
  readonly sheets: Loader<readonly ScoreSheet[]>;
  readonly sheetsIn: Loader<number>;
  readonly decision: Loader<Decision | null>;
  readonly certificate: Loader<Certificate | null>;
  readonly certificateOfEvaluation: Loader<Certificate | null>;
  /** newest first */
  readonly certificatesOfProduct: Loader<readonly Certificate[]>;
  readonly revocations: Loader<readonly Revocation[]>;
  readonly recognitions: Loader<readonly Recognition[]>;
};

type Read<Row> = (ids: readonly string[]) => Promise<readonly Row[]>;

const oneBy = <Row>(read: Read<Row>, keyOf: (row: Row) => string | null): Loader<Row | null> =>
  new DataLoader<string, Row | null>(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [keyOf(row), row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

const byId = <Row extends { readonly id: string }>(read: Read<Row>): Loader<Row | null> => oneBy(read, ({ id }) => id);

const listsBy = <Row>(read: Read<Row>, ownerOf: (row: Row) => string): Loader<readonly Row[]> =>
  new DataLoader<string, readonly Row[]>(async (ids) => {
    const lists = new Map<string, Row[]>(ids.map((id) => [id, []]));
    for (const row of await read(ids)) lists.get(ownerOf(row))?.push(row);
    return ids.map((id) => lists.get(id) ?? []);
  });

/** Rows that are not public are read within the viewer's scope: what lies outside is as absent as what does not exist. */
export const createLoaders = (queries: Queries, viewer: EvaluationViewer): Loaders => {
  const evaluations = scopeOf(evaluationReaders, viewer);
  const councils = scopeOf(councilReaders, viewer);
  const sheets = scopeOf(sheetReaders, viewer);
  const revocations = scopeOf(revocationReaders, viewer);
  return {
    criteriaSet: byId((ids) => queries.criteriaSets(ids)),
    criteriaTree: byId((ids) => queries.criteriaTrees(ids)),
    councilRules: byId((ids) => queries.councilRulesOf(ids)),
    council: byId((ids) => queries.councils(ids, councils)),
    seats: listsBy(
      (ids) => queries.seatsOf(ids),
      ({ councilId }) => councilId,
    ),
    evaluation: byId((ids) => queries.evaluations(ids, evaluations)),
    evaluationOfDossier: oneBy(
      (ids) => queries.evaluationsOfDossiers(ids, evaluations),
      ({ dossierId }) => dossierId,
    ),
    rounds: listsBy(
      (ids) => queries.roundsOf(ids),
      ({ evaluationId }) => evaluationId,
    ),
    sheets: listsBy(
      (ids) => queries.sheetsOf(ids, sheets),
      ({ evaluationId }) => evaluationId,
    ),
    sheetsIn: new DataLoader<string, number>(async (ids) => {
      const counts = await queries.sheetsIn(ids);
      return ids.map((id) => counts.get(id) ?? 0);
    }),
    decision: oneBy(
      (ids) => queries.decisionsOf(ids),
      ({ evaluationId }) => evaluationId,
    ),
    certificate: byId((ids) => queries.certificates(ids)),
    certificateOfEvaluation: oneBy(
      (ids) => queries.certificatesOfEvaluations(ids),
      ({ evaluationId }) => evaluationId,
    ),
    certificatesOfProduct: listsBy(
      (ids) => queries.certificatesOfProducts(ids),
      ({ productId }) => productId,
    ),
    revocations: listsBy(
      (ids) => queries.revocationsOf(ids, revocations),
      ({ certificateId }) => certificateId,
    ),
    recognitions: listsBy(
      (ids) => queries.recognitionsOfProducts(ids),
      ({ productId }) => productId,
    ),
  };
};
