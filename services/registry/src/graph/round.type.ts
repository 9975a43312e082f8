import { LegalDate, Public } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Round, RoundLevel } from "../domain/round";
import { RoundLevelEnum } from "./enums";

@Public()
@Directive('@key(fields: "id")')
@ObjectType("Round", { description: "Evaluation round (đợt đánh giá) of a province or of the centre." })
export class RoundType implements Round {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last change." })
  readonly version!: number;

  @Field(() => RoundLevelEnum, { description: "Who holds it." })
  readonly level!: RoundLevel;

  readonly provinceRegionId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Year it was planned for; null for an extra round that stays open.",
  })
  readonly year!: number | null;

  @Field(() => Int, { description: "Number in the year, from 1." })
  readonly no!: number;

  @Field(() => LegalDate, {
    nullable: true,
    description: "First day that is too late (trước ngày): the last day is the one before. Null: no cut-off.",
  })
  readonly requestsBefore!: string | null;

  @Field(() => LegalDate, { nullable: true, description: "The council has met before this day." })
  readonly heldBefore!: string | null;

  @Field(() => Boolean, { description: "Beyond the two rounds of the decision, planned by the province." })
  readonly extra!: boolean;

  @Field(() => Boolean, { description: "Belongs to the demonstration territory." })
  readonly demonstration!: boolean;
}
