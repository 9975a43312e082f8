import { DateTime, LegalDate, MutationInput, Shown } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { LotState, LotWords } from "../domain/lot";
import { LotState as LotStateEnum } from "./enums";

@InputType()
export class LotStageInput {
  @Field(() => String, { description: "At most 100 characters." })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: "At most 200 characters." })
  readonly place?: string | null;

  @Field(() => String, { nullable: true, description: "Location tracing code, at most 50 characters." })
  readonly locationCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Product tracing code of what went in, at most 50 characters; left out for the lot itself.",
  })
  readonly productCode?: string | null;

  @Field(() => DateTime, { nullable: true })
  readonly at?: Date | null;
}

/** What may be written about a lot, at its making and at every change. */
@InputType()
abstract class LotWordsInput extends MutationInput {
  @Field(() => String, { description: "1 to 20 characters of GS1's set of 82; case matters." })
  readonly lotNo!: string;

  @Field(() => LegalDate, { nullable: true })
  readonly producedOn?: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly packedOn?: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly bestBefore?: string | null;

  @Field(() => LegalDate, { nullable: true, description: "Last day on which the goods may be used." })
  readonly expiresOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Decimal with up to 12 digits before and 3 after the point; together with its unit.",
  })
  readonly quantity?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "GRM, KGM, TNE, MLT, LTR, MTR, MTK, H87, NPR or SET (UN/CEFACT Recommendation 20).",
  })
  readonly unitOfMeasure?: string | null;

  @Field(() => String, { nullable: true, description: "ISO 3166-1 alpha-2." })
  readonly originCountry?: string | null;

  @Field(() => String, { nullable: true, description: "At most 200 characters." })
  readonly originPlace?: string | null;

  @Field(() => [String], { defaultValue: [], description: "At most 20, each of at most 100 characters." })
  readonly standards!: readonly string[];

  @Field(() => [LotStageInput], { defaultValue: [], description: "At most 20." })
  readonly stages!: readonly LotStageInput[];
}

@InputType()
export class CreateLotInput extends LotWordsInput {
  @Field(() => ID)
  readonly tradeItemId!: string;
}

@InputType({ description: "Replaces what is written about the lot; a field that is left out becomes empty." })
export class UpdateLotInput extends LotWordsInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}

@InputType()
export class PublishLotInput extends MutationInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}

@InputType()
export class WithdrawLotInput extends MutationInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, { description: "Shown on the lot's page; at most 300 characters." })
  readonly reason!: string;
}

@Shown("partner", "public")
@InputType({ description: "All that is given must hold." })
export class LotWhere {
  @Field(() => ID, { nullable: true })
  readonly tradeItemId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly productId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly producerId?: string | null;

  @Field(() => [LotStateEnum], { nullable: true })
  readonly states?: readonly LotState[] | null;
}

/** The input in the words of the domain: what is left out is null. */
export const wordsOfLot = (input: LotWordsInput): LotWords => ({
  lotNo: input.lotNo,
  producedOn: input.producedOn ?? null,
  packedOn: input.packedOn ?? null,
  bestBefore: input.bestBefore ?? null,
  expiresOn: input.expiresOn ?? null,
  quantity: input.quantity ?? null,
  unitOfMeasure: input.unitOfMeasure ?? null,
  originCountry: input.originCountry ?? null,
  originPlace: input.originPlace ?? null,
  standards: input.standards,
  stages: input.stages.map(({ name, place = null, locationCode = null, productCode = null, at = null }) => ({
    name,
    place,
    locationCode,
    productCode,
    at: at && at.toISOString(),
  })),
});
