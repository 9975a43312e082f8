import { LegalDate, MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType } from "type-graphql";
import type { ApiPlan as Plan } from "../domain/api-key";
import { ApiPlan } from "./enums";

/**
 * Without an idempotency key: the first answer would have to be kept for a repeat, and with it the one copy of
 * the secret, which is shown once and stored nowhere. A maker who lost the answer revokes the key and makes another.
 */
@InputType()
export class CreateApiKeyInput {
  @Field(() => ID)
  readonly partnerId!: string;

  @Field(() => [String], { description: "At least one of `catalogue.read` and `graph.read`." })
  readonly scopes!: readonly string[];

  @Field(() => ApiPlan, {
    defaultValue: "STANDARD",
    description: "LARGE is given by a central officer; the partner may keep it while it has a live key of that plan.",
  })
  readonly plan!: Plan;

  @Field(() => LegalDate, { description: "First day on which the key opens nothing; within 366 days." })
  readonly expiresOn!: string;
}

@InputType()
export class RevokeApiKeyInput extends MutationInput {
  @Field(() => ID)
  readonly apiKeyId!: string;
}
