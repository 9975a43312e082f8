import { Shown } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { UnitLevel } from "../domain/administrative-unit";
import type { DossierState } from "../domain/dossier";
import type { ProductState } from "../domain/product";
import { DossierStateEnum, ProductStateEnum, UnitLevelEnum } from "./enums";

@Shown("partner", "public")
@InputType("AdministrativeUnitWhere", { description: "All conditions hold." })
export class AdministrativeUnitWhere {
  @Field(() => String, { description: "2025-before, 2025-07, 2026-04 or demonstration." })
  readonly listVersion!: string;

  @Field(() => UnitLevelEnum, { nullable: true })
  readonly level?: UnitLevel | null;

  @Field(() => String, { nullable: true, description: "Code of the unit directly above, in the same list." })
  readonly parentCode?: string | null;

  @Field(() => String, { nullable: true, description: "Part of kind and name; case, tone marks and đ do not count." })
  readonly name?: string | null;
}

@Shown("partner", "public")
@InputType("ProductWhere", { description: "All conditions hold." })
export class ProductWhere {
  @Field(() => [Int], { nullable: true, description: "Stars of a certificate in force today, any of these." })
  readonly stars?: readonly number[] | null;

  @Field(() => ID, { nullable: true, description: "Province of today's list." })
  readonly provinceId?: string | null;

  @Field(() => ID, { nullable: true, description: "Commune of today's list." })
  readonly communeId?: string | null;

  @Field(() => String, { nullable: true, description: "Product set." })
  readonly setCode?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Only, or not, the demonstration territory." })
  readonly demonstration?: boolean | null;

  @Field(() => ProductStateEnum, { nullable: true })
  readonly state?: ProductState | null;

  @Field(() => [ID], { nullable: true, description: "Any of these, at most 100." })
  readonly ids?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: "Part of the name; case, tone marks and đ do not count." })
  readonly name?: string | null;
}

@InputType("DossierWhere", { description: "All conditions hold." })
export class DossierWhere {
  @Field(() => DossierStateEnum, { nullable: true })
  readonly state?: DossierState | null;

  @Field(() => ID, { nullable: true })
  readonly roundId?: string | null;
}
