import { LegalDate, Part, Public, Shown, Sized } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { AdministrativeUnit, UnitLevel } from "../domain/administrative-unit";
import type { Predecessor, TracedUnit, WayStep } from "../use-cases/trace-unit";
import { ResolutionEnum, UnitLevelEnum, UnitRelationEnum } from "./enums";

@Shown("partner", "public")
@Public()
@Directive('@key(fields: "id")')
@ObjectType("AdministrativeUnit", {
  description:
    "Administrative unit (đơn vị hành chính) of one published list. Codes were re-used in 2025: a code names a unit only together with its list.",
})
export class AdministrativeUnitType implements Omit<AdministrativeUnit, "searchName" | "foldedName" | "tonedName"> {
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
@ObjectType("UnitPredecessor", { description: "A unit of an earlier list that went into a later one." })
export class UnitPredecessorType implements Predecessor {
  @Field(() => AdministrativeUnitType, { description: "The earlier unit." })
  readonly unit!: AdministrativeUnit;

  @Field(() => UnitRelationEnum, { description: "Whether all of it went into the later unit." })
  readonly relation!: Predecessor["relation"];
}

@Shown("partner", "public")
@Part()
@ObjectType("UnitWayStep", { description: "One step from a unit to one of the next list." })
export class UnitWayStepType implements WayStep {
  @Field(() => AdministrativeUnitType, { description: "The earlier unit." })
  readonly from!: AdministrativeUnit;

  @Field(() => AdministrativeUnitType, { description: "The later unit." })
  readonly to!: AdministrativeUnit;

  @Field(() => UnitRelationEnum, { description: "Whether all of the earlier unit went into the later one." })
  readonly relation!: WayStep["relation"];

  @Field(() => LegalDate, { nullable: true, description: "First day of the later unit." })
  readonly effectiveOn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Legal basis (căn cứ pháp lý) of the later list; null where it is not published as one.",
  })
  readonly legalBasis!: string | null;
}

@Shown("partner", "public")
@Part()
@ObjectType("UnitResolution", { description: "What a unit is on a day." })
export class UnitResolutionType implements TracedUnit {
  @Field(() => ResolutionEnum, { description: "Whether the answer is unique." })
  readonly outcome!: TracedUnit["outcome"];

  @Field(() => AdministrativeUnitType, {
    nullable: true,
    description: "The unit that was asked for; null when no list has the code.",
  })
  readonly unit!: AdministrativeUnit | null;

  @Field(() => LegalDate, { description: "The day." })
  readonly asOf!: string;

  @Sized(3)
  @Field(() => [AdministrativeUnitType], {
    description:
      "Units of the day, itself or what followed: one when resolved, several to choose from when split, none when ended or when the day lies before its list.",
  })
  readonly successors!: readonly AdministrativeUnit[];

  @Sized(5)
  @Field(() => [UnitPredecessorType], {
    description: "What it was made of, for a day before its list.",
  })
  readonly predecessors!: readonly Predecessor[];

  @Sized(10)
  @Field(() => [UnitWayStepType], { description: "The way from list to list, in the order in which it was followed." })
  readonly way!: readonly WayStep[];
}
