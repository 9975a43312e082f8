import { Authz, DateTime, Part, Sized } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { sheetReaders } from "../domain/rights";
import type { Answer, Finding, ScoreSheet } from "../domain/score-sheet";
import { ScoringRoundStateEnum } from "./enums";

@Part()
@ObjectType("ScoreSheetAnswer")
export class AnswerType implements Answer {
  @Field(() => String, { description: "Code of the criterion." })
  readonly criterion!: string;

  @Field(() => String, { nullable: true, description: "Key of the option; null: none of these." })
  readonly option!: string | null;

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;
}

@Part()
@ObjectType("ScoreSheetFinding", { description: "A ground on which the member finds the dossier to be rejected." })
export class FindingType implements Finding {
  @Field(() => String)
  readonly ground!: string;

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;
}

@Authz(...sheetReaders)
@ObjectType("ScoreSheet", {
  description:
    "Sheet of one member for one scoring round (phiếu đánh giá): the member's own, and others' once the round closed.",
})
export class ScoreSheetType implements Omit<ScoreSheet, "evaluationId" | "provinceRegionId" | "councilId"> {
  readonly seatId!: string;
  readonly subject!: string;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => Int)
  readonly scoringRound!: number;

  @Field(() => ScoringRoundStateEnum)
  readonly roundState!: ScoreSheet["roundState"];

  @Sized(35)
  @Field(() => [AnswerType])
  readonly answers!: readonly Answer[];

  @Sized(2)
  @Field(() => [FindingType])
  readonly findings!: readonly Finding[];

  @Field(() => String, { nullable: true })
  readonly comment!: string | null;

  @Field(() => Int)
  readonly total!: number;

  @Field(() => DateTime)
  readonly submittedAt!: Date;
}
