import { Authz } from "@ocop/service-kit";
import { Arg, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { clientIdOf, type ApiKey } from "../domain/api-key";
import { apiKeyKeepers } from "../domain/rights";
import { createApiKey, type CreatedApiKey } from "../use-cases/create-api-key";
import { identifyClient, type PartnerClient } from "../use-cases/identify-client";
import { revokeApiKey } from "../use-cases/revoke-api-key";
import { CreateApiKeyInput, RevokeApiKeyInput } from "./api-key.input";
import { ApiKeyType, CreatedApiKeyType, PartnerClientType } from "./api-key.type";
import type { CommerceContext } from "./context";

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  @Authz("gateway")
  @Directive("@inaccessible")
  @Query(() => PartnerClientType, {
    nullable: true,
    description:
      "The machine behind the subject of a token; null when its key is unknown, revoked or expired, or no contract of its partner is in force.",
  })
  _clientOf(
    @Arg("subject", () => String) subject: string,
    @Ctx() { queries, now }: CommerceContext,
  ): Promise<PartnerClient | null> {
    return identifyClient(queries, subject, now);
  }

  @Authz(...apiKeyKeepers)
  @Mutation(() => CreatedApiKeyType, {
    nullable: true,
    description:
      "Makes a key for the machines of the own partner and shows its secret, this once. It takes no idempotency key, because nothing keeps the secret for a second answer. Refused with NOT_FOUND, FORBIDDEN {field}, TOO_MANY_KEYS {limit}, BAD_USER_INPUT {field}.",
  })
  createApiKey(
    @Arg("input", () => CreateApiKeyInput) input: CreateApiKeyInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<CreatedApiKey> {
    return act((deps) => createApiKey(deps, input));
  }

  @Authz(...apiKeyKeepers)
  @Mutation(() => ApiKeyType, {
    nullable: true,
    description:
      "Ends a key of the own partner at once and for good; tokens made of it open nothing after a minute at the latest. Refused with NOT_FOUND, WRONG_STATE {state}.",
  })
  revokeApiKey(
    @Arg("input", () => RevokeApiKeyInput) { apiKeyId }: RevokeApiKeyInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<ApiKey> {
    return act((deps) => revokeApiKey(deps, apiKeyId));
  }

  @FieldResolver(() => String, {
    description: "The public half, `ocop_live_<id>`: the `client_id` at `POST /partner/v1/token`.",
  })
  clientId(@Root() { id }: ApiKey): string {
    return clientIdOf(id);
  }
}
