import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";

@InputType("RequestBreakGlassInput")
export class RequestBreakGlassInput extends MutationInput {
  @Field(() => ID, { description: "Subject of the person whose rights are to be lent." })
  readonly actAs!: string;

  @Field(() => String, { description: "At most 100 characters." })
  readonly ticket!: string;

  @Field(() => String, { description: "At most 1,000 characters." })
  readonly reason!: string;

  @Field(() => Int, { description: "1 to 4, from the approval." })
  readonly hours!: number;
}

@InputType("ApproveBreakGlassInput")
export class ApproveBreakGlassInput extends MutationInput {
  @Field(() => ID)
  readonly sessionId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}

@InputType("EndBreakGlassInput")
export class EndBreakGlassInput extends MutationInput {
  @Field(() => ID)
  readonly sessionId!: string;
}
