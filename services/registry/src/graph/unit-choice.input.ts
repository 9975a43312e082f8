import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";

@InputType("ChooseProducerUnitInput")
export class ChooseProducerUnitInput extends MutationInput {
  @Field(() => ID)
  readonly producerId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => ID, { description: "One of the producer's unitChoices." })
  readonly unitId!: string;

  @Field(() => String, { description: "What shows it, at most 1,000 characters; kept in the audit log." })
  readonly reason!: string;
}

@InputType("ChooseProductUnitInput")
export class ChooseProductUnitInput extends MutationInput {
  @Field(() => ID)
  readonly productId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => ID, { description: "One of the product's unitChoices." })
  readonly unitId!: string;

  @Field(() => String, { description: "What shows it, at most 1,000 characters; kept in the audit log." })
  readonly reason!: string;
}
