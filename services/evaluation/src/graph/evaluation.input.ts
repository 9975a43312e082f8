import { LegalDate, MutationInput, OnceInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { EvaluationState } from "../domain/evaluation";
import { EvaluationStateEnum } from "./enums";

@InputType()
abstract class StepInput extends MutationInput {
  @Field(() => ID)
  readonly evaluationId!: string;

  @Field(() => Int, { description: "Version of the evaluation that the person saw." })
  readonly expectedVersion!: number;
}

@InputType()
export class ReleaseEvaluationInput extends StepInput {
  @Field(() => ID, { description: "A council of the same province." })
  readonly councilId!: string;
}

@InputType()
export class OpenScoringInput extends StepInput {
  @Field(() => [ID], { description: "Seats whose representatives are present." })
  readonly presentSeatIds!: readonly string[];
}

@InputType()
export class ReopenScoringInput extends StepInput {
  @Field(() => [ID], { description: "Seats whose representatives are present." })
  readonly presentSeatIds!: readonly string[];
}

@InputType()
export class ScoreSheetAnswerInput {
  @Field(() => String, { description: "Code of the criterion." })
  readonly criterion!: string;

  @Field(() => String, {
    nullable: true,
    description: "Key of the option; null, written out, for none of these, where no option of 0 points is printed.",
  })
  readonly option?: string | null;

  @Field(() => String, { nullable: true, description: "At most 2,000 characters." })
  readonly reason?: string | null;
}

@InputType()
export class ScoreSheetFindingInput {
  @Field(() => String, { description: "Key of a reject rule of the set or of a rejecting note of a criterion." })
  readonly ground!: string;

  @Field(() => String, { nullable: true, description: "At most 2,000 characters." })
  readonly reason?: string | null;
}

@InputType()
export class SubmitScoreSheetInput extends OnceInput {
  @Field(() => ID)
  readonly evaluationId!: string;

  @Field(() => Int, { description: "Version of the evaluation that the person saw." })
  readonly expectedVersion!: number;

  @Field(() => [ScoreSheetAnswerInput], { description: "Every criterion of the set once." })
  readonly answers!: readonly ScoreSheetAnswerInput[];

  @Field(() => [ScoreSheetFindingInput], { defaultValue: [] })
  readonly findings!: readonly ScoreSheetFindingInput[];

  @Field(() => String, { nullable: true, description: "At most 2,000 characters." })
  readonly comment?: string | null;
}

@InputType()
export class AgreedOptionInput {
  @Field(() => String)
  readonly criterion!: string;

  @Field(() => String, { nullable: true, description: "Null, written out, for none of these." })
  readonly option?: string | null;
}

@InputType()
export class CloseScoringInput extends StepInput {
  @Field(() => [AgreedOptionInput], {
    defaultValue: [],
    description: "Options the council agreed on for the star minimums; the majority's stand for the rest.",
  })
  readonly agreed!: readonly AgreedOptionInput[];
}

@InputType()
export class OpenDiscussionInput extends StepInput {
  @Field(() => String, { description: "At most 2,000 characters." })
  readonly reason!: string;
}

@InputType()
export class SignMinutesInput extends StepInput {}

@InputType()
export class PublishResultInput extends StepInput {}

@InputType()
export class RecordDecisionInput extends StepInput {
  @Field(() => String, { description: "Number given by the authority; at most 60 characters." })
  readonly decisionNo!: string;

  @Field(() => LegalDate, { description: "From the day of the minutes to today." })
  readonly decidedOn!: string;

  @Field(() => String, { description: "The authority as the decision prints it; at most 200 characters." })
  readonly authority!: string;

  @Field(() => String, { description: "Who signed; at most 200 characters." })
  readonly signedBy!: string;
}

@InputType({ description: "All that are given must hold." })
export class EvaluationWhere {
  @Field(() => EvaluationStateEnum, { nullable: true })
  readonly state?: EvaluationState | null;
}
