import { Public, Shown } from "@ocop/service-kit";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from "type-graphql";
import { refuse } from "../domain/refusals";
import type { TradeItem } from "../domain/trade-item";
import { itemPage } from "./addresses";
import type { TraceabilityContext } from "./context";
import { PublicPageType } from "./public-page.type";
import { TradeItemType } from "./trade-item.type";

/** Most items of one product in a list inside a list. */
const longestList = 20;

@Directive('@key(fields: "id")')
@ObjectType("Product")
export class ProductStub {
  @Field(() => ID)
  readonly id!: string;
}

@Resolver(() => ProductStub)
export class ProductStubResolver {
  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => [TradeItemType], {
    nullable: true,
    description:
      "The first packs of the product that are made traceable (vật phẩm thương mại), active ones first; at most 20. Refused with BAD_USER_INPUT {field}.",
  })
  tradeItems(
    @Root() { id }: ProductStub,
    @Arg("first", () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { loaders }: TraceabilityContext,
  ): Promise<readonly TradeItem[]> {
    if (first > longestList) refuse("BAD_USER_INPUT", { field: "first" });
    return loaders.itemsOfProduct(first).load(id);
  }

  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => PublicPageType, {
    nullable: true,
    description:
      "The page that the product's QR code opens: that of its first active trade item, null while it has none.",
  })
  async publicPage(
    @Root() { id }: ProductStub,
    @Ctx() { loaders, scanHost }: TraceabilityContext,
  ): Promise<PublicPageType | null> {
    const [item] = await loaders.itemsOfProduct(1).load(id);
    return item?.state === "ACTIVE" ? itemPage(scanHost, item.ownCode) : null;
  }
}
