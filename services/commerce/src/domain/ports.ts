import type { Day, Scope } from "@ocop/contracts";
import type { ApiKey } from "./api-key";
import type { CertificateCopy, ProducerCopy, ProductCopy, UnitMove } from "./copies";
import type { Fair } from "./fair";
import type { Listing, ListingState } from "./listing";
import type { Contract, Partner, PartnerMember, Registration } from "./partner";
import type { Facts } from "./rights";
import type { SalePoint } from "./sale-point";
import type { SalePointKind } from "./sale-point-kind";

/** The rows of one aggregate, inside the transaction of the act. */
export type Rows<T> = {
  /** The row locked until the end. @throws Refusal `NOT_FOUND` */
  readonly lock: (id: string) => Promise<T>;
  /** The row with its next version. @throws Refusal `STALE_VERSION` {currentVersion} */
  readonly save: (row: T) => Promise<T>;
};

/** Copies of another service's facts: an older version never overwrites a newer one. */
export type Copies<T> = {
  readonly put: (copy: T) => Promise<void>;
};

export type Repositories = {
  readonly salePoints: Rows<SalePoint> & { readonly ofIds: (ids: readonly string[]) => Promise<SalePoint[]> };
  readonly kinds: { readonly all: () => Promise<SalePointKind[]> };
  readonly listings: Rows<Listing> & {
    /** the record of the pair, locked; its sale point is locked by the caller */
    readonly ofPair: (salePointId: string, productId: string) => Promise<Listing | null>;
    /** every record of the product, locked, in order of id */
    readonly ofProduct: (productId: string) => Promise<Listing[]>;
    /** at most `limit` records of the sale point after an id, locked, in order of id */
    readonly ofSalePoint: (salePointId: string, after: string | null, limit: number) => Promise<Listing[]>;
  };
  readonly fairs: Pick<Rows<Fair>, "save">;
  readonly partners: {
    /** @throws Refusal `ALREADY_A_MEMBER` {position} when a subject acts for a partner already */
    readonly add: (registration: Registration) => Promise<Partner>;
    /** @throws Refusal `NOT_FOUND` */
    readonly lock: (id: string) => Promise<Partner>;
  };
  readonly apiKeys: Rows<ApiKey> & {
    /** keys that were not revoked, locked; the partner is locked by the caller */
    readonly ofPartner: (partnerId: string) => Promise<ApiKey[]>;
  };
  readonly products: Copies<ProductCopy> & { readonly find: (id: string) => Promise<ProductCopy | null> };
  readonly producers: Copies<ProducerCopy>;
  readonly certificates: Copies<CertificateCopy> & {
    /** all of the product's, locked: who lists and who hears of an end take turns */
    readonly lockOf: (productId: string) => Promise<CertificateCopy[]>;
  };
  readonly territory: {
    /** Do records heard from registry place the commune in another province? */
    readonly liesElsewhere: (communeRegionId: string, provinceRegionId: string) => Promise<boolean>;
    /** Every row that names an old unit names the new one, contracts too. */
    readonly move: (moves: readonly UnitMove[]) => Promise<void>;
  };
};

/** One page of a list in a fixed order. */
export type PageOf<T> = { readonly rows: readonly T[]; readonly hasNextPage: boolean };
export type PageWish = { readonly first: number; readonly after: readonly string[] | null };

/** A null filter selects everything. */
export type SalePointFilter = {
  readonly provinceId: string | null;
  readonly communeId: string | null;
  readonly kind: string | null;
  /** only points on whose list the product stands today */
  readonly productId: string | null;
};

/** A listing with the sale point it belongs to. */
export type ListedAt = { readonly listing: Listing; readonly salePoint: SalePoint };

/** A product of the catalogue, with its producer's name and the certificate that holds. */
export type CatalogueItem = {
  readonly product: ProductCopy;
  readonly producerName: string | null;
  readonly certificate: CertificateCopy;
};

/** The read side. Every method sends one statement. */
export type Queries = {
  readonly factsOf: (subject: string) => Promise<Facts>;
  readonly kinds: () => Promise<SalePointKind[]>;
  readonly salePoints: (ids: readonly string[]) => Promise<SalePoint[]>;
  readonly salePointPage: (filter: SalePointFilter, wish: PageWish) => Promise<PageOf<SalePoint>>;
  readonly salePointCount: (filter: SalePointFilter) => Promise<number>;
  /** the first points of each unit, commune or province, by name */
  readonly salePointsOfUnits: (unitIds: readonly string[], first: number) => Promise<ReadonlyMap<string, SalePoint[]>>;
  readonly listings: (ids: readonly string[]) => Promise<Listing[]>;
  /** the first listings of each product, in one state or (null) in any: listed before withdrawn, then by name of the point */
  readonly listingsOfProducts: (
    productIds: readonly string[],
    first: number,
    state: ListingState | null,
  ) => Promise<ReadonlyMap<string, ListedAt[]>>;
  /** the first listings of each point and whether there are more: in order of state, day and id */
  readonly listingsOfSalePoints: (
    salePointIds: readonly string[],
    first: number,
  ) => Promise<ReadonlyMap<string, PageOf<Listing>>>;
  readonly listingPage: (salePointId: string, wish: PageWish) => Promise<PageOf<Listing>>;
  readonly certificatesOf: (productIds: readonly string[]) => Promise<CertificateCopy[]>;
  readonly fairs: (ids: readonly string[]) => Promise<Fair[]>;
  readonly fairPage: (wish: PageWish) => Promise<PageOf<Fair>>;
  readonly fairCount: () => Promise<number>;
  readonly partners: (ids: readonly string[], scope: Scope) => Promise<Partner[]>;
  readonly partnerPage: (scope: Scope, wish: PageWish) => Promise<PageOf<Partner>>;
  readonly partnerCount: (scope: Scope) => Promise<number>;
  readonly membersOf: (partnerIds: readonly string[]) => Promise<PartnerMember[]>;
  readonly apiKey: (id: string) => Promise<ApiKey | null>;
  /** keys of each partner, at most 20: live ones first, revoked ones last */
  readonly apiKeysOf: (partnerIds: readonly string[]) => Promise<ApiKey[]>;
  readonly contractsOf: (partnerIds: readonly string[]) => Promise<Contract[]>;
  /** one page of what a contract entitles to on a day, in order of product id */
  readonly catalogue: (
    contract: Contract,
    day: Day,
    first: number,
    after: string | null,
  ) => Promise<PageOf<CatalogueItem>>;
};

/** What is written of a key's use, beside the acts of people. */
export type KeyUse = {
  /** @param before the last use known so far: if another process wrote meanwhile, its word stands */
  readonly note: (id: string, at: Date, before: Date | null) => Promise<void>;
};

/** Exchanges that failed lately, by credential and address of the caller. */
export type FailedExchanges = {
  /** Whole seconds until another exchange is tried; 0 when it may be at once. */
  readonly waitOf: (id: string, address: string) => Promise<number>;
  /** Adds one. @returns as `waitOf`, when it was one too many */
  readonly add: (id: string, address: string) => Promise<number>;
};
