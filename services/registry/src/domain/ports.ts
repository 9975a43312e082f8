import type { Role, Scope, ScopeType } from "@ocop/contracts";
import type { AdministrativeUnit, LineageLink, UnitKey, UnitLevel } from "./administrative-unit";
import type { Assignment, AssignmentState } from "./assignment";
import type { BreakGlassSession } from "./break-glass";
import type { EvidenceKind, FormDefinition } from "./dossier-form";
import type { Dossier, DossierSnapshot, DossierState, OpenForms } from "./dossier";
import type { PersonalChange, PersonalFacts } from "./personal-data";
import type { Producer } from "./producer";
import type { CertificateCopy, Product } from "./product";
import type { ProductFacets, ProductFilter, ProductSort } from "./product-filter";
import type { ProductSet } from "./product-set";
import type { DossierReader, DossierReading, Reading } from "./reading";
import type { Programme, ProgrammePlan, RecognisedRows } from "./programme";
import type { Round } from "./round";
import type { CriteriaSetCopy } from "./self-assessment";
import type { AdministrativeList } from "./administrative-list";
import type { MovingRows, Successor, TerritoryMove } from "./territory-move";
import type { CountedRows, PlainUnit } from "./territory-totals";
import type { Needle } from "./unit-search";

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
    /** The row locked until the end. @throws Refusal `NOT_FOUND` */
    lock(id: string): Promise<AdministrativeUnit>;
    ofKeys(keys: readonly UnitKey[]): Promise<AdministrativeUnit[]>;
    /** all links that can be reached from the keys, over every list */
    lineage(keys: readonly UnitKey[]): Promise<LineageLink[]>;
    lists(): Promise<AdministrativeList[]>;
  };
  /** Rows of a list that another has replaced. */
  readonly territory: {
    /** The move to a list, locked; null before its first batch. */
    moveTo(listVersion: string): Promise<TerritoryMove | null>;
    save(move: TerritoryMove): Promise<TerritoryMove>;
    /** The next units that went whole, in order of their old codes. */
    wholeLinks(move: TerritoryMove, limit: number): Promise<readonly (Successor & { readonly code: string })[]>;
    /** What became of units in a list, shares too. */
    successorsOf(ids: readonly string[], listVersion: string): Promise<readonly Successor[]>;
    /** Dossiers, rounds, rights and readings name the new units. */
    rewrite(successors: readonly Successor[]): Promise<void>;
    /** Running numbers go on behind the highest of all the old communes, so that no code is given twice. */
    carryNumbers(move: TerritoryMove): Promise<void>;
    /** The next rows whose province is of the list, locked, in order of id. */
    producersIn(listVersion: string, after: string | null, limit: number): Promise<Producer[]>;
    productsIn(listVersion: string, after: string | null, limit: number): Promise<Product[]>;
    /** Does any row still name a province of the list? */
    isLeft(listVersion: string): Promise<boolean>;
    /** How many rows of each kind lie in each unit of the list. */
    movingRows(listVersion: string): Promise<readonly MovingRows[]>;
    /** Products of a producer in one commune, locked, in order of id. */
    productsOf(producerId: string, communeRegionId: string): Promise<Product[]>;
    /** Dossiers of a product in the one commune lie in the other. */
    placeDossiers(productId: string, from: string, to: string): Promise<void>;
    /** The same for rights over a producer. */
    placeRights(producerId: string, from: string, to: string): Promise<void>;
  };
  readonly producers: Rows<Producer>;
  /** Sealed, each producer's under a key of its own. */
  readonly personal: {
    /** All null for a producer of whom nothing was written, or everything erased. */
    of(producerId: string): Promise<PersonalFacts>;
    /** @throws Refusal `PERSONAL_DATA_ERASED` for a value of an erased producer */
    put(producerId: string, changes: readonly PersonalChange[]): Promise<void>;
    /** Destroys the keys of the producer and of all its dossiers: what they sealed never opens again. */
    erase(producerId: string, now: Date): Promise<void>;
  };
  readonly products: Rows<Product>;
  /**
   * What products are found and summed by: made of the products and of the names of their producers, units and
   * sets, and brought up to date in the transaction that changes one of them.
   */
  readonly productSearch: {
    refresh(products: readonly Pick<Product, "id" | "producerId">[]): Promise<void>;
    /** all products of a producer whose row is locked by the caller */
    refreshProducer(producerId: string): Promise<void>;
  };
  /** Their personal values come and go sealed; `save` seals those that are plain. */
  readonly dossiers: Rows<Dossier> & {
    open(dossier: Dossier): Promise<OpenForms>;
    /** dossiers of a product in any of the states; the product's row is locked by the caller */
    ofProduct(productId: string, states: readonly DossierState[]): Promise<Dossier[]>;
  };
  /** Their content is sealed as a whole. */
  readonly snapshots: {
    /** @throws Refusal `PERSONAL_DATA_ERASED` when the key of the dossier was destroyed */
    add(snapshot: DossierSnapshot): Promise<void>;
    /** In order of their numbers; the content of erased ones is null. At most 1,000. */
    ofDossier(dossierId: string): Promise<readonly StoredSnapshot[]>;
  };
  readonly plans: Pick<Rows<ProgrammePlan>, "save"> & {
    /** of a unit in a year; the unit's row is locked by the caller */
    ofUnit(unitId: string, year: number): Promise<ProgrammePlan[]>;
  };
  readonly rounds: { find(id: string): Promise<Round | null>; ofProvince(provinceRegionId: string): Promise<Round[]> };
  readonly assignments: Rows<Assignment> & {
    /**
     * Every right of one person, ended ones too. Until the transaction ends nobody else is given a right of
     * that person to compare with: two equal grants at once would miss each other.
     */
    ofHolder(subject: string): Promise<Assignment[]>;
  };
  readonly breakGlass: Rows<BreakGlassSession>;
  readonly readings: {
    /** The copy and all its seats, unless a newer one is kept. */
    put(reading: DossierReading, readers: readonly DossierReader[]): Promise<void>;
  };
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

/** A snapshot as it is found again. */
export type StoredSnapshot = Omit<DossierSnapshot, "content"> & { readonly content: string | null };

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

/** Units by name; a null condition selects everything. The province of communes is asked for within one list. */
export type UnitSearch = {
  readonly needles: readonly Needle[];
  readonly listVersion: string | null;
  readonly level: UnitLevel | null;
  readonly parentCode: string | null;
  readonly provinceCode: string | null;
};

/** A page of a list of products, and where each of its rows stands in the order that was asked for. */
export type ProductPage = PageOf<Product> & { readonly keys: readonly (readonly string[])[] };

export type PlanFilter = { readonly year: number; readonly unitId: string | null };

/** First day of a year and the day up to which it is looked at. */
export type YearSpan = { readonly from: string; readonly asOf: string };

export type DossierFilter = { readonly state: DossierState | null; readonly roundId: string | null };

export type AssignmentFilter = {
  readonly subject: string | null;
  readonly role: Role | null;
  readonly scopeType: ScopeType | null;
  readonly scopeId: string | null;
  readonly state: AssignmentState | null;
};

/** The read side: the lists and keyed reads that screens need. Every method sends one statement, unless it says otherwise. */
export type Queries = {
  units(ids: readonly string[]): Promise<AdministrativeUnit[]>;
  unitsOfKeys(keys: readonly UnitKey[]): Promise<AdministrativeUnit[]>;
  unitPage(filter: UnitFilter, wish: PageWish): Promise<PageOf<AdministrativeUnit>>;
  unitCount(filter: UnitFilter): Promise<number>;
  /** all links that can be reached from the keys, over every list */
  lineage(keys: readonly UnitKey[]): Promise<LineageLink[]>;
  /** all links that lead to the keys, over every list */
  lineageBack(keys: readonly UnitKey[]): Promise<LineageLink[]>;
  /** units by name, the best matches first */
  foundUnits(search: UnitSearch, wish: PageWish): Promise<PageOf<AdministrativeUnit>>;
  foundUnitCount(search: UnitSearch): Promise<number>;
  /** what a code names in each list that has it, the demonstration's too */
  unitsOfCode(code: string): Promise<AdministrativeUnit[]>;
  /** published lists, the oldest first */
  lists(): Promise<AdministrativeList[]>;
  /** every unit and every link, with as little as totals need: the same object while none changed; three statements, or one */
  territory(): Promise<{ readonly units: readonly PlainUnit[]; readonly links: readonly LineageLink[] }>;
  /** products in groups of one place, state and stars of a certificate in force on the day */
  productCounts(demonstration: boolean, day: string): Promise<CountedRows[]>;
  /** producers in groups of one place */
  producerCounts(demonstration: boolean): Promise<CountedRows[]>;
  /** national programmes, the newest first */
  programmes(): Promise<Programme[]>;
  /**
   * Products with a certificate by the day, in groups of one place, stars in force on it and first recognition within
   * the span. A certificate that was revoked since counts as in force on no day: the copy does not keep the day.
   */
  recognisedCounts(demonstration: boolean, span: YearSpan): Promise<RecognisedRows[]>;
  plansOf(year: number): Promise<ProgrammePlan[]>;
  planPage(filter: PlanFilter, wish: PageWish): Promise<PageOf<ProgrammePlan>>;
  producers(ids: readonly string[]): Promise<Producer[]>;
  /** of the producers of whom anything was written; two statements: the values and their keys */
  personalFacts(producerIds: readonly string[]): Promise<ReadonlyMap<string, PersonalFacts>>;
  products(ids: readonly string[]): Promise<Product[]>;
  productOfCode(code: string): Promise<Product | null>;
  /**
   * One statement, one more for a text of several words, one for an industry or a group. By relevance at most five:
   * how often each word occurs, names that begin with the phrase, other names, other fields, the rows.
   */
  productPage(filter: ProductFilter, sort: ProductSort, wish: PageWish): Promise<ProductPage>;
  productCount(filter: ProductFilter, sort: ProductSort): Promise<number>;
  productFacets(filter: ProductFilter): Promise<ProductFacets>;
  /** producers whose commune was split before the day: an officer must say where they lie */
  producersToPlace(day: string, scope: Scope, wish: PageWish): Promise<PageOf<Producer>>;
  /** products of the same kind that do not go with their producer */
  productsToPlace(day: string, scope: Scope, wish: PageWish): Promise<PageOf<Product>>;
  dossiers(ids: readonly string[], scope: Scope): Promise<Dossier[]>;
  dossierPage(filter: DossierFilter, scope: Scope, wish: PageWish): Promise<PageOf<Dossier>>;
  dossierCount(filter: DossierFilter, scope: Scope): Promise<number>;
  /** both forms of each dossier, in the order asked for; no statement where nothing is sealed */
  openForms(dossiers: readonly Dossier[]): Promise<readonly OpenForms[]>;
  snapshots(dossierIds: readonly string[]): Promise<Omit<DossierSnapshot, "content">[]>;
  rounds(ids: readonly string[]): Promise<Round[]>;
  /** of a province, or of the centre for null; newest year first, at most 100 */
  roundsOf(provinceRegionId: string | null): Promise<Round[]>;
  productSets(): Promise<ProductSet[]>;
  assignmentsOf(subject: string): Promise<Assignment[]>;
  assignmentPage(filter: AssignmentFilter, scope: Scope, wish: PageWish): Promise<PageOf<Assignment>>;
  assignmentCount(filter: AssignmentFilter, scope: Scope): Promise<number>;
  breakGlass(id: string): Promise<BreakGlassSession | null>;
  breakGlassPage(scope: Scope, wish: PageWish): Promise<PageOf<BreakGlassSession>>;
  breakGlassCount(scope: Scope): Promise<number>;
  /** the seats that councils gave the person, newest first */
  readingsOf(subject: string): Promise<Reading[]>;
};
