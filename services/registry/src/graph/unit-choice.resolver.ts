import { dayOf } from "@ocop/contracts";
import { Authz, connection, type Connection, ConnectionArgs, connectionOf, cursors } from "@ocop/service-kit";
import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import { placers, placingReaders } from "../domain/rights";
import { chooseProducerUnit, chooseProductUnit } from "../use-cases/choose-unit";
import { placingScope } from "../use-cases/rows-to-place";
import type { RegistryContext } from "./context";
import { ProducerType } from "./producer.type";
import { ProductType } from "./product.type";
import { ChooseProducerUnitInput, ChooseProductUnitInput } from "./unit-choice.input";

const ProducerToPlaceConnection = connectionOf("ProducerToPlace", ProducerType);
const ProductToPlaceConnection = connectionOf("ProductToPlace", ProductType);

@Resolver()
export class UnitChoiceResolver {
  @Authz(...placingReaders)
  @Query(() => ProducerToPlaceConnection, {
    nullable: true,
    description:
      "Producers of split communes that still wait for an officer's choice: of the own province, or of old communes of which the own one took in a share.",
  })
  async producersToPlace(
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys, viewer, now }: RegistryContext,
  ): Promise<Connection<Producer>> {
    const scope = await placingScope(queries, viewer);
    const cursor = cursors(cursorKeys, { list: "Query.producersToPlace", filter: null, sort: ["id"], scope });
    const page = await queries.producersToPlace(dayOf(now), scope, { first, after: cursor.read(after) });
    return connection(page, { after: after ?? null }, ({ id }, nth) => cursor.write([id], nth));
  }

  @Authz(...placingReaders)
  @Query(() => ProductToPlaceConnection, {
    nullable: true,
    description: "Products of split communes that do not go with their producer, as producersToPlace.",
  })
  async productsToPlace(
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys, viewer, now }: RegistryContext,
  ): Promise<Connection<Product>> {
    const scope = await placingScope(queries, viewer);
    const cursor = cursors(cursorKeys, { list: "Query.productsToPlace", filter: null, sort: ["id"], scope });
    const page = await queries.productsToPlace(dayOf(now), scope, { first, after: cursor.read(after) });
    return connection(page, { after: after ?? null }, ({ id }, nth) => cursor.write([id], nth));
  }

  @Authz(...placers)
  @Mutation(() => ProducerType, {
    nullable: true,
    description:
      "Says in which successor of its split commune a producer lies (chọn đơn vị): its province, or the commune that takes it in. Its products there, their dossiers and the rights over it go with it. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, NOTHING_TO_CHOOSE, NOT_A_CHOICE {units}, BAD_USER_INPUT {field}.",
  })
  chooseProducerUnit(
    @Arg("input", () => ChooseProducerUnitInput)
    { producerId, expectedVersion, unitId, reason }: ChooseProducerUnitInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Producer> {
    return act((deps) => chooseProducerUnit(deps, producerId, { expectedVersion, unitId, reason }));
  }

  @Authz(...placers)
  @Mutation(() => ProductType, {
    nullable: true,
    description:
      "The same for one product that does not go with its producer. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, NOTHING_TO_CHOOSE, NOT_A_CHOICE {units}, BAD_USER_INPUT {field}.",
  })
  chooseProductUnit(
    @Arg("input", () => ChooseProductUnitInput) { productId, expectedVersion, unitId, reason }: ChooseProductUnitInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Product> {
    return act((deps) => chooseProductUnit(deps, productId, { expectedVersion, unitId, reason }));
  }
}
