import { DateTime, Public, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { TradeItem } from "../domain/trade-item";
import { TradeItemState } from "./enums";

@Shown("partner", "public")
@Public()
@Directive('@key(fields: "id")')
@ObjectType("TradeItem", {
  description:
    "One pack of a product as a shopper meets it (vật phẩm thương mại); a product sold in two sizes has two.",
})
export class TradeItemType implements TradeItem {
  readonly productId!: string;
  readonly producerId!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;
  readonly picture!: TradeItem["picture"];

  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, {
    description:
      "The platform's own code, under which the public page stands. No GS1 key and never to be shown as one.",
  })
  readonly ownCode!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "GTIN of 14 digits as the producer stated it. It says who licensed the number, not where goods were made.",
  })
  readonly gtin14!: string | null;

  @Field(() => String, { nullable: true, description: "How this pack is told from others of the product." })
  readonly packName!: string | null;

  @Field(() => String, { nullable: true })
  readonly brand!: string | null;

  @Field(() => TradeItemState)
  readonly state!: TradeItem["state"];

  @Shown()
  @Field(() => DateTime)
  readonly registeredAt!: Date;
}
