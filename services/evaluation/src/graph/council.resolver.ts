import {
  Authz,
  type Connection,
  connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  Public,
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Council, Seat } from "../domain/council";
import type { CouncilRules } from "../domain/council-rules";
import { refuse } from "../domain/refusals";
import { councilReaders, scopeOf } from "../domain/rights";
import { foundCouncil } from "../use-cases/found-council";
import { AdministrativeUnitStub } from "./administrative-unit.stub";
import type { EvaluationContext } from "./context";
import { FoundCouncilInput } from "./council.input";
import { CouncilRulesType, CouncilType, SeatType } from "./council.type";
import { bounded, idOf, withoutKey } from "./inputs";

const CouncilConnection = connectionOf("Council", CouncilType, { totalCount: true });

@Resolver(() => CouncilType)
export class CouncilResolver {
  @Public()
  @Query(() => [CouncilRulesType], {
    description: "Working rules of councils: those of a province and the platform's defaults, or all; at most 100.",
  })
  councilRules(
    @Arg("provinceCode", () => String, { nullable: true }) provinceCode: string | null,
    @Ctx() { queries }: EvaluationContext,
  ): Promise<readonly CouncilRules[]> {
    return queries.councilRules(provinceCode ?? null);
  }

  @Authz(...councilReaders)
  @Query(() => CouncilType, { nullable: true, description: "Refused with NOT_FOUND." })
  async council(@Arg("id", () => ID) id: string, @Ctx() { loaders }: EvaluationContext): Promise<Council> {
    return (await loaders.council.load(id)) ?? refuse("NOT_FOUND");
  }

  @Authz(...councilReaders)
  @Query(() => CouncilConnection, { description: "Councils by the beginning of their term, newest first." })
  async councils(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { queries, viewer, cursorKeys }: EvaluationContext,
  ): Promise<Connection<Council>> {
    const scope = scopeOf(councilReaders, viewer);
    const cursor = cursors(cursorKeys, { list: "Query.councils", filter: null, sort: ["termFrom"], scope });
    const page = await queries.councilPage(scope, { first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ termFrom, id }, nth) => cursor.write([termFrom, id], nth)),
      totalCount: () => queries.councilCount(scope),
    };
  }

  @Authz("province.own")
  @Mutation(() => CouncilType, {
    nullable: true,
    description:
      "Founds a council of the officer's province as its decision says. Refused with FORBIDDEN, BAD_USER_INPUT {field}, SEATS_INVALID {reasons}, PASSES_NOT_OFFERED {passes}, DATE_OUT_OF_ORDER {field, earliest, latest}.",
  })
  foundCouncil(
    @Arg("input", () => FoundCouncilInput) input: FoundCouncilInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Council> {
    const { provinceId, seats, ...founding } = withoutKey(input);
    const provinceRegionId = idOf("provinceId", provinceId);
    return act((deps) => foundCouncil(deps, { ...founding, provinceRegionId, seats: bounded("seats", seats, 50) }));
  }

  @FieldResolver(() => AdministrativeUnitStub, { nullable: true })
  province(@Root() { provinceRegionId }: Council): AdministrativeUnitStub {
    return { id: provinceRegionId };
  }

  @FieldResolver(() => CouncilRulesType)
  async rules(@Root() { rulesId }: Council, @Ctx() { loaders }: EvaluationContext): Promise<CouncilRules> {
    return (await loaders.councilRules.load(rulesId)) ?? refuse("NOT_FOUND");
  }

  @Sized(9)
  @FieldResolver(() => [SeatType], { description: "At most 50." })
  seats(@Root() { id }: Council, @Ctx() { loaders }: EvaluationContext): Promise<readonly Seat[]> {
    return loaders.seats.load(id);
  }
}
