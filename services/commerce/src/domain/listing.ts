import { isInForce, type Day, type EventBody } from "@ocop/contracts";
import { statusOn, type ProductStatus } from "./certificate-status";
import type { CertificateCopy, ProductCopy } from "./copies";
import { refuse } from "./refusals";
import type { SalePoint } from "./sale-point";

export const listingStates = ["LISTED", "WITHDRAWN"] as const;
export type ListingState = (typeof listingStates)[number];

/** Why an operator takes a product off the list. */
export const operatorReasons = ["NO_LONGER_SOLD", "SALE_POINT_CLOSED", "LISTED_IN_ERROR"] as const;
export type OperatorReason = (typeof operatorReasons)[number];

/** Why the platform takes it off, without anybody asking. */
export const certificateReasons = [
  "CERTIFICATE_REVOKED",
  "CERTIFICATE_EXPIRED",
  "CERTIFICATE_SUPERSEDED",
  "CERTIFICATE_NOT_IN_FORCE",
] as const;
export type WithdrawalReason = OperatorReason | (typeof certificateReasons)[number];

export const withdrawalReasons: readonly WithdrawalReason[] = [...operatorReasons, ...certificateReasons];

/** One product on the list of one sale point; there is one such record per pair, which comes and goes. */
export type Listing = {
  readonly id: string;
  readonly version: number;
  readonly salePointId: string;
  readonly productId: string;
  readonly state: ListingState;
  /** the day on which it was last put on the list */
  readonly listedOn: Day;
  readonly withdrawnOn: Day | null;
  readonly withdrawnBecause: WithdrawalReason | null;
};

/** The state each step starts from and the state it leads to; null is "no record yet". */
export const transitions: Readonly<
  Record<"list" | "withdraw", { readonly from: readonly (ListingState | null)[]; readonly to: ListingState }>
> = {
  list: { from: [null, "WITHDRAWN"], to: "LISTED" },
  withdraw: { from: ["LISTED"], to: "WITHDRAWN" },
};

/** What a status without a valid certificate means for a listing. A listing begins with a valid one, so none is rare. */
const reasonFor: Readonly<Record<Exclude<ProductStatus, "VALID" | "EXPIRING">, WithdrawalReason>> = {
  NONE: "CERTIFICATE_NOT_IN_FORCE",
  NOT_YET_VALID: "CERTIFICATE_NOT_IN_FORCE",
  EXPIRED: "CERTIFICATE_EXPIRED",
  REVOKED: "CERTIFICATE_REVOKED",
  SUPERSEDED: "CERTIFICATE_SUPERSEDED",
  NOT_IN_FORCE: "CERTIFICATE_NOT_IN_FORCE",
};

/**
 * Puts a product on the list of a sale point. Only a product with a certificate valid today is listed as OCOP.
 *
 * @param existing the record of this pair, null when there is none
 * @param id for a new record
 * @throws Refusal `WRONG_STATE` {state}, `DEMONSTRATION_MISMATCH` {product, salePoint}, `CERTIFICATE_NOT_VALID` {status}
 * @see Quyết định 950/QĐ-BCT (products of 3 stars or more); Quyết định 26/2026/QĐ-TTg, Điều 4.3
 */
export const list = (
  existing: Listing | null,
  id: string,
  salePoint: SalePoint,
  product: ProductCopy,
  certificates: readonly CertificateCopy[],
  today: Day,
): Listing => {
  if (!transitions.list.from.includes(existing?.state ?? null))
    refuse("WRONG_STATE", { state: existing?.state ?? null });
  if (product.demonstration !== salePoint.demonstration)
    refuse("DEMONSTRATION_MISMATCH", { product: product.demonstration, salePoint: salePoint.demonstration });
  const status = statusOn(certificates, today);
  if (!certificates.some((certificate) => isInForce(certificate, today))) refuse("CERTIFICATE_NOT_VALID", { status });
  return {
    ...(existing ?? { id, version: 0, salePointId: salePoint.id, productId: product.id }),
    state: transitions.list.to,
    listedOn: today,
    withdrawnOn: null,
    withdrawnBecause: null,
  };
};

/** Takes a product off the list. @throws Refusal `WRONG_STATE` {state} */
export const withdraw = (listing: Listing, because: WithdrawalReason, today: Day): Listing => {
  if (!transitions.withdraw.from.includes(listing.state)) refuse("WRONG_STATE", { state: listing.state });
  return { ...listing, state: transitions.withdraw.to, withdrawnOn: today, withdrawnBecause: because };
};

/**
 * The listing as the product's certificates of today demand it; the same object when nothing changes.
 *
 * A listed product without a valid certificate is withdrawn. A listing withdrawn only because its
 * certificate was superseded returns when the certificate that follows is known: the two facts arrive
 * in either order and must end alike. Every other withdrawal stands until an operator lists again.
 */
export const settle = (listing: Listing, certificates: readonly CertificateCopy[], today: Day): Listing => {
  const status = statusOn(certificates, today);
  const valid = status === "VALID" || status === "EXPIRING";
  if (listing.state === "LISTED" && !valid) return withdraw(listing, reasonFor[status], today);
  if (listing.withdrawnBecause === "CERTIFICATE_SUPERSEDED" && valid)
    return { ...listing, state: "LISTED", withdrawnOn: null, withdrawnBecause: null };
  return listing;
};

/** What the public may know of a listing, for those who copy it. */
export const factsOf = (listing: Listing, salePoint: SalePoint): EventBody<"commerce.listing.changed"> => ({
  salePointId: salePoint.id,
  salePointName: { vi: salePoint.nameVi, en: salePoint.nameEn },
  salePointAddress: salePoint.addressLine,
  productId: listing.productId,
  state: listing.state,
  withdrawnBecause: listing.withdrawnBecause,
  communeRegionId: salePoint.communeRegionId,
  demonstration: salePoint.demonstration,
});
