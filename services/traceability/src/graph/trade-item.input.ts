import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";

@InputType()
export class RegisterTradeItemInput extends MutationInput {
  @Field(() => ID)
  readonly productId!: string;

  @Field(() => String, { nullable: true, description: "GTIN of 8, 12, 13 or 14 digits; padded to 14." })
  readonly gtin?: string | null;

  @Field(() => String, { nullable: true, description: "At most 100 characters." })
  readonly packName?: string | null;

  @Field(() => String, { nullable: true, description: "At most 100 characters." })
  readonly brand?: string | null;
}

@InputType()
export class WithdrawTradeItemInput extends MutationInput {
  @Field(() => ID)
  readonly tradeItemId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}

@InputType()
export class SetTradeItemPictureInput extends MutationInput {
  @Field(() => ID)
  readonly tradeItemId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, {
    description: "JPEG, PNG or WebP of at most 150,000 bytes and 4,096 pixels a side, in base64.",
  })
  readonly base64!: string;
}
