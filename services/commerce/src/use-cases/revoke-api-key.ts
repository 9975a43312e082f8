import { revokeKey, type ApiKey } from "../domain/api-key";
import { apiKeyKeepers, permit } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * The partner's administrator, or a central officer, ends a key: no exchange after this succeeds, and a token
 * made of it before opens nothing in commerce.
 *
 * @throws Refusal `NOT_FOUND`, also for the key of another partner, `WRONG_STATE` {state}
 */
export async function revokeApiKey({ repositories, now, viewer }: Deps, apiKeyId: string): Promise<ApiKey> {
  const key = await repositories.apiKeys.lock(apiKeyId);
  permit(apiKeyKeepers, viewer, { id: key.partnerId }, now(), []);
  return repositories.apiKeys.save(revokeKey(key, now()));
}
