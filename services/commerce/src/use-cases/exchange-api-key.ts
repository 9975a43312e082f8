import { dayOf } from "@ocop/contracts";
import {
  type IsEqual,
  isLive,
  isSecretOf,
  isUseNews,
  narrow,
  parseKey,
  type ApiKey,
  type ApiScope,
} from "../domain/api-key";
import { isValid } from "../domain/partner";
import type { KeyUse, Queries } from "../domain/ports";

/** What the token endpoint decides. The failures are those of RFC 6749, §5.2. */
export type Exchange =
  | { readonly verdict: "granted"; readonly apiKey: ApiKey; readonly scopes: readonly ApiScope[] }
  | { readonly verdict: "invalid_client" | "unauthorized_client" | "invalid_scope" };

export type ExchangeParts = {
  readonly queries: Pick<Queries, "apiKey" | "contractsOf">;
  readonly keyUse: KeyUse;
  readonly isEqual: IsEqual;
  readonly now: () => Date;
};

/**
 * Holds a credential against its key as it stands at this instant: what was revoked a moment ago is refused.
 * Unknown, wrong, revoked and expired are one answer, and a wrong secret takes as long as an unknown key.
 *
 * @param clientId id that the client goes by
 * @param clientSecret the whole key
 * @param scope scope tokens asked for, null for all of the key's
 */
export async function exchangeApiKey(
  { queries, keyUse, isEqual, now }: ExchangeParts,
  { id, clientSecret, scope }: { readonly id: string; readonly clientSecret: string; readonly scope: string | null },
): Promise<Exchange> {
  const at = now();
  const given = parseKey(clientSecret);
  const apiKey = await queries.apiKey(id);
  const isOwner = isSecretOf(apiKey, given?.secret ?? "", isEqual) && given?.id === id;
  if (!apiKey || !isOwner || !isLive(apiKey, at)) return { verdict: "invalid_client" };
  const contracts = await queries.contractsOf([apiKey.partnerId]);
  if (!contracts.some((contract) => isValid(contract, dayOf(at)))) return { verdict: "unauthorized_client" };
  const scopes = narrow(apiKey.scopes, scope);
  if (scopes === null) return { verdict: "invalid_scope" };
  if (isUseNews(apiKey, at)) await keyUse.note(apiKey.id, at, apiKey.lastUsedAt);
  return { verdict: "granted", apiKey, scopes };
}
