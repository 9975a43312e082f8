import { LegalDate, Part, Shown } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Recognition } from "../domain/recognition";

@Shown("partner", "public")
@Part()
@ObjectType("Recognition", {
  description:
    "A recognition from before the platform (công nhận) as its source publishes it; what is unknown is null.",
})
export class RecognitionType implements Omit<Recognition, "version" | "productId" | "producerId" | "productName"> {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { nullable: true })
  readonly stars!: number | null;

  @Field(() => String, { nullable: true })
  readonly decisionNo!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly issuedOn!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly expiresOn!: string | null;

  @Field(() => String, { nullable: true })
  readonly authority!: string | null;

  @Field(() => Int, { nullable: true, description: "Year of the round; the decision may be of the next." })
  readonly year!: number | null;

  @Field(() => String, { nullable: true, description: "Known only where the date of issue leaves one regime." })
  readonly regime!: string | null;

  @Field(() => String, { nullable: true })
  readonly sourceUrl!: string | null;
}
