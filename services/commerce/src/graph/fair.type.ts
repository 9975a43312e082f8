import { Authz, LegalDate, Public, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Fair } from "../domain/fair";
import { organiserReaders } from "../domain/rights";
import { FairReach } from "./enums";

@Shown("partner", "public")
@Directive('@key(fields: "id")')
@Public()
@ObjectType("Fair", { description: "A trade fair (hội chợ) that OCOP products take part in." })
export class FairType implements Fair {
  readonly nameVi!: string;
  readonly nameEn!: string | null;
  readonly provinceRegionId!: string;

  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { nullable: true })
  readonly theme!: string | null;

  @Field(() => FairReach)
  readonly reach!: Fair["reach"];

  @Field(() => String)
  readonly venue!: string;

  @Field(() => String, { description: "ISO 3166-1 alpha-2; VN unless abroad." })
  readonly countryCode!: string;

  @Field(() => LegalDate)
  readonly opensOn!: string;

  @Field(() => LegalDate, { description: "The last day, which belongs to the fair." })
  readonly closesOn!: string;

  @Field(() => Int, { description: "Planned stands of 3 × 3 m." })
  readonly stands!: number;

  @Field(() => String)
  readonly organiserName!: string;

  @Authz(...organiserReaders)
  @Field(() => String, { nullable: true, description: "Subject of the person who acts for the organiser." })
  readonly organiserSubject!: string;

  @Field(() => LegalDate, { nullable: true, description: "Day of the registration; null for an exempt fair." })
  readonly registeredOn!: string | null;

  @Field(() => String, { nullable: true, description: "The decision that exempts it; null for a registered fair." })
  readonly exemptBy!: string | null;
}
