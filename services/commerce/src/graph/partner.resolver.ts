import { Authz, connection, type Connection, ConnectionArgs, cursors, Shown, Sized } from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { ApiKey } from "../domain/api-key";
import type { Contract, Partner, PartnerMember } from "../domain/partner";
import { refuse } from "../domain/refusals";
import { apiKeyReaders, partnerReaders, partnerRegistrars, scopeOf } from "../domain/rights";
import { registerPartner } from "../use-cases/register-partner";
import { AdministrativeUnitStub } from "./administrative-unit.stub";
import { ApiKeyType } from "./api-key.type";
import type { CommerceContext } from "./context";
import { idOf } from "./inputs";
import { RegisterPartnerInput } from "./partner.input";
import { PartnerConnection, PartnerContractType, PartnerMemberType, PartnerType } from "./partner.type";

@Resolver(() => PartnerType)
export class PartnerResolver {
  @Shown("partner")
  @Authz(...partnerReaders)
  @Query(() => PartnerType, { nullable: true, description: "One partner within the viewer's rights; else NOT_FOUND." })
  async partner(@Arg("id", () => ID) id: string, @Ctx() { loaders }: CommerceContext): Promise<Partner> {
    return (await loaders.partner.load(id)) ?? refuse("NOT_FOUND");
  }

  @Shown("partner")
  @Authz(...partnerReaders)
  @Query(() => PartnerConnection, {
    nullable: true,
    description: "Partners within the viewer's rights, by name. Refused with BAD_USER_INPUT {field}.",
  })
  async partners(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { queries, cursorKeys, viewer }: CommerceContext,
  ): Promise<Connection<Partner>> {
    const scope = scopeOf(partnerReaders, viewer);
    const cursor = cursors(cursorKeys, { list: "Query.partners", filter: null, sort: ["name"], scope });
    const page = await queries.partnerPage(scope, { first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ name, id }, nth) => cursor.write([name, id], nth)),
      totalCount: () => queries.partnerCount(scope),
    };
  }

  @Authz(...partnerRegistrars)
  @Mutation(() => PartnerType, {
    nullable: true,
    description:
      "Registers a distributor with its members and its contract. Refused with ALREADY_A_MEMBER {position}, BAD_USER_INPUT {field}.",
  })
  registerPartner(
    @Arg("input", () => RegisterPartnerInput) input: RegisterPartnerInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<Partner> {
    const { provinceIds, validUntil, ...terms } = input.contract;
    const contract = {
      ...terms,
      validUntil: validUntil ?? null,
      provinceRegionIds: provinceIds?.map((id) => idOf("contract.provinceIds", id)) ?? null,
    };
    const { name, members } = input;
    return act((deps) => registerPartner(deps, { name, members, contract }));
  }

  @Shown()
  @Sized(5)
  @FieldResolver(() => [PartnerMemberType], { description: "At most 50." })
  members(@Root() { id }: Partner, @Ctx() { loaders }: CommerceContext): Promise<readonly PartnerMember[]> {
    return loaders.members.load(id);
  }

  @Sized(3)
  @FieldResolver(() => [PartnerContractType], { description: "By their first day." })
  contracts(@Root() { id }: Partner, @Ctx() { loaders }: CommerceContext): Promise<readonly Contract[]> {
    return loaders.contracts.load(id);
  }

  @Authz(...apiKeyReaders)
  @FieldResolver(() => [ApiKeyType], {
    nullable: true,
    description: "Keys of the partner's machines, live ones first, revoked ones last; at most 20. Never a secret.",
  })
  apiKeys(@Root() { id }: Partner, @Ctx() { loaders }: CommerceContext): Promise<readonly ApiKey[]> {
    return loaders.apiKeys.load(id);
  }
}

@Resolver(() => PartnerContractType)
export class PartnerContractResolver {
  @FieldResolver(() => [AdministrativeUnitStub], {
    nullable: true,
    description: "Provinces whose products are in the catalogue; null is everywhere. At most 100.",
  })
  provinces(@Root() { provinceRegionIds }: Contract): readonly AdministrativeUnitStub[] | null {
    return provinceRegionIds?.map((id) => ({ id })) ?? null;
  }
}
