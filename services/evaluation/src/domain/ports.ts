import type { CertificateStatus, Day, Scope } from "@ocop/contracts";
import type { Certificate } from "./certificate";
import type { Council, Seat } from "./council";
import type { CouncilRules } from "./council-rules";
import type { CriteriaSet, CriteriaTree } from "./criteria-set";
import type { Decision } from "./decision";
import type { Evaluation, EvaluationState } from "./evaluation";
import type { ProducerCopy, ProductCopy, UnitMove } from "./product-copy";
import type { Reading } from "./reading";
import type { Recognition } from "./recognition";
import type { Revocation } from "./revocation";
import type { HeldSeat } from "./rights";
import type { RoundState, ScoreSheet } from "./score-sheet";
import type { ScoringRound } from "./scoring-round";
import type { Holiday } from "./working-days";

/** The rows of one aggregate, inside the transaction of the act. */
export type Rows<T> = {
  find(id: string): Promise<T | null>;
  /** The row locked until the end. @throws Refusal `NOT_FOUND` */
  lock(id: string): Promise<T>;
  /** The row with its next version. @throws Refusal `STALE_VERSION` {currentVersion} */
  save(row: T): Promise<T>;
};

/** Copies of registry's facts: an older version never overwrites a newer one. */
export type Copies<T> = {
  find(id: string): Promise<T | null>;
  put(copy: T): Promise<void>;
};

/** The write side, on one transaction. */
export type Repositories = {
  readonly criteriaSets: Pick<Rows<CriteriaSet>, "find" | "save"> & {
    /** the newest content, locked; null before the first */
    current(regime: string, code: string): Promise<CriteriaSet | null>;
    tree(id: string): Promise<CriteriaTree>;
    saveTree(tree: CriteriaTree): Promise<void>;
  };
  readonly councilRules: Pick<Rows<CouncilRules>, "find" | "save"> & {
    ofKey(ruleKey: string): Promise<CouncilRules | null>;
  };
  readonly councils: Pick<Rows<Council>, "find" | "save"> & {
    seats(councilId: string): Promise<readonly Seat[]>;
    addSeats(seats: readonly Seat[]): Promise<void>;
  };
  readonly evaluations: Rows<Evaluation> & {
    ofDossier(dossierId: string): Promise<Evaluation | null>;
  };
  readonly rounds: Pick<Rows<ScoringRound>, "save"> & {
    /** @throws Refusal `NOT_FOUND` */
    ofEvaluation(evaluationId: string, no: number): Promise<ScoringRound>;
  };
  readonly sheets: Pick<Rows<ScoreSheet>, "save"> & {
    ofRound(evaluationId: string, scoringRound: number): Promise<readonly ScoreSheet[]>;
    /** every sheet of the seat on this product, all scoring rounds */
    ofSeat(evaluationId: string, seatId: string): Promise<readonly ScoreSheet[]>;
    /** ids of the seats with a sheet in any scoring round, and nothing else of the sheets */
    seatsIn(evaluationId: string): Promise<readonly string[]>;
    /** moves the sheets of an evaluation together with their scoring rounds */
    moveTo(evaluationId: string, from: RoundState, to: RoundState): Promise<void>;
  };
  readonly readings: Pick<Rows<Reading>, "find" | "save">;
  readonly decisions: Pick<Rows<Decision>, "save"> & {
    ofEvaluation(evaluationId: string): Promise<Decision | null>;
  };
  readonly certificates: Rows<Certificate> & {
    /** the product's certificate in force, locked */
    liveOf(productId: string): Promise<Certificate | null>;
    ofEvaluation(evaluationId: string): Promise<Certificate | null>;
    ofRecognition(recognitionId: string): Promise<Certificate | null>;
    /** certificates of a product whose place is not known yet, locked */
    withoutPlace(productId: string): Promise<readonly Certificate[]>;
  };
  readonly revocations: Rows<Revocation> & {
    openOf(certificateId: string): Promise<Revocation | null>;
  };
  readonly recognitions: Pick<Rows<Recognition>, "find" | "save">;
  readonly products: Copies<ProductCopy> & {
    /** locked: two certificates of one product take turns */
    lock(id: string): Promise<ProductCopy | null>;
  };
  readonly territory: {
    /** Every row that names an old unit names the new one. */
    move(moves: readonly UnitMove[]): Promise<void>;
    /** Evaluations and certificates of a product lie where it lies. */
    follow(product: Pick<ProductCopy, "id" | "provinceRegionId" | "communeRegionId">): Promise<void>;
  };
  readonly producers: Copies<ProducerCopy>;
  readonly holidays: Pick<Rows<Holiday>, "save"> & {
    all(): Promise<readonly Holiday[]>;
  };
};

/** One page of a list in a fixed order. */
export type PageOf<T> = { readonly rows: readonly T[]; readonly hasNextPage: boolean };
export type PageWish = { readonly first: number; readonly after: readonly string[] | null };

/** A null filter selects everything. */
export type CertificateFilter = {
  readonly provinceId: string | null;
  readonly status: CertificateStatus | null;
  readonly stars: number | null;
  readonly productIds: readonly string[] | null;
};
export type EvaluationFilter = { readonly state: EvaluationState | null };
export type CriteriaSetFilter = { readonly regime: string | null };

/** The read side: each method sends one statement, and takes the scope of who asks where rows are not public. */
export type Queries = {
  /** seats in councils whose term covers the day */
  heldSeats(subject: string, day: Day): Promise<readonly HeldSeat[]>;

  criteriaSets(ids: readonly string[]): Promise<readonly CriteriaSet[]>;
  criteriaSet(regime: string, code: string): Promise<CriteriaSet | null>;
  criteriaSetPage(filter: CriteriaSetFilter, wish: PageWish): Promise<PageOf<CriteriaSet>>;
  criteriaSetCount(filter: CriteriaSetFilter): Promise<number>;
  criteriaTrees(ids: readonly string[]): Promise<readonly CriteriaTree[]>;

  councilRules(provinceCode: string | null): Promise<readonly CouncilRules[]>;
  councilRulesOf(ids: readonly string[]): Promise<readonly CouncilRules[]>;
  councils(ids: readonly string[], scope: Scope): Promise<readonly Council[]>;
  councilPage(scope: Scope, wish: PageWish): Promise<PageOf<Council>>;
  councilCount(scope: Scope): Promise<number>;
  seatsOf(councilIds: readonly string[]): Promise<readonly Seat[]>;

  evaluations(ids: readonly string[], scope: Scope): Promise<readonly Evaluation[]>;
  evaluationsOfDossiers(dossierIds: readonly string[], scope: Scope): Promise<readonly Evaluation[]>;
  evaluationPage(filter: EvaluationFilter, scope: Scope, wish: PageWish): Promise<PageOf<Evaluation>>;
  evaluationCount(filter: EvaluationFilter, scope: Scope): Promise<number>;
  roundsOf(evaluationIds: readonly string[]): Promise<readonly ScoringRound[]>;
  sheetsOf(evaluationIds: readonly string[], scope: Scope): Promise<readonly ScoreSheet[]>;
  /** how many sheets of the newest scoring round are in, and nothing else of them */
  sheetsIn(evaluationIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  decisionsOf(evaluationIds: readonly string[]): Promise<readonly Decision[]>;

  certificates(ids: readonly string[]): Promise<readonly Certificate[]>;
  certificateByLookupCode(code: string): Promise<Certificate | null>;
  certificatePage(filter: CertificateFilter, today: Day, wish: PageWish): Promise<PageOf<Certificate>>;
  certificateCount(filter: CertificateFilter, today: Day): Promise<number>;
  /** newest first, at most 100 of each product */
  certificatesOfProducts(productIds: readonly string[]): Promise<readonly Certificate[]>;
  certificatesOfEvaluations(evaluationIds: readonly string[]): Promise<readonly Certificate[]>;
  revocationsOf(certificateIds: readonly string[], scope: Scope): Promise<readonly Revocation[]>;
  recognitionsOfProducts(productIds: readonly string[]): Promise<readonly Recognition[]>;
};
