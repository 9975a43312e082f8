import { LegalDate, MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { PartnerRole as Role } from "../domain/partner";
import { PartnerRole } from "./enums";

@InputType()
export class RegisterPartnerMemberInput {
  @Field(() => String, { description: "Subject at the identity provider; acts for one partner only." })
  readonly subject!: string;

  @Field(() => PartnerRole)
  readonly role!: Role;
}

@InputType()
export class RegisterPartnerContractInput {
  @Field(() => String, { description: "At most 60 characters." })
  readonly number!: string;

  @Field(() => Int, { description: "Fewest stars of a product in the catalogue, 3 to 5." })
  readonly minimumStars!: number;

  @Field(() => [ID], { nullable: true, description: "Provinces of today's list, 1 to 100; absent is everywhere." })
  readonly provinceIds?: readonly string[] | null;

  @Field(() => LegalDate)
  readonly validFrom!: string;

  @Field(() => LegalDate, {
    nullable: true,
    description: "First day on which it no longer holds; absent is without an end.",
  })
  readonly validUntil?: string | null;
}

@InputType()
export class RegisterPartnerInput extends MutationInput {
  @Field(() => String, { description: "At most 200 characters." })
  readonly name!: string;

  @Field(() => [RegisterPartnerMemberInput], { description: "1 to 50, at least one of them ADMIN." })
  readonly members!: readonly RegisterPartnerMemberInput[];

  @Field(() => RegisterPartnerContractInput)
  readonly contract!: RegisterPartnerContractInput;
}
