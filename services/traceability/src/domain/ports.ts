import type { Scope } from "@ocop/contracts";
import type { CertificateCopy, ListingCopy, ProducerCopy, ProductCopy } from "./copies";
import type { Lot, LotState } from "./lot";
import type { Picture } from "./picture";
import type { CertificateFacts, ItemFacts, UnitFacts } from "./public-facts";
import type { Placement, TradeItem, UnitMove } from "./trade-item";
import type { Unit } from "./unit";

/** The rows of one aggregate, inside the transaction of the act. */
export type Rows<T> = {
  find(id: string): Promise<T | null>;
  /** The row locked until the end. @throws Refusal `NOT_FOUND` */
  lock(id: string): Promise<T>;
  /** The row with its next version. @throws Refusal `STALE_VERSION` {currentVersion} */
  save(row: T): Promise<T>;
};

/** Copies of another service's facts: an older version never overwrites a newer one. */
export type Copies<T> = {
  /** @returns the copy that stands after it: the one given, or the newer one that was there; its row stays locked */
  put(copy: T): Promise<T>;
};

export type Repositories = {
  readonly producers: Copies<ProducerCopy> & { find(id: string): Promise<ProducerCopy | null> };
  readonly products: Copies<ProductCopy> & {
    find(id: string): Promise<ProductCopy | null>;
    /** locked, so that no change of the product passes by a row that is being made of it; null when unknown */
    lockKnown(id: string): Promise<ProductCopy | null>;
  };
  readonly certificates: Copies<CertificateCopy>;
  readonly listings: Copies<ListingCopy>;
  /** The words under which the public register finds an aggregate; they replace those it had. */
  readonly words: { put(ownerId: string, words: readonly string[]): Promise<void> };
  /** @throws Refusal `GTIN_TAKEN` from `save` */
  readonly items: Rows<TradeItem> & {
    /** the product's items and lots follow where and whose the product is */
    place(productId: string, placement: Placement): Promise<void>;
  };
  /** Every row that names an old unit names the new one. */
  readonly territory: { move(moves: readonly UnitMove[]): Promise<void> };
  /** The bytes of an item's one picture; what is known of it stands on the item. */
  readonly pictures: { put(itemId: string, picture: Picture): Promise<void> };
  /** @throws Refusal `LOT_NUMBER_TAKEN` from `save` */
  readonly lots: Rows<Lot>;
  readonly units: {
    /** those of the serials that exist under the item, locked, in order of serial */
    lockOf(itemId: string, serials: readonly string[]): Promise<Unit[]>;
    /** writes their state and times; the rows are locked by the caller */
    save(units: readonly Unit[]): Promise<void>;
    add(units: readonly Unit[]): Promise<void>;
  };
};

/** One page of a list in a fixed order. */
export type PageOf<T> = { readonly rows: readonly T[]; readonly hasNextPage: boolean };
export type PageWish = { readonly first: number; readonly after: readonly string[] | null };

/** A null filter selects everything. */
export type LotFilter = {
  readonly itemId: string | null;
  readonly productId: string | null;
  readonly producerId: string | null;
  readonly states: readonly LotState[] | null;
};

/** The read side of the graph. Every method sends one statement. */
export type Queries = {
  items(ids: readonly string[]): Promise<TradeItem[]>;
  /** by own code or GTIN of 14 digits */
  itemOfCode(code: string): Promise<TradeItem | null>;
  /** the first items of each product, active ones first, in the order of their registration */
  itemsOfProducts(productIds: readonly string[], first: number): Promise<ReadonlyMap<string, TradeItem[]>>;
  lots(ids: readonly string[], scope: Scope): Promise<Lot[]>;
  lotPage(filter: LotFilter, scope: Scope, wish: PageWish): Promise<PageOf<Lot>>;
  lotCount(filter: LotFilter, scope: Scope): Promise<number>;
  product(id: string): Promise<ProductCopy | null>;
  producer(id: string): Promise<ProducerCopy | null>;
  /** units of one lot in the order of their issue */
  unitPage(lotId: string, wish: PageWish): Promise<PageOf<Unit>>;
};

/** The read side of the scan host: what anyone may see. */
export type PublicQueries = {
  /** the item of an own code in its stored form */
  item(ownCode: string): Promise<TradeItem | null>;
  /** everything public behind an item; null while its product is not known */
  itemFacts(item: TradeItem): Promise<ItemFacts | null>;
  /** a lot that was published, by its number to the letter */
  lot(itemId: string, lotNo: string): Promise<Lot | null>;
  /** the unit of a serial, to the letter, and its lot */
  unit(itemId: string, serial: string): Promise<Omit<UnitFacts, "facts">>;
  /** the bytes of the item's picture; null when it is another one now */
  picture(itemId: string, sha256: string): Promise<Buffer | null>;
  certificate(lookupCode: string): Promise<CertificateFacts | null>;
  /** certificates behind which every word stands, the last one as a beginning; at most `limit`, the latest first */
  search(words: readonly string[], limit: number): Promise<CertificateFacts[]>;
};

/** Long work that a worker does in steps. */
export type Work = {
  readonly kind: "units.issue";
  readonly input: { readonly itemId: string; readonly lotId: string | null; readonly count: number };
};

/** A job of this service as its owner sees it. Counts are serials. */
export type WorkState = {
  readonly id: string;
  readonly input: Work["input"];
  readonly state: "queued" | "running" | "done" | "failed";
  readonly done: number;
  readonly requestedAt: Date;
};

/** What is printed: takes a text, gives the SVG of its QR code. */
export type Printer = { readonly qr: (text: string) => string };
