import { Part, Sized } from "@ocop/service-kit";
import { Field, Int, ObjectType } from "type-graphql";
import type { AboveResult, DecisiveOption, MissedMinimum, Rating } from "../domain/evaluate";
import { DecisiveBasisEnum } from "./enums";

@Part()
@ObjectType("PartScore", { description: "What one part of the set brought." })
export class PartScoreType implements Omit<Rating["parts"][number], never> {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int, { description: "Points of all sheets together." })
  readonly sum!: number;

  @Field(() => String, { description: "Two decimals, cut off." })
  readonly mean!: string;
}

@Part()
@ObjectType("DecisiveOption", { description: "The option of a criterion that is held against the star minimums." })
export class DecisiveOptionType implements DecisiveOption {
  @Field(() => String)
  readonly criterion!: string;

  @Field(() => String, { nullable: true, description: "Null: none of the options." })
  readonly option!: string | null;

  @Field(() => Int)
  readonly points!: number;

  @Field(() => DecisiveBasisEnum)
  readonly basis!: DecisiveOption["basis"];
}

@Part()
@ObjectType("MissedMinimum", { description: "A star minimum (yêu cầu tối thiểu) that is not met." })
export class MissedMinimumType implements MissedMinimum {
  @Field(() => String)
  readonly criterion!: string;

  @Field(() => String, { description: "The least option that would meet it." })
  readonly option!: string;

  @Field(() => Int, { description: "Points of that option." })
  readonly points!: number;

  @Field(() => Int)
  readonly held!: number;

  @Field(() => Int)
  readonly missing!: number;
}

@Part()
@ObjectType("StarsAboveResult", { description: "Why the result is below a number of stars." })
export class AboveResultType implements AboveResult {
  @Field(() => Int)
  readonly stars!: number;

  @Field(() => Boolean, { description: "The mean alone would give that many stars." })
  readonly meanReaches!: boolean;

  @Sized(5)
  @Field(() => [MissedMinimumType])
  readonly minimums!: readonly MissedMinimum[];
}

@Part()
@ObjectType("Rating", {
  description: "Outcome of one scoring round: exact mean, spread, minimums and stars. Single sheets are no part of it.",
})
export class RatingType implements Omit<Rating, "sheets"> {
  @Sized(3)
  @Field(() => [PartScoreType])
  readonly parts!: Rating["parts"];

  @Field(() => Int, { description: "Sum of the totals; with `count` the exact mean." })
  readonly sum!: number;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => String, { description: "Two decimals, cut off and not rounded; never what is compared." })
  readonly mean!: string;

  @Field(() => Int)
  readonly highest!: number;

  @Field(() => Int)
  readonly lowest!: number;

  @Field(() => Boolean)
  readonly spreadExceeded!: boolean;

  @Sized(5)
  @Field(() => [DecisiveOptionType])
  readonly decisive!: readonly DecisiveOption[];

  @Field(() => [String], { description: "Grounds of rejection that more than half of the sheets found." })
  readonly rejectedFor!: readonly string[];

  @Field(() => Int)
  readonly starsByMean!: number;

  @Field(() => Int, { nullable: true, description: "Null when rejected." })
  readonly stars!: number | null;

  @Sized(3)
  @Field(() => [AboveResultType], { description: "For each number of stars above the result." })
  readonly above!: readonly AboveResult[];
}
