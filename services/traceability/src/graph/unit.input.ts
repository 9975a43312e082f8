import { MutationInput, OnceInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";

@InputType()
export class IssueSerialsInput extends MutationInput {
  @Field(() => ID)
  readonly tradeItemId!: string;

  @Field(() => ID, { nullable: true, description: "A lot of the item, when the serials belong to one." })
  readonly lotId?: string | null;

  @Field(() => Int, { description: "1 to 100,000." })
  readonly count!: number;
}

/** A list of serials of one item. */
@InputType()
abstract class SerialsInput extends MutationInput {
  @Field(() => ID)
  readonly tradeItemId!: string;

  @Field(() => [String], { description: "1 to 250." })
  readonly serials!: readonly string[];
}

@InputType()
export class MarkUnitsPrintedInput extends SerialsInput {}

@InputType()
export class ActivateUnitsInput extends OnceInput {
  @Field(() => ID)
  readonly tradeItemId!: string;

  @Field(() => [String], { description: "1 to 250." })
  readonly serials!: readonly string[];
}

@InputType()
export class VoidUnitsInput extends SerialsInput {}
