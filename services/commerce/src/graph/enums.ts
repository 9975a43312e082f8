import { registerEnumType } from "type-graphql";
import { apiPlans } from "../domain/api-key";
import { productStatuses } from "../domain/certificate-status";
import { fairPhases, fairReaches, registrars } from "../domain/fair";
import { listingStates, operatorReasons, withdrawalReasons } from "../domain/listing";
import { partnerRoles } from "../domain/partner";

/** A closed list of the domain as an enum of the graph: written once, there. */
const graphEnum = (name: string, values: readonly string[], description: string): object => {
  const choices = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(choices, { name, description });
  return choices;
};

export const ListingState = graphEnum(
  "ListingState",
  listingStates,
  "Whether a product stands on the list of a sale point.",
);

export const ListingWithdrawalReason = graphEnum(
  "ListingWithdrawalReason",
  withdrawalReasons,
  "Why a product is no longer on the list: the operator's reasons, and those of the platform when the certificate ended.",
);

export const OperatorWithdrawalReason = graphEnum(
  "OperatorWithdrawalReason",
  operatorReasons,
  "Why an operator takes a product off the list.",
);

export const ProductCertificateStatus = graphEnum(
  "ProductCertificateStatus",
  productStatuses,
  "How a product stands today, seen from its certificates: VALID and EXPIRING (inside 180 days before the end) hold, all others do not.",
);

export const FairReach = graphEnum(
  "FairReach",
  fairReaches,
  "Where a fair is held, seen from the province that records it.",
);

export const FairPhase = graphEnum(
  "FairPhase",
  fairPhases,
  "Where a fair stands today; opening and closing day belong to it.",
);

export const FairRegistrar = graphEnum(
  "FairRegistrar",
  [...new Set(Object.values(registrars))],
  "Who takes the registration of a fair: the department of the place (Sở Công Thương), the ministry for fairs abroad.",
);

export const PartnerRole = graphEnum("PartnerRole", partnerRoles, "What a member does for a partner.");

export const ApiPlan = graphEnum(
  "ApiPlan",
  apiPlans,
  "How much the machines of a partner may ask: STANDARD 20,000 points of query cost per minute, LARGE 100,000.",
);
