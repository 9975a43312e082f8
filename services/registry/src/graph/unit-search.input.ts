import { Shown } from "@ocop/service-kit";
import { Field, InputType } from "type-graphql";
import type { UnitLevel } from "../domain/administrative-unit";
import { UnitLevelEnum } from "./enums";

@Shown("partner", "public")
@InputType("UnitSearchWhere", { description: "All conditions hold. Codes need their list." })
export class UnitSearchWhere {
  @Field(() => String, {
    nullable: true,
    description: "2025-before, 2025-07, 2026-04 or demonstration; every list where it is left out.",
  })
  readonly listVersion?: string | null;

  @Field(() => UnitLevelEnum, { nullable: true })
  readonly level?: UnitLevel | null;

  @Field(() => String, { nullable: true, description: "Code of the unit directly above." })
  readonly parentCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Code of the province: its communes are found through their districts, too.",
  })
  readonly provinceCode?: string | null;
}
