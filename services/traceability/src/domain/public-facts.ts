import type { CertificateCopy, ListingCopy, ProducerCopy, ProductCopy } from "./copies";
import type { Lot } from "./lot";
import type { TradeItem } from "./trade-item";
import type { Unit } from "./unit";

/** Everything public that stands behind one trade item. */
export type ItemFacts = {
  readonly item: TradeItem;
  readonly product: ProductCopy;
  /** null while registry has not told of the producer */
  readonly producer: ProducerCopy | null;
  readonly certificates: readonly CertificateCopy[];
  /** where the product is listed now, at most {@link shownListings} and one more */
  readonly listings: readonly ListingCopy[];
  /** published lots, the latest first, at most {@link shownLots} and one more */
  readonly lots: readonly Lot[];
};

export const shownListings = 20;
export const shownLots = 20;

/** What is known of a scanned serial; null unit when none was issued under this item. */
export type UnitFacts = { readonly facts: ItemFacts; readonly unit: Unit | null; readonly lot: Lot | null };

/** A certificate with what stands behind it. */
export type CertificateFacts = {
  readonly certificate: CertificateCopy;
  readonly product: ProductCopy | null;
  readonly producer: ProducerCopy | null;
  /** an active trade item of the product, if it has one: the way to its page */
  readonly item: TradeItem | null;
};

/** The instant up to which the copied facts go: the latest event among them. */
export const asOfCopies = (copies: readonly ({ readonly asOf: Date } | null)[]): Date | null =>
  copies.reduce<Date | null>((latest, copy) => (copy && (!latest || copy.asOf > latest) ? copy.asOf : latest), null);
