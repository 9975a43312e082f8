import { connectionOf, LegalDate, Part, Public, Sized } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { Programme, ProgrammePlan, ProgrammeProgress, ProgrammeTarget, TargetUnit } from "../domain/programme";
import { TargetUnitEnum } from "./enums";

@Part()
@ObjectType("ProgrammeTarget", { description: "One target (mục tiêu) of a programme." })
export class ProgrammeTargetType implements ProgrammeTarget {
  @Field(() => String, { description: "Stable key." })
  readonly key!: string;

  readonly nameVi!: string;
  readonly nameEn!: string;

  @Field(() => Int, { description: "At least so many." })
  readonly min!: number;

  @Field(() => Int, { nullable: true, description: "At most so many, where the decision prints a range." })
  readonly max!: number | null;

  @Field(() => TargetUnitEnum, { description: "What is counted." })
  readonly unit!: TargetUnit;
}

@Part()
@ObjectType("Programme", {
  description: "The national programme (Chương trình Mỗi xã một sản phẩm) of a period, with its targets.",
})
export class ProgrammeType implements Programme {
  readonly id!: string;
  readonly version!: number;

  @Field(() => String, { description: "Stable code, for example ocop-2021-2025." })
  readonly code!: string;

  readonly nameVi!: string;
  readonly nameEn!: string;

  @Field(() => Int, { description: "First year." })
  readonly fromYear!: number;

  @Field(() => Int, { description: "Last year." })
  readonly toYear!: number;

  @Field(() => String, { nullable: true, description: "Decision that sets the targets; null while none is known." })
  readonly legalSource!: string | null;

  @Field(() => String, { nullable: true, description: "What the programme rests on." })
  readonly legalBasis!: string | null;

  @Sized(10)
  @Field(() => [ProgrammeTargetType], { description: "Targets in the order of the decision; empty while unknown." })
  readonly targets!: readonly ProgrammeTarget[];
}

@Public()
@ObjectType("ProgrammePlan", {
  description:
    "What a province plans to recognise for the first time in a year, or a commune registers for it (kế hoạch, đăng ký sản phẩm). It stays under the unit it was decided for.",
})
export class ProgrammePlanType implements ProgrammePlan {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last change." })
  readonly version!: number;

  readonly unitId!: string;

  @Field(() => Int, { description: "The year." })
  readonly year!: number;

  @Field(() => Int, { description: "Products to recognise for the first time." })
  readonly newProducts!: number;

  @Field(() => String, { description: "Decision or paper of the authority; the platform numbers none." })
  readonly decisionNo!: string;

  @Field(() => LegalDate, { description: "Day of the decision. The latest one of a unit and year is in force." })
  readonly decidedOn!: string;

  readonly unit!: AdministrativeUnit;
}

export const ProgrammePlanConnection = connectionOf("ProgrammePlan", ProgrammePlanType);

@Part()
@ObjectType("RecognisedStarsCount", { description: "Products in force with as many stars." })
export class RecognisedStarsCountType {
  @Field(() => Int, { description: "Stars." })
  readonly stars!: number;

  @Field(() => Int, { description: "How many." })
  readonly count!: number;
}

@Part()
@ObjectType("ProgrammeProgress", {
  description:
    "A year of the programme (kết quả so với kế hoạch) by the boundaries of any list: the plan of a merged province is the sum of those of its parts, and nothing is guessed.",
})
export class ProgrammeProgressType implements Omit<ProgrammeProgress, "plans"> {
  @Field(() => String, { description: "The list whose boundaries they are." })
  readonly listVersion!: string;

  @Field(() => String, { nullable: true, description: "Code of the province; null for the whole country." })
  readonly provinceCode!: string | null;

  @Field(() => Int, { description: "The year." })
  readonly year!: number;

  @Field(() => LegalDate, { description: "Day of the figures: today, or the last day of a year that is over." })
  readonly asOf!: string;

  @Field(() => Int, { description: "Products recognised for the first time in the year (sản phẩm mới)." })
  readonly newProducts!: number;

  @Field(() => Int, { nullable: true, description: "Planned by the provinces; null where none decided a plan." })
  readonly planned!: number | null;

  @Field(() => Int, { nullable: true, description: "Registered by the communes; null where none did." })
  readonly registered!: number | null;

  @Field(() => Int, { nullable: true, description: "New products in whole per cent of the plan; null without one." })
  readonly percentOfPlan!: number | null;

  @Field(() => Int, {
    description:
      "Products with a certificate in force on the day. One revoked since counts on no day: its day is not kept here.",
  })
  readonly inForce!: number;

  @Sized(3)
  @Field(() => [RecognisedStarsCountType], { description: "The same by stars, best first." })
  readonly byStars!: ProgrammeProgress["byStars"];

  @Field(() => Int, {
    description:
      "Recognised products of the whole country that may lie in several provinces of the list (không phân định được); in no province's figures.",
  })
  readonly notToldApart!: number;

  readonly rows!: readonly ProgrammePlan[];
}
