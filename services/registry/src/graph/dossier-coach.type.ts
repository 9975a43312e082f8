import { Part, Sized } from "@ocop/service-kit";
import { Field, Int, ObjectType } from "type-graphql";
import {
  coachRules,
  type CoachMinimum,
  type CoachNext,
  type CoachResult,
  type CoachRule,
  type CoachStep,
  type DossierCoach,
} from "../domain/coach";
import { CoachStepKindEnum } from "./enums";

@Part()
@ObjectType("CoachResult", { description: "What some answers come to." })
export class CoachResultType implements CoachResult {
  @Field(() => Int, { description: "Points of 100." })
  readonly points!: number;

  @Field(() => Int, { description: "Stars by points and minimums, 1 to 5, as the sheet of one assessor would give." })
  readonly stars!: number;
}

@Part()
@ObjectType("CoachMinimum", { description: "A minimum (dấu sao) for the next stars that is not met." })
export class CoachMinimumType implements CoachMinimum {
  @Field(() => String, { description: "Code of the criterion." })
  readonly criterion!: string;

  @Field(() => String, { description: "The least option that meets it." })
  readonly option!: string;

  @Field(() => Int, { description: "Its points." })
  readonly points!: number;

  @Field(() => Int, { description: "Points that count today." })
  readonly held!: number;
}

@Part()
@ObjectType("CoachStep", { description: "One thing to do, with the rule behind it." })
export class CoachStepType implements CoachStep {
  @Field(() => CoachStepKindEnum, { description: "What to do." })
  readonly kind!: CoachStep["kind"];

  @Field(() => String, { description: "Stable id of the rule: minimum-answer, star-band or evidence-for-claim." })
  readonly rule!: CoachRule;

  @Field(() => String, { description: "Decision and place of the rule." })
  readonly source!: string;

  @Field(() => String, { description: "Code of the criterion." })
  readonly criterion!: string;

  @Field(() => String, { nullable: true, description: "Option chosen today; null for none of these, or none yet." })
  readonly from!: string | null;

  @Field(() => String, { description: "Option that evidence has to support." })
  readonly to!: string;

  @Field(() => Int, { description: "Points that count more than today." })
  readonly gain!: number;

  @Field(() => Boolean, { description: "Evidence (minh chứng) has to be pinned to the criterion." })
  readonly needsEvidence!: boolean;
}

@Part()
@ObjectType("CoachNext", { description: "The next stars and the cheapest way there." })
export class CoachNextType implements CoachNext {
  @Field(() => Int, { description: "The next stars that are certified: 3, 4 or 5." })
  readonly stars!: number;

  @Field(() => Int, { description: "Points missing to their band; 0 when only minimums are missed." })
  readonly missingPoints!: number;

  @Sized(10)
  @Field(() => [CoachMinimumType], { description: "Minimums that are missed, in the order of the set." })
  readonly missedMinimums!: readonly CoachMinimum[];

  @Sized(20)
  @Field(() => [CoachStepType], {
    description: "Steps that together reach them, the cheapest first; none of them can be left out.",
  })
  readonly steps!: readonly (CoachStep & { readonly source: string })[];
}

@Part()
@ObjectType("DossierCoach", {
  description:
    "What answers and evidence of a dossier reach (gợi ý hoàn thiện hồ sơ). Advice, never the law: a council scores what it finds.",
})
export class DossierCoachType {
  @Field(() => CoachResultType, { description: "If every answer is believed." })
  readonly claimed!: CoachResult;

  @Field(() => CoachResultType, { description: "If only answers with evidence are." })
  readonly supported!: CoachResult;

  @Field(() => CoachNextType, { nullable: true, description: "Null at five stars." })
  readonly next!: CoachNextType | null;
}

export type CoachAnswer = DossierCoachType;

/** The decisions under which dossiers are rated, by regime. */
const decisions: Readonly<Record<string, string>> = {
  "qd1048-2019": "Quyết định 1048/QĐ-TTg",
  "qd26-2026": "Quyết định 26/2026/QĐ-TTg",
};

/** The advice as clients read it: each step with the decision and the place of its rule. */
export const coachAnswer = (regime: string, { next, ...results }: DossierCoach): CoachAnswer => ({
  ...results,
  next: next && {
    ...next,
    steps: next.steps.map((step) => ({ ...step, source: `${decisions[regime] ?? regime}, ${coachRules[step.rule]}` })),
  },
});
