import { LegalDate, Part, Public, Shown, Sized } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { AdministrativeUnit, UnitLevel } from "../domain/administrative-unit";
import type { ResolvedUnit } from "../use-cases/resolve-units";
import { ResolutionEnum, UnitLevelEnum } from "./enums";

@Shown("partner", "public")
@Public()
@Directive('@key(fields: "id")')
@ObjectType("AdministrativeUnit", {
  description:
    "Administrative unit (đơn vị hành chính) of one published list. Codes were re-used in 2025: a code names a unit only together with its list.",
})
export class AdministrativeUnitType implements Omit<AdministrativeUnit, "searchName"> {
  @Field(() => ID)
  readonly id!: string;

  @Shown()
  @Field(() => Int, { description: "Number of the last change." })
  readonly version!: number;

  @Field(() => String, { description: "List: 2025-before, 2025-07, 2026-04, or demonstration." })
  readonly listVersion!: string;

  @Field(() => String, { description: "Code (mã đơn vị) in that list." })
  readonly code!: string;

  @Field(() => UnitLevelEnum, { description: "Level of the unit." })
  readonly level!: UnitLevel;

  @Field(() => String, {
    description: "Kind: tỉnh, thành phố, quận, huyện, thị xã, xã, phường, thị trấn or đặc khu.",
  })
  readonly kind!: string;

  readonly name!: string;
  readonly nameEn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Code of the unit above, in the same list; null for a province.",
  })
  readonly parentCode!: string | null;

  @Field(() => LegalDate, { nullable: true, description: "First day of the list." })
  readonly validFrom!: string | null;

  @Field(() => LegalDate, { nullable: true, description: "First day on which the list no longer holds; null today." })
  readonly validTo!: string | null;
}

@Shown("partner", "public")
@Part()
@ObjectType("UnitResolution", { description: "Where a unit lies today." })
export class UnitResolutionType implements ResolvedUnit {
  @Field(() => ResolutionEnum, { description: "Whether the answer is unique." })
  readonly outcome!: ResolvedUnit["outcome"];

  @Sized(3)
  @Field(() => [AdministrativeUnitType], {
    description: "Units of today: one when resolved, several to choose from when split, none when ended.",
  })
  readonly successors!: readonly AdministrativeUnit[];
}
