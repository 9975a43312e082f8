import { register, type Partner, type PartnerDetails } from "../domain/partner";
import { partnerRegistrars, permit } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * A central officer registers a distributor with its members and its contract.
 *
 * @throws Refusal `FORBIDDEN`, `ALREADY_A_MEMBER` {position}, `BAD_USER_INPUT` {field}
 */
export async function registerPartner(
  { repositories, now, newId, viewer }: Deps,
  details: PartnerDetails,
): Promise<Partner> {
  const registration = register(details, newId);
  permit(partnerRegistrars, viewer, registration.partner, now());
  return repositories.partners.add(registration);
}
