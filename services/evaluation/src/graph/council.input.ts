import { LegalDate, MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType } from "type-graphql";
import type { SeatRole } from "../domain/council";
import { SeatRoleEnum } from "./enums";

@InputType()
export class CouncilSeatInput {
  @Field(() => String, { description: "The agency that the seat belongs to; at most 200 characters." })
  readonly agency!: string;

  @Field(() => SeatRoleEnum)
  readonly role!: SeatRole;

  @Field(() => String, { description: "Subject of the representative at the identity provider." })
  readonly subject!: string;

  @Field(() => String, { description: "Name of the representative; at most 200 characters." })
  readonly displayName!: string;

  @Field(() => Boolean, { defaultValue: false, description: "A secretary who is also a member." })
  readonly alsoMember!: boolean;
}

@InputType()
export class FoundCouncilInput extends MutationInput {
  @Field(() => ID, { description: "A province of today's list, one of the officer's own." })
  readonly provinceId!: string;

  @Field(() => ID, { description: "Rules of a province or the platform's defaults; see `councilRules`." })
  readonly rulesId!: string;

  @Field(() => String, { description: "Number of the founding decision; at most 60 characters." })
  readonly decisionNo!: string;

  @Field(() => LegalDate, { description: "Not after today." })
  readonly decidedOn!: string;

  @Field(() => LegalDate, { description: "Not before the decision." })
  readonly termFrom!: string;

  @Field(() => LegalDate, { description: "First day after the term." })
  readonly termUntil!: string;

  @Field(() => [CouncilSeatInput], { description: "At most 50, one of them the chair." })
  readonly seats!: readonly CouncilSeatInput[];
}
