import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { OperatorReason } from "../domain/listing";
import { OperatorWithdrawalReason } from "./enums";

@InputType()
export class ListProductInput extends MutationInput {
  @Field(() => ID)
  readonly salePointId!: string;

  @Field(() => ID)
  readonly productId!: string;
}

@InputType()
export class WithdrawListingInput extends MutationInput {
  @Field(() => ID)
  readonly listingId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => OperatorWithdrawalReason)
  readonly reason!: OperatorReason;
}
