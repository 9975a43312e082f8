import { Authz, connectionOf, LegalDate, Part, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Contract, Partner, PartnerMember } from "../domain/partner";
import { partnerReaders } from "../domain/rights";
import { PartnerRole } from "./enums";

@Shown("partner")
@Directive('@key(fields: "id")')
@Authz(...partnerReaders)
@ObjectType("Partner", { description: "A distributor (nhà phân phối) that receives the catalogue by contract." })
export class PartnerType implements Partner {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => String)
  readonly name!: string;
}

@Part()
@ObjectType("PartnerMember", { description: "A person or machine that acts for a partner." })
export class PartnerMemberType implements Omit<PartnerMember, "id" | "partnerId"> {
  @Field(() => String)
  readonly subject!: string;

  @Field(() => PartnerRole)
  readonly role!: PartnerMember["role"];
}

@Shown("partner")
@Part()
@ObjectType("PartnerContract", { description: "What a partner is entitled to, and when." })
export class PartnerContractType implements Omit<Contract, "id" | "partnerId"> {
  readonly provinceRegionIds!: readonly string[] | null;

  @Field(() => String)
  readonly number!: string;

  @Field(() => Int, { description: "Fewest stars of a product in the catalogue." })
  readonly minimumStars!: number;

  @Field(() => LegalDate)
  readonly validFrom!: string;

  @Field(() => LegalDate, {
    nullable: true,
    description: "First day on which it no longer holds; null is without an end.",
  })
  readonly validUntil!: string | null;
}

export const PartnerConnection = connectionOf("Partner", PartnerType, { totalCount: true });
