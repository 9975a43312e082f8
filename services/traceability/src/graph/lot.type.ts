import { Authz, connectionOf, DateTime, LegalDate, Part, Shown, Sized } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { FieldState, Lot, Stage } from "../domain/lot";
import { lotReaders } from "../domain/rights";
import { LotState, TracingField } from "./enums";

@Shown("partner", "public")
@Part()
@ObjectType("LotStage", { description: "One stage of making or trading a lot (công đoạn), as the producer states it." })
export class LotStageType implements Stage {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { nullable: true })
  readonly place!: string | null;

  @Field(() => String, { nullable: true, description: "Location tracing code (mã truy vết địa điểm)." })
  readonly locationCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Product tracing code of what went in; null for the lot itself.",
  })
  readonly productCode!: string | null;

  @Field(() => DateTime, { nullable: true })
  readonly at!: string | null;
}

@Shown("partner", "public")
@Authz(...lotReaders)
@Directive('@key(fields: "id")')
@ObjectType("Lot", {
  description:
    "A lot (lô sản xuất) of one trade item. Public once published; a draft is seen by its producer and the officers of its territory.",
})
export class LotType implements Lot {
  readonly itemId!: string;
  readonly productId!: string;
  readonly producerId!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;

  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { description: "Number as printed on the pack; case matters." })
  readonly lotNo!: string;

  @Field(() => LotState)
  readonly state!: Lot["state"];

  @Field(() => LegalDate, { nullable: true })
  readonly producedOn!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly packedOn!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly bestBefore!: string | null;

  @Field(() => LegalDate, { nullable: true, description: "Last day on which the goods may be used (hạn sử dụng)." })
  readonly expiresOn!: string | null;

  @Field(() => String, { nullable: true, description: "Exact decimal with up to three places." })
  readonly quantity!: string | null;

  @Field(() => String, { nullable: true, description: "Unit of the quantity, UN/CEFACT Recommendation 20." })
  readonly unitOfMeasure!: string | null;

  @Field(() => String, { nullable: true, description: "Country of origin (xuất xứ), ISO 3166-1 alpha-2." })
  readonly originCountry!: string | null;

  @Field(() => String, { nullable: true })
  readonly originPlace!: string | null;

  @Field(() => [String], { description: "Standards and technical regulations applied." })
  readonly standards!: readonly string[];

  @Sized(5)
  @Field(() => [LotStageType])
  readonly stages!: readonly LotStageType[];

  @Shown()
  @Field(() => DateTime)
  readonly createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  readonly publishedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  readonly withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true })
  readonly withdrawnBecause!: string | null;
}

export const LotConnection = connectionOf("Lot", LotType, { totalCount: true });

@Part()
@ObjectType("LotFieldState", { description: "One field of the tracing minimum and whether the lot holds it." })
export class LotFieldStateType implements FieldState {
  @Field(() => TracingField)
  readonly field!: FieldState["field"];

  @Field(() => Boolean, { description: 'False for what is asked "if any".' })
  readonly required!: boolean;

  @Field(() => Boolean)
  readonly present!: boolean;
}
