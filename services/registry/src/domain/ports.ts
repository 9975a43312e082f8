import type { Scope } from "@ocop/contracts";
import type { AdministrativeUnit, LineageLink, UnitKey, UnitLevel } from "./administrative-unit";
import type { Assignment } from "./assignment";
import type { EvidenceKind, FormDefinition } from "./dossier-form";
import type { Dossier, DossierSnapshot, DossierState } from "./dossier";
import type { Producer } from "./producer";
import type { CertificateCopy, Product, ProductState } from "./product";
import type { ProductSet } from "./product-set";
import type { Round } from "./round";
import type { CriteriaSetCopy } from "./self-assessment";

/** The rows of one aggregate, inside the transaction of the act. */
export type Rows<T> = {
  find(id: string): Promise<T | null>;
  /** The row locked until the end. @throws Refusal `NOT_FOUND` */
  lock(id: string): Promise<T>;
  /** The row with its next version. @throws Refusal `STALE_VERSION` */
  save(row: T): Promise<T>;
};

/** A copy of another service's fact: an older version never overwrites a newer one. */
export type Copies<T> = {
  put(copy: T): Promise<void>;
};

/** What running numbers are given for: the product code and the slip of a commune in a year. */
export type NumberKind = "PRODUCT_CODE" | "SLIP";

export type Repositories = {
  readonly units: {
    find(id: string): Promise<AdministrativeUnit | null>;
    ofKeys(keys: readonly UnitKey[]): Promise<AdministrativeUnit[]>;
  };
  readonly producers: Rows<Producer>;
  readonly products: Rows<Product>;
  readonly dossiers: Rows<Dossier> & {
    /** dossiers of a product in any of the states; the product's row is locked by the caller */
    ofProduct(productId: string, states: readonly DossierState[]): Promise<Dossier[]>;
  };
  readonly snapshots: { add(snapshot: DossierSnapshot): Promise<void> };
  readonly rounds: { find(id: string): Promise<Round | null>; ofProvince(provinceRegionId: string): Promise<Round[]> };
  readonly assignments: Rows<Assignment>;
  readonly numbers: {
    /** The next running number of a commune in a year; its counter stays locked until the transaction ends. */
    next(kind: NumberKind, communeRegionId: string, year: number): Promise<number>;
  };
  readonly certificates: Copies<CertificateCopy> & { ofProduct(productId: string): Promise<CertificateCopy[]> };
  readonly criteriaSets: Copies<CriteriaSetCopy> & {
    ofCode(regime: string, code: string): Promise<CriteriaSetCopy | null>;
  };
  readonly reference: {
    forms(regime: string): Promise<FormDefinition[]>;
    evidenceKinds(regime: string): Promise<EvidenceKind[]>;
    productSet(code: string): Promise<ProductSet | null>;
  };
};

/** One page of a list in a fixed order. */
export type PageOf<T> = { readonly rows: readonly T[]; readonly hasNextPage: boolean };
export type PageWish = { readonly first: number; readonly after: readonly string[] | null };

export type UnitFilter = {
  readonly listVersion: string;
  readonly level: UnitLevel | null;
  readonly parentCode: string | null;
  /** folded; matches anywhere in kind and name */
  readonly search: string | null;
};

export type ProductFilter = {
  /** only products with a certificate of these stars in force on `today` */
  readonly stars: readonly number[] | null;
  readonly provinceId: string | null;
  readonly communeId: string | null;
  readonly setCode: string | null;
  readonly demonstration: boolean | null;
  readonly state: ProductState | null;
  readonly ids: readonly string[] | null;
  readonly search: string | null;
  readonly today: string;
};

export type DossierFilter = { readonly state: DossierState | null; readonly roundId: string | null };

/** The read side: the lists and keyed reads that screens need. Every method sends one statement. */
export type Queries = {
  units(ids: readonly string[]): Promise<AdministrativeUnit[]>;
  unitsOfKeys(keys: readonly UnitKey[]): Promise<AdministrativeUnit[]>;
  unitPage(filter: UnitFilter, wish: PageWish): Promise<PageOf<AdministrativeUnit>>;
  unitCount(filter: UnitFilter): Promise<number>;
  /** all links that can be reached from the keys, over every list */
  lineage(keys: readonly UnitKey[]): Promise<LineageLink[]>;
  producers(ids: readonly string[]): Promise<Producer[]>;
  products(ids: readonly string[]): Promise<Product[]>;
  productOfCode(code: string): Promise<Product | null>;
  productPage(filter: ProductFilter, wish: PageWish): Promise<PageOf<Product>>;
  productCount(filter: ProductFilter): Promise<number>;
  dossiers(ids: readonly string[], scope: Scope): Promise<Dossier[]>;
  dossierPage(filter: DossierFilter, scope: Scope, wish: PageWish): Promise<PageOf<Dossier>>;
  dossierCount(filter: DossierFilter, scope: Scope): Promise<number>;
  snapshots(dossierIds: readonly string[]): Promise<Omit<DossierSnapshot, "content">[]>;
  rounds(ids: readonly string[]): Promise<Round[]>;
  /** of a province, or of the centre for null; newest year first, at most 100 */
  roundsOf(provinceRegionId: string | null): Promise<Round[]>;
  productSets(): Promise<ProductSet[]>;
  assignmentsOf(subject: string): Promise<Assignment[]>;
};
