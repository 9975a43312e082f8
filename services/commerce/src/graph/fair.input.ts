import { LegalDate, MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { FairReach as Reach } from "../domain/fair";
import { FairReach } from "./enums";

@InputType()
export class RegisterFairInput extends MutationInput {
  @Field(() => String, { description: "At most 200 characters." })
  readonly nameVi!: string;

  @Field(() => String, { nullable: true })
  readonly nameEn?: string | null;

  @Field(() => String, { nullable: true })
  readonly theme?: string | null;

  @Field(() => FairReach)
  readonly reach!: Reach;

  @Field(() => String, { description: "At most 300 characters." })
  readonly venue!: string;

  @Field(() => String, { defaultValue: "VN", description: "ISO 3166-1 alpha-2; another than VN exactly when abroad." })
  readonly countryCode!: string;

  @Field(() => ID, { description: "The province that records the fair, one of the officer's own." })
  readonly provinceId!: string;

  @Field(() => LegalDate)
  readonly opensOn!: string;

  @Field(() => LegalDate)
  readonly closesOn!: string;

  @Field(() => Int, { description: "Planned stands of 3 × 3 m, from 1." })
  readonly stands!: number;

  @Field(() => String)
  readonly organiserName!: string;

  @Field(() => String, { description: "Subject of the person who acts for the organiser." })
  readonly organiserSubject!: string;

  @Field(() => LegalDate, {
    nullable: true,
    description: "30 to 365 days before the opening (Nghị định 81/2018/NĐ-CP, Điều 29); absent exactly when exempt.",
  })
  readonly registeredOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The decision of the Prime Minister or the provincial People's Committee that exempts the fair.",
  })
  readonly exemptBy?: string | null;
}
