import { Public, Shown } from "@ocop/service-kit";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { Listing } from "../domain/listing";
import type { SalePoint } from "../domain/sale-point";
import type { CommerceContext } from "./context";
import { shortList } from "./inputs";
import { ListingType } from "./listing.type";
import { SalePointType } from "./sale-point.type";

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
  @FieldResolver(() => [SalePointType], {
    nullable: true,
    description:
      "The first sale points that list the product today, by name; at most 20. All of them: `salePoints(where: { productId })`. Refused with BAD_USER_INPUT {field}.",
  })
  async salePoints(
    @Root() { id }: ProductStub,
    @Arg("first", () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { loaders }: CommerceContext,
  ): Promise<readonly SalePoint[]> {
    return loaders.salePointsOfProduct(shortList(first)).load(id);
  }

  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => [ListingType], {
    nullable: true,
    description:
      "The first listings of the product, withdrawn ones included: listed ones first, then by name of the point; at most 20. Refused with BAD_USER_INPUT {field}.",
  })
  async listings(
    @Root() { id }: ProductStub,
    @Arg("first", () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { loaders }: CommerceContext,
  ): Promise<readonly Listing[]> {
    return loaders.listingsOfProduct(shortList(first)).load(id);
  }
}
