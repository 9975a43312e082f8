import { cleanText, isDay, isInForce, isWithin, type Day } from "@ocop/contracts";
import type { CertificateCopy, ProductCopy } from "./copies";
import { refuse } from "./refusals";
import { subjectOf, wholeNumber } from "./text";

/** A distributor (nhà phân phối) that receives the catalogue by contract. */
export type Partner = { readonly id: string; readonly version: number; readonly name: string };

export const partnerRoles = ["ADMIN", "INTEGRATION", "ANALYST"] as const;
export type PartnerRole = (typeof partnerRoles)[number];

/** A person or machine that acts for a partner; a subject acts for one partner only. */
export type PartnerMember = {
  readonly id: string;
  readonly partnerId: string;
  readonly subject: string;
  readonly role: PartnerRole;
};

/** What a partner is entitled to. Not public. */
export type Contract = {
  readonly id: string;
  readonly partnerId: string;
  readonly number: string;
  /** fewest stars of a product in the catalogue, 3 to 5 */
  readonly minimumStars: number;
  /** provinces whose products are in the catalogue; null is everywhere */
  readonly provinceRegionIds: readonly string[] | null;
  /** half-open: first day, and first day after the end; null is without an end */
  readonly validFrom: Day;
  readonly validUntil: Day | null;
};

export type PartnerDetails = {
  readonly name: string;
  readonly members: readonly Pick<PartnerMember, "subject" | "role">[];
  readonly contract: Omit<Contract, "id" | "partnerId">;
};

/** A partner with its members and its contract, as registered together. */
export type Registration = {
  readonly partner: Partner;
  readonly members: readonly PartnerMember[];
  readonly contract: Contract;
};

const checkedContract = (contract: Contract): Contract => {
  const { validFrom, validUntil, provinceRegionIds } = contract;
  if (!isDay(validFrom)) refuse("BAD_USER_INPUT", { field: "contract.validFrom" });
  if (validUntil !== null && (!isDay(validUntil) || validUntil <= validFrom))
    refuse("BAD_USER_INPUT", { field: "contract.validUntil" });
  if (provinceRegionIds !== null && (provinceRegionIds.length === 0 || provinceRegionIds.length > 100))
    refuse("BAD_USER_INPUT", { field: "contract.provinceIds" });
  return {
    ...contract,
    number: cleanText("contract.number", contract.number, 60),
    minimumStars: wholeNumber("contract.minimumStars", contract.minimumStars, 3, 5),
    provinceRegionIds: provinceRegionIds === null ? null : [...new Set(provinceRegionIds)].sort(),
  };
};

/**
 * Registers a partner with at least one administrator and its first contract.
 *
 * @param newId makes the ids of partner, members and contract
 * @throws Refusal `BAD_USER_INPUT` {field}
 */
export const register = (details: PartnerDetails, newId: () => string): Registration => {
  const { members } = details;
  const subjects = new Set(members.map(({ subject }) => subject));
  if (!members.some(({ role }) => role === "ADMIN") || members.length > 50 || subjects.size !== members.length)
    refuse("BAD_USER_INPUT", { field: "members" });
  const partner = { id: newId(), version: 0, name: cleanText("name", details.name, 200) };
  return {
    partner,
    members: members.map(({ subject, role }) => ({
      id: newId(),
      partnerId: partner.id,
      subject: subjectOf("members.subject", subject),
      role,
    })),
    contract: checkedContract({ ...details.contract, id: newId(), partnerId: partner.id }),
  };
};

/** Is the contract valid on this day? */
export const isValid = (contract: Contract, day: Day): boolean =>
  isWithin(day, contract.validFrom, contract.validUntil);

/** Does the contract entitle its partner to this product on this day? */
export const entitles = (
  contract: Contract,
  product: Pick<ProductCopy, "provinceRegionId">,
  certificate: CertificateCopy,
  day: Day,
): boolean =>
  isValid(contract, day) &&
  isInForce(certificate, day) &&
  certificate.stars >= contract.minimumStars &&
  (contract.provinceRegionIds === null || contract.provinceRegionIds.includes(product.provinceRegionId));
