import { Authz, LegalDate, Part, Public } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Council, Seat } from "../domain/council";
import type { CouncilRules, CouncilSettings } from "../domain/council-rules";
import { councilReaders } from "../domain/rights";
import {
  BetweenBandsEnum,
  CouncilRulesLevelEnum,
  MinimumsFromEnum,
  MissedMinimumEnum,
  NoneOfTheOptionsEnum,
  ReasonsForEnum,
  SeatRoleEnum,
  SecretaryScoresEnum,
  SelfScoreRuleEnum,
  SpreadExceededEnum,
} from "./enums";

@Part()
@ObjectType("CouncilSettings", { description: "What the national text leaves to the rules of each council." })
export class CouncilSettingsType implements CouncilSettings {
  @Field(() => String, { description: "Fraction n/m: present × m ≥ n × members." })
  readonly quorumRatio!: string;

  @Field(() => Boolean, { description: "The chair, or the deputy chair who presides for the chair, must be present." })
  readonly chairRequired!: boolean;

  @Field(() => Int)
  readonly passes!: number;

  @Field(() => Int, { description: "Working days from release to scoring." })
  readonly leadTimeWorkingDays!: number;

  @Field(() => String, {
    nullable: true,
    description: "Most points between highest and lowest total, an exact decimal; null = no limit.",
  })
  readonly maxSpread!: string | null;

  @Field(() => SpreadExceededEnum)
  readonly onSpreadExceeded!: CouncilSettings["onSpreadExceeded"];

  @Field(() => MissedMinimumEnum)
  readonly missedMinimum!: CouncilSettings["missedMinimum"];

  @Field(() => MinimumsFromEnum)
  readonly minimumsFrom!: CouncilSettings["minimumsFrom"];

  @Field(() => NoneOfTheOptionsEnum)
  readonly noneOfTheOptions!: CouncilSettings["noneOfTheOptions"];

  @Field(() => BetweenBandsEnum)
  readonly betweenBands!: CouncilSettings["betweenBands"];

  @Field(() => [ReasonsForEnum])
  readonly reasonsFor!: CouncilSettings["reasonsFor"];

  @Field(() => SecretaryScoresEnum)
  readonly secretaryScores!: CouncilSettings["secretaryScores"];

  @Field(() => SelfScoreRuleEnum)
  readonly advanceSelfScore!: CouncilSettings["advanceSelfScore"];
}

@Public()
@ObjectType("CouncilRules", {
  description: "Working rules of councils (Quy chế hoạt động), as their authority issued them.",
})
export class CouncilRulesType implements Omit<CouncilRules, "version" | "ruleKey"> {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => CouncilRulesLevelEnum)
  readonly level!: CouncilRules["level"];

  @Field(() => String, { nullable: true })
  readonly provinceName!: string | null;

  @Field(() => String, { nullable: true, description: "A code means something only together with `listVersion`." })
  readonly provinceCode!: string | null;

  @Field(() => String, { nullable: true })
  readonly listVersion!: string | null;

  @Field(() => String, { nullable: true })
  readonly regime!: string | null;

  @Field(() => String, { nullable: true })
  readonly document!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly validFrom!: string | null;

  @Field(() => LegalDate, { nullable: true, description: "First day on which they no longer hold." })
  readonly validTo!: string | null;

  @Field(() => CouncilSettingsType)
  readonly settings!: CouncilSettings;

  @Field(() => [String], { description: "Settings that the document states; the others are the platform's defaults." })
  readonly stated!: readonly string[];

  @Field(() => String, { nullable: true })
  readonly source!: string | null;

  @Field(() => Boolean, { description: "For demonstration products only." })
  readonly demonstration!: boolean;
}

@Part()
@ObjectType("CouncilSeat", {
  description: "A seat belongs to an agency; a person sits as its representative (đại diện).",
})
export class SeatType implements Omit<Seat, "version" | "councilId" | "subject"> {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly agency!: string;

  @Field(() => SeatRoleEnum)
  readonly role!: Seat["role"];

  @Field(() => String)
  readonly displayName!: string;

  @Field(() => Boolean, { description: "A secretary whom the founding decision also makes a member." })
  readonly alsoMember!: boolean;
}

@Directive('@key(fields: "id")')
@Authz(...councilReaders)
@ObjectType("Council", { description: "Council of a province that scores products (Hội đồng đánh giá, phân hạng)." })
export class CouncilType implements Council {
  readonly provinceRegionId!: string;
  readonly rulesId!: string;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { description: "Number of the founding decision." })
  readonly decisionNo!: string;

  @Field(() => LegalDate)
  readonly decidedOn!: string;

  @Field(() => LegalDate)
  readonly termFrom!: string;

  @Field(() => LegalDate, { description: "First day on which the seats no longer carry rights." })
  readonly termUntil!: string;

  @Field(() => CouncilSettingsType, { description: "Those of its rules on the day of its foundation." })
  readonly settings!: CouncilSettings;

  @Field(() => Boolean)
  readonly demonstration!: boolean;
}
