import { dayOf } from "@ocop/contracts";
import {
  Authz,
  connection,
  type Connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  Language,
  localize,
  LocalizedText,
  Public,
  Shown,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { phaseOn, registrars, type Fair, type FairPhase as Phase } from "../domain/fair";
import { refuse } from "../domain/refusals";
import { recorders } from "../domain/rights";
import { registerFair } from "../use-cases/register-fair";
import { AdministrativeUnitStub } from "./administrative-unit.stub";
import type { CommerceContext } from "./context";
import { FairPhase, FairRegistrar } from "./enums";
import { RegisterFairInput } from "./fair.input";
import { FairType } from "./fair.type";
import { idOf } from "./inputs";

const FairConnection = connectionOf("Fair", FairType, { totalCount: true });

@Resolver(() => FairType)
export class FairResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => FairType, { nullable: true, description: "One fair; NOT_FOUND when there is none." })
  async fair(@Arg("id", () => ID) id: string, @Ctx() { loaders }: CommerceContext): Promise<Fair> {
    return (await loaders.fair.load(id)) ?? refuse("NOT_FOUND");
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => FairConnection, { description: "Fairs, the latest opening first. Refused with BAD_USER_INPUT {field}." })
  async fairs(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { queries, cursorKeys }: CommerceContext,
  ): Promise<Connection<Fair>> {
    const cursor = cursors(cursorKeys, { list: "Query.fairs", filter: null, sort: ["opensOn"], scope: "everything" });
    const page = await queries.fairPage({ first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ opensOn, id }, nth) => cursor.write([opensOn, id], nth)),
      totalCount: queries.fairCount,
    };
  }

  @Authz(...recorders)
  @Mutation(() => FairType, {
    nullable: true,
    description:
      "Records a fair of the officer's province with its registration or exemption. Refused with REGISTRATION_OUT_OF_WINDOW {earliest, latest}, BAD_USER_INPUT {field}.",
  })
  registerFair(
    @Arg("input", () => RegisterFairInput)
    { idempotencyKey: _key, provinceId, nameEn, theme, registeredOn, exemptBy, ...rest }: RegisterFairInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<Fair> {
    const details = {
      ...rest,
      provinceRegionId: idOf("provinceId", provinceId),
      nameEn: nameEn ?? null,
      theme: theme ?? null,
      registeredOn: registeredOn ?? null,
      exemptBy: exemptBy ?? null,
    };
    return act((deps) => registerFair(deps, details));
  }

  @FieldResolver(() => LocalizedText)
  name(
    @Root() { nameVi: vi, nameEn: en }: Fair,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi, en }, lang);
  }

  @FieldResolver(() => FairPhase)
  phase(@Root() fair: Fair, @Ctx() { now }: CommerceContext): Phase {
    return phaseOn(fair, dayOf(now));
  }

  @FieldResolver(() => FairRegistrar)
  registrar(@Root() { reach }: Fair): string {
    return registrars[reach];
  }

  @FieldResolver(() => AdministrativeUnitStub, { nullable: true, description: "The province that records the fair." })
  province(@Root() { provinceRegionId }: Fair): AdministrativeUnitStub {
    return { id: provinceRegionId };
  }
}
