import { createKey, isLive, printKey, type ApiKey, type ApiKeyWish } from "../domain/api-key";
import { apiKeyKeepers, may, partnerReaders, partnerRegistrars, permit } from "../domain/rights";
import type { Deps } from "./deps";

/** A key together with what its partner keeps of it. Nothing of the platform keeps `clientSecret`. */
export type CreatedApiKey = { readonly apiKey: ApiKey; readonly clientSecret: string };

/**
 * The partner's administrator, or a central officer, makes a key. A key is changed over by making its
 * successor and revoking it once every machine uses the new one.
 *
 * The partner stays locked: of two who make a third key at once, one is refused.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN` {field}, `TOO_MANY_KEYS` {limit}, `BAD_USER_INPUT` {field}
 */
export async function createApiKey(
  { repositories, now, newId, newSecret, viewer }: Deps,
  wish: ApiKeyWish,
): Promise<CreatedApiKey> {
  const partner = await repositories.partners.lock(wish.partnerId);
  permit(apiKeyKeepers, viewer, partner, now(), partnerReaders);
  const live = (await repositories.apiKeys.ofPartner(partner.id)).filter((key) => isLive(key, now()));
  const made = { id: newId(), secret: newSecret() };
  const isOfficer = may(partnerRegistrars, viewer, partner, now());
  const apiKey = await repositories.apiKeys.save(createKey(made, wish, live, { isOfficer, now: now() }));
  return { apiKey, clientSecret: printKey(made.id, made.secret) };
}
