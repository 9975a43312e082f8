import { Public, Shown } from "@ocop/service-kit";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { SalePoint } from "../domain/sale-point";
import type { CommerceContext } from "./context";
import { shortList } from "./inputs";
import { SalePointType } from "./sale-point.type";

@Directive('@key(fields: "id")')
@ObjectType("AdministrativeUnit")
export class AdministrativeUnitStub {
  @Field(() => ID)
  readonly id!: string;
}

@Resolver(() => AdministrativeUnitStub)
export class AdministrativeUnitStubResolver {
  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => [SalePointType], {
    nullable: true,
    description:
      "The first sale points in the unit, a commune or a province of today's list, by name; at most 20. All of them: `salePoints(where:)`. Refused with BAD_USER_INPUT {field}.",
  })
  async salePoints(
    @Root() { id }: AdministrativeUnitStub,
    @Arg("first", () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { loaders }: CommerceContext,
  ): Promise<readonly SalePoint[]> {
    return loaders.salePointsOfUnit(shortList(first)).load(id);
  }
}
