import { cleanLines, cleanOptional, cleanText, fold, isInForce, type Day } from "@ocop/contracts";
import { isDemonstration, type AdministrativeUnit, type Territory } from "./administrative-unit";
import { refuse } from "./refusals";

/**
 * `REGISTERED` in the register, no certificate known here · `CANDIDATE` a dossier was accepted by the
 * province · `RECOGNISED` a certificate is in force · `LAPSED` its last certificate ended or was revoked.
 */
export const productStates = ["REGISTERED", "CANDIDATE", "RECOGNISED", "LAPSED"] as const;
export type ProductState = (typeof productStates)[number];

/** A product (sản phẩm OCOP), recognised or on its way there. */
export type Product = Territory & {
  readonly id: string;
  readonly version: number;
  /** null where the published source names no producer */
  readonly producerId: string | null;
  /** mã số sản phẩm `T-X-STT-YYYY`, given once and never re-used; null before the commune's report */
  readonly code: string | null;
  readonly nameVi: string;
  readonly nameEn: string | null;
  /** câu chuyện sản phẩm */
  readonly storyVi: string | null;
  readonly storyEn: string | null;
  /** one of the 26 product sets of Phụ lục I; null while nobody has said which */
  readonly setCode: string | null;
  /** what this project guesses from a published name; no source says so, and nothing is decided by it */
  readonly suggestedSetCode: string | null;
  readonly state: ProductState;
  /** the place as the decision or the producer names it, whatever the units are called today */
  readonly addressAsIssued: string | null;
  /** the unit it was registered or published for, of the list of its day, kept for good; null where none is known */
  readonly issuedUnitId: string | null;
  /** where a product taken over from a publication was published */
  readonly sourceUrl: string | null;
  readonly demonstration: boolean;
  readonly searchName: string;
};

/** What is written down about a product; absent is null. */
export type ProductFacts = Pick<Product, "nameVi" | "nameEn" | "storyVi" | "storyEn" | "setCode" | "addressAsIssued">;

/** Longest texts, in characters. */
export const productLimits = { name: 300, story: 5_000, addressAsIssued: 500 } as const;

const storyOf = (field: string, story: string | null): string | null =>
  story === null || story.trim() === "" ? null : cleanLines(field, story, productLimits.story);

const facts = (given: ProductFacts): ProductFacts => ({
  nameVi: cleanText("nameVi", given.nameVi, productLimits.name),
  nameEn: cleanOptional("nameEn", given.nameEn, productLimits.name),
  storyVi: storyOf("storyVi", given.storyVi),
  storyEn: storyOf("storyEn", given.storyEn),
  setCode: given.setCode,
  addressAsIssued: cleanOptional("addressAsIssued", given.addressAsIssued, productLimits.addressAsIssued),
});

const searchText = ({ nameVi, nameEn }: ProductFacts): string => fold(`${nameVi} ${nameEn ?? ""}`);

/**
 * Enters a product in the register.
 *
 * @param province decides whether it belongs to the demonstration territory
 * @param published what comes with a product taken over from a publication
 * @throws Refusal `BAD_USER_INPUT` {field} for an empty or over-long text
 */
export const enterProduct = (
  id: string,
  producerId: string | null,
  given: ProductFacts,
  territory: Territory,
  province: AdministrativeUnit,
  published: Pick<Product, "sourceUrl" | "suggestedSetCode"> = { sourceUrl: null, suggestedSetCode: null },
): Product => {
  const known = facts(given);
  return {
    id,
    version: 0,
    producerId,
    code: null,
    ...known,
    state: "REGISTERED",
    ...territory,
    issuedUnitId: territory.communeRegionId ?? territory.provinceRegionId,
    ...published,
    demonstration: isDemonstration(province),
    searchName: searchText(known),
  };
};

/**
 * Changes what is written down about a product; code, producer and territory stay.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for an empty or over-long text
 */
export const changeProduct = (product: Product, given: ProductFacts): Product => {
  const known = facts(given);
  return { ...product, ...known, searchName: searchText(known) };
};

/**
 * The product code (mã số sản phẩm): province code, commune code, running number of the commune, year of evaluation.
 *
 * @see Quyết định 26/2026/QĐ-TTg with the codes of Quyết định 19/2025/QĐ-TTg
 * @example productCode({ province: "68", commune: "24703" }, 1, 2026) // "68-24703-1-2026"
 */
export const productCode = (
  codes: { readonly province: string; readonly commune: string },
  running: number,
  year: number,
): string => `${codes.province}-${codes.commune}-${String(running)}-${String(year)}`;

/** Gives a product its code. The first code stays for good, so a coded product is returned as it is. */
export const withCode = (product: Product, code: string): Product =>
  product.code === null ? { ...product, code } : product;

/** What registry knows of a certificate: a copy fed by events of evaluation. */
export type CertificateCopy = {
  readonly id: string;
  readonly version: number;
  readonly productId: string;
  readonly stars: number;
  /** ISSUED, REVOKED, SUPERSEDED or EXPIRED, as evaluation recorded it */
  readonly state: string;
  readonly issuedOn: Day;
  readonly expiresOn: Day;
};

/**
 * The product as its certificates leave it: recognised while one is in force, lapsed when none is any
 * more. A candidate stays a candidate until a certificate is issued.
 */
export const followCertificates = (product: Product, certificates: readonly CertificateCopy[], day: Day): Product => {
  if (certificates.length === 0) return product;
  if (certificates.some((certificate) => isInForce(certificate, day))) return { ...product, state: "RECOGNISED" };
  return product.state === "CANDIDATE" ? product : { ...product, state: "LAPSED" };
};

/** The product once the province has taken in a dossier for it: one that is recognised stays so. */
export const becomeCandidate = (product: Product): Product =>
  product.state === "RECOGNISED" ? product : { ...product, state: "CANDIDATE" };

/** @throws Refusal `PRODUCT_SET_MISSING` while nobody has said which set the product belongs to */
export const setCodeOf = ({ setCode }: Product): string => setCode ?? refuse("PRODUCT_SET_MISSING");
