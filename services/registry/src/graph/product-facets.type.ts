import { Part, Shown, Sized } from "@ocop/service-kit";
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { ProductFacets } from "../domain/product-filter";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";

type Count<Side extends "territories" | "sets" | "stars"> = ProductFacets[Side][number];

@Shown("partner", "public")
@Part()
@ObjectType("ProductFacetTerritory", { description: "Products of one territory." })
export class FacetTerritoryType implements Count<"territories"> {
  readonly regionId!: string | null;

  @Field(() => Int)
  readonly count!: number;
}

@Shown("partner", "public")
@Part()
@ObjectType("ProductFacetSet", { description: "Products of one product set (bộ sản phẩm)." })
export class FacetSetType implements Count<"sets"> {
  @Field(() => String, { nullable: true, description: "QD26-01 to QD26-26; null where nobody has said the set." })
  readonly setCode!: string | null;

  @Field(() => Int)
  readonly count!: number;
}

@Shown("partner", "public")
@Part()
@ObjectType("ProductFacetStars", { description: "Products with so many stars (hạng sao)." })
export class FacetStarsType implements Count<"stars"> {
  @Field(() => Int, {
    nullable: true,
    description: "Of a certificate in force on the day of the question; null for products without one.",
  })
  readonly stars!: number | null;

  @Field(() => Int)
  readonly count!: number;
}

@Shown("partner", "public")
@Part()
@ObjectType("ProductFacets", {
  description: "How many products stand under each value, of those that a filter leaves.",
})
export class ProductFacetsType implements ProductFacets {
  @Field(() => Date, { description: "The instant at which these figures held." })
  readonly asOf!: Date;

  @Field(() => Int, {
    description: "All products that match; 10,001 of those that are counted live mean that more do.",
  })
  readonly total!: number;

  @Field(() => Boolean, {
    description: "False when more than 10,000 match that are counted live, and some of them alone were counted.",
  })
  readonly complete!: boolean;

  @Sized(100)
  @Field(() => [FacetTerritoryType], {
    description: "Provinces, or the communes of the province or commune asked for; most products first.",
  })
  readonly territories!: readonly FacetTerritoryType[];

  @Sized(27)
  @Field(() => [FacetSetType], { description: "In the order of the codes." })
  readonly sets!: readonly FacetSetType[];

  @Sized(6)
  @Field(() => [FacetStarsType], { description: "Most stars first." })
  readonly stars!: readonly FacetStarsType[];
}

@Resolver(() => FacetTerritoryType)
export class FacetTerritoryResolver {
  @FieldResolver(() => AdministrativeUnitType, {
    nullable: true,
    description: "Null for products whose commune no source names.",
  })
  async unit(
    @Root() { regionId }: Count<"territories">,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return regionId === null ? null : loaders.units.load(regionId);
  }
}
