import { dayOf } from "@ocop/contracts";
import { idOfMachine, isLive, plans, type ApiPlan, type ApiScope } from "../domain/api-key";
import { isValid } from "../domain/partner";
import type { Queries } from "../domain/ports";

/** A machine that may call now, for whom, and how much. */
export type PartnerClient = {
  readonly partnerId: string;
  readonly plan: ApiPlan;
  readonly pointsPerMinute: number;
  readonly scopes: readonly ApiScope[];
};

/**
 * The machine behind the subject of a token.
 *
 * @returns null when its key is unknown, revoked or expired, or no contract of its partner is in force
 */
export async function identifyClient(
  queries: Pick<Queries, "apiKey" | "contractsOf">,
  subject: string,
  now: Date,
): Promise<PartnerClient | null> {
  const id = idOfMachine(subject);
  const key = id === null ? null : await queries.apiKey(id);
  if (!key || !isLive(key, now)) return null;
  const { partnerId, plan, scopes } = key;
  const contracts = await queries.contractsOf([partnerId]);
  if (!contracts.some((contract) => isValid(contract, dayOf(now)))) return null;
  return { partnerId, plan, scopes, pointsPerMinute: plans[plan].pointsPerMinute };
}
