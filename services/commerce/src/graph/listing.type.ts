import { connectionOf, LegalDate, Public, Shown } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Listing } from "../domain/listing";
import { ListingState, ListingWithdrawalReason } from "./enums";

@Shown("partner", "public")
@Public()
@ObjectType("Listing", {
  description: "One product on the list of one sale point; one record per pair, which comes and goes.",
})
export class ListingType implements Listing {
  readonly salePointId!: string;
  readonly productId!: string;

  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int)
  readonly version!: number;

  @Field(() => ListingState)
  readonly state!: Listing["state"];

  @Field(() => LegalDate, { description: "The day on which it was last put on the list." })
  readonly listedOn!: string;

  @Field(() => LegalDate, { nullable: true })
  readonly withdrawnOn!: string | null;

  @Field(() => ListingWithdrawalReason, { nullable: true })
  readonly withdrawnBecause!: Listing["withdrawnBecause"];
}

export const ListingConnection = connectionOf("Listing", ListingType);
