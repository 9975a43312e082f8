import { Authz, found, Public, Shown } from "@ocop/service-kit";
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { writers } from "../domain/rights";
import type { TradeItem } from "../domain/trade-item";
import { registerTradeItem } from "../use-cases/register-trade-item";
import { setItemPicture } from "../use-cases/set-item-picture";
import { withdrawTradeItem } from "../use-cases/withdraw-trade-item";
import { itemPage, pictureUrl } from "./addresses";
import type { TraceabilityContext } from "./context";
import { ProductStub } from "./product.stub";
import { PublicPageType } from "./public-page.type";
import { RegisterTradeItemInput, SetTradeItemPictureInput, WithdrawTradeItemInput } from "./trade-item.input";
import { TradeItemType } from "./trade-item.type";

@Resolver(() => TradeItemType)
export class TradeItemResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => TradeItemType, { nullable: true, description: "A trade item by its id; NOT_FOUND when there is none." })
  async tradeItem(@Arg("id", () => ID) id: string, @Ctx() { loaders }: TraceabilityContext): Promise<TradeItem> {
    return found(await loaders.item.load(id));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => TradeItemType, {
    nullable: true,
    description:
      "The item of an own code, read without case and hyphens, or of a GTIN of 14 digits; NOT_FOUND when there is none.",
  })
  async tradeItemByCode(
    @Arg("code", () => String) code: string,
    @Ctx() { queries }: TraceabilityContext,
  ): Promise<TradeItem> {
    return found(await queries.itemOfCode(code));
  }

  @Authz(...writers)
  @Mutation(() => TradeItemType, {
    nullable: true,
    description:
      "Makes a pack of the own product traceable and gives it a code and a public page. Refused with PRODUCT_UNKNOWN, NOT_A_GTIN {reason}, GTIN_TAKEN, BAD_USER_INPUT {field}.",
  })
  registerTradeItem(
    @Arg("input", () => RegisterTradeItemInput) input: RegisterTradeItemInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<TradeItem> {
    const { productId, gtin = null, packName = null, brand = null } = input;
    return act((deps) => registerTradeItem(deps, productId, { gtin, packName, brand }));
  }

  @Authz(...writers)
  @Mutation(() => TradeItemType, {
    nullable: true,
    description:
      "Gives the own item its picture, the second of the ten tracing fields; it replaces the one before. Refused with NOT_FOUND, NOT_A_PICTURE {reason}, STALE_VERSION {currentVersion}, WRONG_STATE {state}.",
  })
  setTradeItemPicture(
    @Arg("input", () => SetTradeItemPictureInput) { tradeItemId, expectedVersion, base64 }: SetTradeItemPictureInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<TradeItem> {
    return act((deps) => setItemPicture(deps, tradeItemId, expectedVersion, base64));
  }

  @Authz(...writers)
  @Mutation(() => TradeItemType, {
    nullable: true,
    description:
      "Takes the own item off the market for good; its page says so. Refused with NOT_FOUND, STALE_VERSION {currentVersion}, WRONG_STATE {state}.",
  })
  withdrawTradeItem(
    @Arg("input", () => WithdrawTradeItemInput) { tradeItemId, expectedVersion }: WithdrawTradeItemInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<TradeItem> {
    return act((deps) => withdrawTradeItem(deps, tradeItemId, expectedVersion));
  }

  @FieldResolver(() => ProductStub, { nullable: true })
  product(@Root() { productId }: TradeItem): ProductStub {
    return { id: productId };
  }

  @FieldResolver(() => PublicPageType, { description: "The item's page on the scan host." })
  publicPage(@Root() { ownCode }: TradeItem, @Ctx() { scanHost }: TraceabilityContext): PublicPageType {
    return itemPage(scanHost, ownCode);
  }

  @FieldResolver(() => String, { nullable: true, description: "Address of the picture, null until there is one." })
  pictureUrl(@Root() item: TradeItem, @Ctx() { scanHost }: TraceabilityContext): string | null {
    return pictureUrl(scanHost, item);
  }
}
