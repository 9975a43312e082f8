import { Authz, connection, type Connection, ConnectionArgs, cursors, found, Shown } from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { lotCompleteness, type FieldState, type Lot } from "../domain/lot";
import type { LotFilter } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { lotReaders, scopeOf, workReaders, writers } from "../domain/rights";
import type { TradeItem } from "../domain/trade-item";
import { createLot } from "../use-cases/create-lot";
import { publishLot } from "../use-cases/publish-lot";
import { updateLot } from "../use-cases/update-lot";
import { withdrawLot } from "../use-cases/withdraw-lot";
import { lotUrl } from "./addresses";
import type { TraceabilityContext } from "./context";
import { CreateLotInput, LotWhere, PublishLotInput, UpdateLotInput, WithdrawLotInput, wordsOfLot } from "./lot.input";
import { LotConnection, LotFieldStateType, LotType } from "./lot.type";
import { TradeItemType } from "./trade-item.type";

const filterOf = (where: LotWhere | null): LotFilter => ({
  itemId: where?.tradeItemId ?? null,
  productId: where?.productId ?? null,
  producerId: where?.producerId ?? null,
  states: where?.states ?? null,
});

@Resolver(() => LotType)
export class LotResolver {
  @Shown("partner", "public")
  @Authz(...lotReaders)
  @Query(() => LotType, { nullable: true, description: "A lot that the viewer may see; NOT_FOUND when there is none." })
  async lot(@Arg("id", () => ID) id: string, @Ctx() { loaders }: TraceabilityContext): Promise<Lot> {
    return found(await loaders.lot.load(id));
  }

  @Shown("partner", "public")
  @Authz(...lotReaders)
  @Query(() => LotConnection, { nullable: true, description: "Lots that the viewer may see, the latest first." })
  async lots(
    @Arg("where", () => LotWhere, { nullable: true }) where: LotWhere | null,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { queries, viewer, cursorKeys }: TraceabilityContext,
  ): Promise<Connection<Lot>> {
    const filter = filterOf(where);
    const scope = scopeOf(lotReaders, viewer);
    const cursor = cursors(cursorKeys, { list: "Query.lots", filter, sort: ["id"], scope });
    const page = await queries.lotPage(filter, scope, { first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ id }, nth) => cursor.write([id], nth)),
      totalCount: () => queries.lotCount(filter, scope),
    };
  }

  @Authz(...workReaders)
  @Query(() => [LotFieldStateType], {
    nullable: true,
    description: "What the own lot still lacks to be published, field by field. Refused with NOT_FOUND.",
  })
  async lotCompleteness(
    @Arg("lotId", () => ID) lotId: string,
    @Ctx() { queries, viewer }: TraceabilityContext,
  ): Promise<readonly FieldState[]> {
    const [lot] = await queries.lots([lotId], scopeOf(workReaders, viewer));
    const [item] = lot ? await queries.items([lot.itemId]) : [];
    if (!lot || !item) return refuse("NOT_FOUND");
    const [product, producer] = await Promise.all([queries.product(lot.productId), queries.producer(lot.producerId)]);
    return lotCompleteness({ lot, item, product, producer });
  }

  @Authz(...writers)
  @Mutation(() => LotType, {
    nullable: true,
    description:
      "A draft of a lot of the own item. Refused with NOT_FOUND, WRONG_STATE {state}, LOT_NUMBER_TAKEN, NOT_A_LOT_NUMBER {reason}, DATES_OUT_OF_ORDER {before, after}, NOT_A_QUANTITY {quantity}, UNIT_OF_MEASURE_UNKNOWN {unit}, COUNTRY_UNKNOWN {country}, BAD_USER_INPUT {field}.",
  })
  createLot(
    @Arg("input", () => CreateLotInput) input: CreateLotInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<Lot> {
    return act((deps) => createLot(deps, input.tradeItemId, wordsOfLot(input)));
  }

  @Authz(...writers)
  @Mutation(() => LotType, {
    nullable: true,
    description:
      "Writes the own lot anew. A published lot keeps its number and stays complete. Refused as createLot, and with STALE_VERSION {currentVersion}, LOT_INCOMPLETE {missing}.",
  })
  updateLot(
    @Arg("input", () => UpdateLotInput) input: UpdateLotInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<Lot> {
    return act((deps) => updateLot(deps, input.lotId, input.expectedVersion, wordsOfLot(input)));
  }

  @Authz(...writers)
  @Mutation(() => LotType, {
    nullable: true,
    description:
      "Makes the own lot public once nothing required is missing (Thông tư 02/2024/TT-BKHCN). Refused with NOT_FOUND, STALE_VERSION {currentVersion}, WRONG_STATE {state}, LOT_INCOMPLETE {missing}.",
  })
  publishLot(
    @Arg("input", () => PublishLotInput) { lotId, expectedVersion }: PublishLotInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<Lot> {
    return act((deps) => publishLot(deps, lotId, expectedVersion));
  }

  @Authz(...writers)
  @Mutation(() => LotType, {
    nullable: true,
    description:
      "Takes a published lot back for good; its page says so with the reason. Refused with NOT_FOUND, STALE_VERSION {currentVersion}, WRONG_STATE {state}, BAD_USER_INPUT {field}.",
  })
  withdrawLot(
    @Arg("input", () => WithdrawLotInput) { lotId, expectedVersion, reason }: WithdrawLotInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<Lot> {
    return act((deps) => withdrawLot(deps, lotId, expectedVersion, reason));
  }

  @FieldResolver(() => TradeItemType, { nullable: true })
  tradeItem(@Root() { itemId }: Lot, @Ctx() { loaders }: TraceabilityContext): Promise<TradeItem | null> {
    return loaders.item.load(itemId);
  }

  @FieldResolver(() => String, { nullable: true, description: "Address of the lot's page, null while it is a draft." })
  async pageUrl(@Root() lot: Lot, @Ctx() { loaders, scanHost }: TraceabilityContext): Promise<string | null> {
    const item = lot.state === "DRAFT" ? null : await loaders.item.load(lot.itemId);
    return item && lotUrl(scanHost, item.ownCode, lot.lotNo);
  }
}
