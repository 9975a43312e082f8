import { LegalDate, MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import { planLimits } from "../domain/programme";

@InputType("ProgrammePlanWhere")
export class ProgrammePlanWhere {
  @Field(() => Int, { description: "The year." })
  readonly year!: number;

  @Field(() => ID, { nullable: true, description: "The unit they were decided for." })
  readonly unitId?: string | null;
}

@InputType("RecordProgrammePlanInput")
export class RecordProgrammePlanInput extends MutationInput {
  @Field(() => ID, { description: "A province or commune of today's list." })
  readonly unitId!: string;

  @Field(() => Int, { description: "From 2018, at most five years ahead." })
  readonly year!: number;

  @Field(() => Int, {
    description: `Products to recognise for the first time, at most ${String(planLimits.newProducts)}.`,
  })
  readonly newProducts!: number;

  @Field(() => String, {
    description: `Decision or paper of the authority, at most ${String(planLimits.decisionNo)} characters.`,
  })
  readonly decisionNo!: string;

  @Field(() => LegalDate, { description: "Its day, today at the latest." })
  readonly decidedOn!: string;
}
