import { Authz, LegalDate, Part, Public, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { operatorReaders } from "../domain/rights";
import type { SalePoint } from "../domain/sale-point";
import type { SalePointKind } from "../domain/sale-point-kind";

@Shown("partner", "public")
@Part()
@ObjectType("SalePointKind", {
  description: "Kind of site on which a sale point stands, as the decision in use names it (950/QĐ-BCT).",
})
export class SalePointKindType implements Omit<SalePointKind, "id" | "since" | "position"> {
  readonly labelVi!: string;
  readonly labelEn!: string;

  @Field(() => String, { description: "For example ROAD_STOP." })
  readonly code!: string;

  @Field(() => String, { description: "The decision that names the kind." })
  readonly criteriaVersion!: string;
}

@Shown("partner", "public")
@Directive('@key(fields: "id")')
@Public()
@ObjectType("SalePoint", {
  description: "Point of introduction and sale of OCOP products (điểm giới thiệu và bán sản phẩm OCOP).",
})
export class SalePointType implements SalePoint {
  readonly nameVi!: string;
  readonly nameEn!: string | null;
  readonly kindCode!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string;

  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int, { description: "Number of the last saved change; updates name the version they saw." })
  readonly version!: number;

  @Field(() => String, { description: "The decision whose criteria the point was recorded under." })
  readonly criteriaVersion!: string;

  @Field(() => String)
  readonly addressLine!: string;

  @Field(() => Int, { description: "Floor area in whole square metres." })
  readonly areaSquareMetres!: number;

  @Authz(...operatorReaders)
  @Field(() => String, { nullable: true, description: "Subject of the person who runs the point." })
  readonly operatorSubject!: string;

  @Field(() => String, { nullable: true, description: "Number of the decision that recognises the point." })
  readonly recognitionNo!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly recognisedOn!: string | null;

  @Field(() => Boolean, { description: "Belongs to the demonstration territory and to no real register." })
  readonly demonstration!: boolean;
}
