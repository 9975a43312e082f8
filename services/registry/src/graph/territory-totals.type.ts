import { connectionOf, LegalDate, Part, Sized } from "@ocop/service-kit";
import { Field, Int, ObjectType } from "type-graphql";
import type { AdministrativeUnit, UnitLevel } from "../domain/administrative-unit";
import type { ProductState } from "../domain/product";
import type { Figures, PlainUnit, TotalsMeasure } from "../domain/territory-totals";
import { ProductStateEnum, TotalsMeasureEnum, UnitLevelEnum } from "./enums";

@Part()
@ObjectType("ProductStateCount", { description: "Products in one state." })
export class ProductStateCountType {
  @Field(() => ProductStateEnum, { description: "The state." })
  readonly state!: ProductState;

  @Field(() => Int, { description: "How many." })
  readonly count!: number;
}

@Part()
@ObjectType("ProductStarsCount", { description: "Products with as many stars." })
export class ProductStarsCountType {
  @Field(() => Int, { nullable: true, description: "Stars of a certificate in force; null: no certificate is." })
  readonly stars!: number | null;

  @Field(() => Int, { description: "How many." })
  readonly count!: number;
}

@Part()
@ObjectType("TerritoryFigures", {
  description: "How many records, and of products in which state and with how many stars.",
})
export class TerritoryFiguresType implements Figures {
  @Field(() => Int, { description: "How many." })
  readonly count!: number;

  @Sized(4)
  @Field(() => [ProductStateCountType], {
    description: "By state; empty for producers. States without products are left out.",
  })
  readonly byState!: Figures["byState"];

  @Sized(4)
  @Field(() => [ProductStarsCountType], { description: "By stars, best first; empty for producers." })
  readonly byStars!: Figures["byStars"];
}

@Part()
@ObjectType("TerritoryTotal", { description: "The figures of one unit." })
export class TerritoryTotalType {
  readonly plain!: PlainUnit;

  @Field(() => TerritoryFiguresType, { description: "Records that lie in it beyond doubt." })
  readonly figures!: Figures;

  readonly unit!: AdministrativeUnit;
}

export const TerritoryTotalConnection = connectionOf("TerritoryTotal", TerritoryTotalType);

@Part()
@ObjectType("TerritoryTotals", {
  description:
    "Records counted by the boundaries (địa giới) of any list. The units and both buckets add up to the total, which is the same for all boundaries of the whole country.",
})
export class TerritoryTotalsType {
  @Field(() => String, { description: "The list whose boundaries they are." })
  readonly listVersion!: string;

  @Field(() => UnitLevelEnum, { description: "Level of the units." })
  readonly level!: UnitLevel;

  readonly parentCode!: string | null;

  @Field(() => TotalsMeasureEnum, { description: "What was counted." })
  readonly measure!: TotalsMeasure;

  @Field(() => LegalDate, { description: "Day of the figures: stars are of certificates in force on it." })
  readonly asOf!: string;

  @Field(() => TerritoryFiguresType, { description: "All records within the boundaries." })
  readonly total!: Figures;

  @Field(() => TerritoryFiguresType, {
    description: "Records of which nothing is known at this level (không rõ): a commune that no source names.",
  })
  readonly notKnown!: Figures;

  @Field(() => TerritoryFiguresType, {
    description:
      "Records that may lie in several of the units (không phân định được): today's unit was made of several, or the old one was split.",
  })
  readonly notToldApart!: Figures;

  readonly rows!: readonly { readonly unit: PlainUnit; readonly figures: Figures }[];
}
