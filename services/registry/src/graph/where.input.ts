import { Shown } from "@ocop/service-kit";
import { Field, ID, InputType } from "type-graphql";
import type { UnitLevel } from "../domain/administrative-unit";
import type { DossierState } from "../domain/dossier";
import { DossierStateEnum, UnitLevelEnum } from "./enums";

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

@InputType("DossierWhere", { description: "All conditions hold." })
export class DossierWhere {
  @Field(() => DossierStateEnum, { nullable: true })
  readonly state?: DossierState | null;

  @Field(() => ID, { nullable: true })
  readonly roundId?: string | null;
}
