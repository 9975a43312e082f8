import { Authz, type Connection, connection, ConnectionArgs, connectionOf, cursors, Sized } from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Certificate } from "../domain/certificate";
import { type Council, type Seat, votingSeats } from "../domain/council";
import type { CriteriaSet } from "../domain/criteria-set";
import type { Decision } from "../domain/decision";
import type { Rating } from "../domain/evaluate";
import type { Evaluation } from "../domain/evaluation";
import { refuse } from "../domain/refusals";
import { evaluationInsiders, evaluationReaders, ratingReaders, scopeOf, sheetNamers } from "../domain/rights";
import type { ScoreSheet } from "../domain/score-sheet";
import type { ScoringRound } from "../domain/scoring-round";
import { closeScoring } from "../use-cases/close-scoring";
import { openDiscussion } from "../use-cases/open-discussion";
import { openScoring } from "../use-cases/open-scoring";
import { publishResult } from "../use-cases/publish-result";
import { recordDecision } from "../use-cases/record-decision";
import { releaseEvaluation } from "../use-cases/release-evaluation";
import { reopenScoring } from "../use-cases/reopen-scoring";
import { signMinutes } from "../use-cases/sign-minutes";
import { submitScoreSheet } from "../use-cases/submit-score-sheet";
import { CertificateType } from "./certificate.type";
import type { EvaluationContext } from "./context";
import { CouncilType, SeatType } from "./council.type";
import { CriteriaSetType } from "./criteria-set.type";
import { DossierStub } from "./dossier.stub";
import {
  CloseScoringInput,
  EvaluationWhere,
  OpenDiscussionInput,
  OpenScoringInput,
  PublishResultInput,
  RecordDecisionInput,
  ReleaseEvaluationInput,
  ReopenScoringInput,
  SignMinutesInput,
  SubmitScoreSheetInput,
} from "./evaluation.input";
import { DecisionType, EvaluationType, ScoringRoundType } from "./evaluation.type";
import { bounded, idOf, withoutKey } from "./inputs";
import { ProductStub } from "./product.stub";
import { RatingType } from "./rating.type";
import { ScoreSheetType } from "./score-sheet.type";

const EvaluationConnection = connectionOf("Evaluation", EvaluationType, { totalCount: true });

const chairStep =
  "Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {step, state}, OUT_OF_TERM {from, until}, NOT_PRESIDING {presiding}";

/** A step on an evaluation, its id checked. */
const onEvaluation = <T extends { readonly evaluationId: string; readonly idempotencyKey?: string | null }>(
  input: T,
) => ({ ...withoutKey(input), evaluationId: idOf("evaluationId", input.evaluationId) });

/** "None of these" is an answer and is written out; a missing option is a mistake. */
const explicit = (option: string | null | undefined): string | null =>
  option === undefined ? refuse("BAD_USER_INPUT", { field: "option" }) : option;

@Resolver(() => EvaluationType)
export class EvaluationResolver {
  @Authz(...evaluationReaders)
  @Query(() => EvaluationType, { nullable: true, description: "Refused with NOT_FOUND." })
  async evaluation(@Arg("id", () => ID) id: string, @Ctx() { loaders }: EvaluationContext): Promise<Evaluation> {
    return (await loaders.evaluation.load(id)) ?? refuse("NOT_FOUND");
  }

  @Authz(...evaluationReaders)
  @Query(() => EvaluationConnection, { description: "Evaluations in the viewer's scope, newest first." })
  async evaluations(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg("where", () => EvaluationWhere, { nullable: true }) where: EvaluationWhere | null,
    @Ctx() { queries, viewer, cursorKeys }: EvaluationContext,
  ): Promise<Connection<Evaluation>> {
    const filter = { state: where?.state ?? null };
    const scope = scopeOf(evaluationReaders, viewer);
    const cursor = cursors(cursorKeys, { list: "Query.evaluations", filter, sort: ["acceptedAt"], scope });
    const page = await queries.evaluationPage(filter, scope, { first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ acceptedAt, id }, nth) => cursor.write([sortable(acceptedAt), id], nth)),
      totalCount: () => queries.evaluationCount(filter, scope),
    };
  }

  @Authz("province.own")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description:
      "Hands a received dossier to a council of the province. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {step, state}, PRODUCT_UNKNOWN, OTHER_PROVINCE, OUT_OF_TERM {from, until}, DEMONSTRATION_RULES, BAD_USER_INPUT {field}.",
  })
  releaseEvaluation(
    @Arg("input", () => ReleaseEvaluationInput) input: ReleaseEvaluationInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    const wish = { ...onEvaluation(input), councilId: idOf("councilId", input.councilId) };
    return act((deps) => releaseEvaluation(deps, wish));
  }

  @Authz("council.chair")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description: `The chair opens scoring with those present. ${chairStep}, NO_QUORUM {needed, got}, CHAIR_ABSENT, TOO_EARLY {opensOn}.`,
  })
  openScoring(
    @Arg("input", () => OpenScoringInput) input: OpenScoringInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    const presentSeatIds = bounded("presentSeatIds", input.presentSeatIds, 50);
    return act((deps) => openScoring(deps, { ...onEvaluation(input), presentSeatIds }));
  }

  @Authz("council.member")
  @Mutation(() => ScoreSheetType, {
    nullable: true,
    description:
      "A member hands in the own sheet of the running scoring round, once. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {step, state}, SHEET_LOCKED, SHEET_INCOMPLETE {criteria}, CRITERION_UNKNOWN {criteria}, OPTION_UNKNOWN {criteria}, NONE_NOT_OFFERED {criteria}, GROUND_UNKNOWN {grounds}, REASON_REQUIRED {criteria, grounds}, IDEMPOTENCY_MISMATCH, BAD_USER_INPUT {field}.",
  })
  submitScoreSheet(
    @Arg("input", () => SubmitScoreSheetInput) input: SubmitScoreSheetInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<ScoreSheet> {
    const { answers, findings, comment = null } = input;
    const sheet = {
      ...onEvaluation(input),
      answers: bounded("answers", answers).map(({ criterion, option, reason = null }) => ({
        criterion,
        option: explicit(option),
        reason,
      })),
      findings: bounded("findings", findings).map(({ ground, reason = null }) => ({ ground, reason })),
      comment,
    };
    return act((deps) => submitScoreSheet(deps, sheet));
  }

  @Authz("council.chair")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description: `The chair closes the running scoring round; its sheets make the rating. ${chairStep}, NO_QUORUM {needed, got}, CHAIR_ABSENT, CRITERION_UNKNOWN {criteria}, OPTION_UNKNOWN {criteria}, NONE_NOT_OFFERED {criteria}.`,
  })
  closeScoring(
    @Arg("input", () => CloseScoringInput) input: CloseScoringInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    const agreed = bounded("agreed", input.agreed).map(({ criterion, option }) => ({
      criterion,
      option: explicit(option),
    }));
    return act((deps) => closeScoring(deps, { ...onEvaluation(input), agreed }));
  }

  @Authz("council.chair")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description: `The chair opens a discussion of the closed round. ${chairStep}, BAD_USER_INPUT {field}.`,
  })
  openDiscussion(
    @Arg("input", () => OpenDiscussionInput) input: OpenDiscussionInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    return act((deps) => openDiscussion(deps, onEvaluation(input)));
  }

  @Authz("council.chair")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description: `New scoring after a discussion, with new sheets. ${chairStep}, NO_QUORUM {needed, got}, CHAIR_ABSENT.`,
  })
  reopenScoring(
    @Arg("input", () => ReopenScoringInput) input: ReopenScoringInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    const presentSeatIds = bounded("presentSeatIds", input.presentSeatIds, 50);
    return act((deps) => reopenScoring(deps, { ...onEvaluation(input), presentSeatIds }));
  }

  @Authz("council.chair")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description: `The chair signs the minutes (biên bản): the result stands. ${chairStep}, DISCUSSION_REQUIRED {spread, limit}, NO_QUORUM {needed, got}.`,
  })
  signMinutes(
    @Arg("input", () => SignMinutesInput) input: SignMinutesInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    return act((deps) => signMinutes(deps, onEvaluation(input)));
  }

  @Authz("province.own", "central.officer")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description:
      "Records the signed decision of the authority that decides on so many stars; the result becomes public. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {step, state}, NOT_CERTIFIABLE {stars}, OTHER_AUTHORITY {authority}, DATE_OUT_OF_ORDER {field, earliest, latest}, BAD_USER_INPUT {field}.",
  })
  recordDecision(
    @Arg("input", () => RecordDecisionInput) input: RecordDecisionInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    return act((deps) => recordDecision(deps, onEvaluation(input)));
  }

  @Authz("province.own")
  @Mutation(() => EvaluationType, {
    nullable: true,
    description:
      "Makes a signed result public that leads to no decision: one or two stars, or a rejection. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {step, state}.",
  })
  publishResult(
    @Arg("input", () => PublishResultInput) input: PublishResultInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Evaluation> {
    return act((deps) => publishResult(deps, onEvaluation(input)));
  }

  @FieldResolver(() => ProductStub, { nullable: true })
  product(@Root() { productId }: Evaluation): ProductStub {
    return { id: productId };
  }

  @FieldResolver(() => DossierStub, { nullable: true })
  dossier(@Root() { dossierId }: Evaluation): DossierStub {
    return { id: dossierId };
  }

  @FieldResolver(() => CriteriaSetType, { description: "In the content version it is rated under." })
  async criteriaSet(
    @Root() { criteriaSetId }: Evaluation,
    @Ctx() { loaders }: EvaluationContext,
  ): Promise<CriteriaSet> {
    return (await loaders.criteriaSet.load(criteriaSetId)) ?? refuse("NOT_FOUND");
  }

  @Authz(...evaluationInsiders)
  @FieldResolver(() => CouncilType, { nullable: true })
  council(@Root() { councilId }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<Council | null> {
    return councilId === null ? Promise.resolve(null) : loaders.council.load(councilId);
  }

  @Authz(...evaluationInsiders)
  @FieldResolver(() => Int, { nullable: true, description: "Sheets of the newest scoring round that are in." })
  sheetsIn(@Root() { id }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<number> {
    return loaders.sheetsIn.load(id);
  }

  @Authz(...evaluationInsiders)
  @FieldResolver(() => Int, { nullable: true, description: "Seats of the council that score." })
  async sheetsExpected(
    @Root() { councilId }: Evaluation,
    @Ctx() { loaders }: EvaluationContext,
  ): Promise<number | null> {
    const council = councilId === null ? null : await loaders.council.load(councilId);
    return council && votingSeats(await loaders.seats.load(council.id), council.settings).length;
  }

  @Authz(...evaluationInsiders)
  @Sized(9)
  @FieldResolver(() => [ScoreSheetType], {
    nullable: true,
    description: "The viewer's own sheets, and those of closed scoring rounds where the viewer may read them.",
  })
  scoreSheets(@Root() { id }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<readonly ScoreSheet[]> {
    return loaders.sheets.load(id);
  }

  @Authz(...ratingReaders)
  @FieldResolver(() => RatingType, { nullable: true, description: "Of the newest closed scoring round." })
  async rating(@Root() { id }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<Rating | null> {
    const rounds = await loaders.rounds.load(id);
    return rounds.findLast(({ rating }) => rating !== null)?.rating ?? null;
  }

  @Authz(...ratingReaders)
  @Sized(2)
  @FieldResolver(() => [ScoringRoundType], { nullable: true, description: "In their order." })
  rounds(@Root() { id }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<readonly ScoringRound[]> {
    return loaders.rounds.load(id);
  }

  @Authz("evaluation.published", ...evaluationInsiders)
  @FieldResolver(() => DecisionType, { nullable: true })
  decision(@Root() { id }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<Decision | null> {
    return loaders.decision.load(id);
  }

  @FieldResolver(() => CertificateType, { nullable: true })
  certificate(@Root() { id }: Evaluation, @Ctx() { loaders }: EvaluationContext): Promise<Certificate | null> {
    return loaders.certificateOfEvaluation.load(id);
  }
}

/** An instant as the cursor compares it: the text of the column. */
const sortable = (instant: Date): string => instant.toISOString().replace("T", " ").replace("Z", "");

@Resolver(() => ScoreSheetType)
export class ScoreSheetResolver {
  @Authz(...sheetNamers)
  @FieldResolver(() => SeatType, {
    nullable: true,
    description: "Whose sheet it is; the province's office sees it with the signed minutes.",
  })
  async seat(@Root() { councilId, seatId }: ScoreSheet, @Ctx() { loaders }: EvaluationContext): Promise<Seat | null> {
    return (await loaders.seats.load(councilId)).find(({ id }) => id === seatId) ?? null;
  }
}
