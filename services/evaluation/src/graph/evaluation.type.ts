import { Authz, DateTime, LegalDate, Part } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Decision } from "../domain/decision";
import type { Rating } from "../domain/evaluate";
import type { Evaluation } from "../domain/evaluation";
import { evaluationReaders, resultReaders } from "../domain/rights";
import type { ScoringRound } from "../domain/scoring-round";
import { AuthorityEnum, EvaluationRegistrationEnum, EvaluationStateEnum, ScoringRoundStateEnum } from "./enums";
import { RatingType } from "./rating.type";
import { textOf } from "./texts";

@Part()
@ObjectType("Decision", { description: "Decision of recognition as it was signed (quyết định công nhận)." })
export class DecisionType implements Omit<
  Decision,
  "id" | "version" | "evaluationId" | "productId" | "provinceRegionId"
> {
  @Field(() => Int)
  readonly stars!: number;

  @Field(() => AuthorityEnum)
  readonly level!: Decision["level"];

  @Field(() => String)
  readonly authority!: string;

  @Field(() => String)
  readonly decisionNo!: string;

  @Field(() => LegalDate)
  readonly decidedOn!: string;

  @Field(() => String)
  readonly signedBy!: string;
}

@Part()
@ObjectType("ScoringRound", {
  description: "One scoring round of a council on one product; never overwritten by the next.",
})
export class ScoringRoundType implements Omit<
  ScoringRound,
  "id" | "version" | "evaluationId" | "settings" | "presentSeatIds" | "agreed"
> {
  @Field(() => Int)
  readonly no!: number;

  @Field(() => ScoringRoundStateEnum)
  readonly state!: ScoringRound["state"];

  @Field(() => DateTime)
  readonly openedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  readonly closedAt!: Date | null;

  @Field(() => RatingType, { nullable: true, description: "Null while the round is open." })
  readonly rating!: Rating | null;

  @Field(() => String, { nullable: true, description: "Why the council went into a discussion after it." })
  readonly discussionReason!: string | null;
}

@Directive('@key(fields: "id")')
@Authz(...evaluationReaders)
@ObjectType("Evaluation", {
  description: "Work of a council on one accepted dossier, from receipt to the published result (đánh giá, phân hạng).",
})
export class EvaluationType implements Omit<
  Evaluation,
  "productName" | "selfAssessment" | "snapshotSha256" | "roundId"
> {
  readonly dossierId!: string;
  readonly productId!: string;
  readonly producerId!: string;
  readonly criteriaSetId!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;
  readonly councilId!: string | null;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last saved change; every step names the version it saw." })
  readonly version!: number;

  @Field(() => String)
  readonly regime!: string;

  @Field(() => String)
  readonly setCode!: string;

  @Field(() => EvaluationRegistrationEnum)
  readonly registrationType!: Evaluation["registrationType"];

  @Field(() => EvaluationStateEnum)
  readonly state!: Evaluation["state"];

  @Field(() => DateTime)
  readonly acceptedAt!: Date;

  @Field(() => LegalDate, { nullable: true })
  readonly releasedOn!: string | null;

  @Field(() => Int, { description: "Number of the newest scoring round, 0 before the first." })
  readonly scoringRound!: number;

  @Authz(...resultReaders)
  @Field(() => String, {
    nullable: true,
    description: "Mean score of the newest closed scoring round (điểm trung bình): two decimals, cut off.",
  })
  readonly meanScore!: string | null;

  @Authz(...resultReaders)
  @Field(() => Int, { nullable: true, description: "Stars of that round (hạng sao); null when rejected." })
  readonly stars!: number | null;

  @Authz(...resultReaders)
  @Field(() => Boolean, { nullable: true, description: "A ground of rejection was found (hồ sơ bị loại)." })
  readonly rejected!: boolean;

  @Field(() => DateTime, { nullable: true })
  readonly signedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  readonly publishedAt!: Date | null;
}

export const evaluationTexts = [textOf<Evaluation>(EvaluationType, "productName", "Name of the product as submitted.")];
