import { DateTime, LegalDate, Part } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { ApiKey, ApiPlan as Plan, ApiScope } from "../domain/api-key";
import type { CreatedApiKey } from "../use-cases/create-api-key";
import type { PartnerClient } from "../use-cases/identify-client";
import { ApiPlan } from "./enums";

@Part()
@ObjectType("ApiKey", {
  description:
    "A key (khóa API) with which machines of a partner get access tokens at the partner API. At most two of a partner are live at once, so that one is changed for the next without a pause.",
})
export class ApiKeyType implements Omit<ApiKey, "partnerId" | "secretHash"> {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => [String], { description: "Scope tokens: `catalogue.read`, `graph.read`." })
  readonly scopes!: readonly ApiScope[];

  @Field(() => ApiPlan)
  readonly plan!: Plan;

  @Field(() => DateTime)
  readonly createdAt!: Date;

  @Field(() => LegalDate, { description: "First day on which it opens nothing." })
  readonly expiresOn!: string;

  @Field(() => DateTime, { nullable: true, description: "Since when it opens nothing; null while it was not revoked." })
  readonly revokedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "The last exchange for a token, to the minute; null before the first.",
  })
  readonly lastUsedAt!: Date | null;
}

@Part()
@ObjectType("CreatedApiKey", { description: "A new key with its secret, which is never shown again." })
export class CreatedApiKeyType implements CreatedApiKey {
  @Field(() => ApiKeyType)
  readonly apiKey!: ApiKey;

  @Field(() => String, {
    description: "The whole key, `ocop_live_<id>_<43 characters>`: the `client_secret` at `POST /partner/v1/token`.",
  })
  readonly clientSecret!: string;
}

@Part()
@Directive("@inaccessible")
@ObjectType("PartnerClient", { description: "The machine behind a token, for the gateway." })
export class PartnerClientType implements PartnerClient {
  @Field(() => ID)
  readonly partnerId!: string;

  @Field(() => ApiPlan)
  readonly plan!: Plan;

  @Field(() => Int)
  readonly pointsPerMinute!: number;

  @Field(() => [String])
  readonly scopes!: readonly ApiScope[];
}
