import {
  type Connection,
  connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  Public,
  Shown,
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { CriteriaSet, Part } from "../domain/criteria-set";
import { refuse } from "../domain/refusals";
import type { StarBand } from "../domain/stars";
import type { EvaluationContext } from "./context";
import { CriteriaSetType, PartType, StarBandType } from "./criteria-set.type";

const CriteriaSetConnection = connectionOf("CriteriaSet", CriteriaSetType, { totalCount: true });

@Resolver(() => CriteriaSetType)
export class CriteriaSetResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => CriteriaSetConnection, { description: "The current content of every criteria set, by code." })
  async criteriaSets(
    @Arg("regime", () => String, { nullable: true, description: "For example qd26-2026." }) regime: string | null,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { queries, cursorKeys }: EvaluationContext,
  ): Promise<Connection<CriteriaSet>> {
    const filter = { regime: regime ?? null };
    const cursor = cursors(cursorKeys, { list: "Query.criteriaSets", filter, sort: ["code"], scope: "everything" });
    const page = await queries.criteriaSetPage(filter, { first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ code, id }, nth) => cursor.write([code, id], nth)),
      totalCount: () => queries.criteriaSetCount(filter),
    };
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => CriteriaSetType, {
    nullable: true,
    description: "The current content of one set. Refused with NOT_FOUND.",
  })
  async criteriaSet(
    @Arg("code", () => String) code: string,
    @Arg("regime", () => String) regime: string,
    @Ctx() { queries }: EvaluationContext,
  ): Promise<CriteriaSet> {
    return (await queries.criteriaSet(regime, code)) ?? refuse("NOT_FOUND");
  }

  @Sized(5)
  @FieldResolver(() => [StarBandType], { description: "Highest first." })
  starBands(@Root() { bands }: CriteriaSet): readonly StarBand[] {
    return bands;
  }

  @Sized(3)
  @FieldResolver(() => [PartType], { description: "Parts A, B and C with everything below them." })
  async parts(@Root() { id }: CriteriaSet, @Ctx() { loaders }: EvaluationContext): Promise<readonly Part[]> {
    return (await loaders.criteriaTree.load(id))?.parts ?? refuse("NOT_FOUND");
  }
}
