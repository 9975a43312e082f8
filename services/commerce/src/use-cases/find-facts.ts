import { dayOf, type Viewer } from "@ocop/contracts";
import { idOfMachine, isLive, isMachine, type ApiScope } from "../domain/api-key";
import { isValid } from "../domain/partner";
import type { Queries } from "../domain/ports";
import { noFacts, type Facts } from "../domain/rights";

const hasContract = async (queries: Pick<Queries, "contractsOf">, partnerId: string, now: Date): Promise<boolean> =>
  (await queries.contractsOf([partnerId])).some((contract) => isValid(contract, dayOf(now)));

/**
 * What commerce itself knows of a viewer. A machine acts for its partner while its key is live and has the scope
 * of the door, in the graph only while a contract is in force; rights lent under break-glass never include facts.
 *
 * @param scope what the door opens to machines
 */
export async function findFacts(
  queries: Pick<Queries, "apiKey" | "contractsOf" | "factsOf">,
  { subject, actedAs }: Pick<Viewer, "subject" | "actedAs">,
  scope: ApiScope,
  now: Date,
): Promise<Facts> {
  if (subject === null || actedAs !== null) return noFacts;
  if (!isMachine(subject)) return queries.factsOf(subject);
  const id = idOfMachine(subject);
  const key = id === null ? null : await queries.apiKey(id);
  if (!key || !isLive(key, now) || !key.scopes.includes(scope)) return noFacts;
  const { partnerId } = key;
  // The catalogue tells the machine itself that the contract ended.
  if (scope === "graph.read" && !(await hasContract(queries, partnerId, now))) return noFacts;
  return { ...noFacts, memberships: [{ partnerId, role: "INTEGRATION" }] };
}
