import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import { productLimits } from "../domain/product";

@InputType("RegisterProductInput")
export class RegisterProductInput extends MutationInput {
  @Field(() => ID)
  readonly producerId!: string;

  @Field(() => String, { description: `Vietnamese name, at most ${String(productLimits.name)} characters.` })
  readonly nameVi!: string;

  @Field(() => String, { nullable: true })
  readonly nameEn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Product story (câu chuyện sản phẩm), at most ${String(productLimits.story)} characters.`,
  })
  readonly storyVi?: string | null;

  @Field(() => String, { nullable: true })
  readonly storyEn?: string | null;

  @Field(() => String, { nullable: true, description: "Product set QD26-01 to QD26-26." })
  readonly setCode?: string | null;

  @Field(() => String, { nullable: true })
  readonly addressAsIssued?: string | null;
}

@InputType("UpdateProductInput", { description: "What is left out stays; null empties it." })
export class UpdateProductInput extends MutationInput {
  @Field(() => ID)
  readonly productId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, { nullable: true, description: "Null leaves it: a name cannot be emptied." })
  readonly nameVi?: string | null;

  @Field(() => String, { nullable: true })
  readonly nameEn?: string | null;

  @Field(() => String, { nullable: true })
  readonly storyVi?: string | null;

  @Field(() => String, { nullable: true })
  readonly storyEn?: string | null;

  @Field(() => String, { nullable: true })
  readonly setCode?: string | null;

  @Field(() => String, { nullable: true })
  readonly addressAsIssued?: string | null;
}
