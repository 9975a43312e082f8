import { cleanLines, cleanOptional, cleanText, isInForce, speakingCertificate, type Day } from "@ocop/contracts";
import { isDemonstration, type AdministrativeUnit, type Territory } from "./administrative-unit";
import { refuse } from "./refusals";

/**
 * `REGISTERED` in the register, no certificate known here · `CANDIDATE` a dossier was accepted by the
 * province · `RECOGNISED` a certificate is in force · `LAPSED` its last certificate ended or was revoked.
 */
export const productStates = ["REGISTERED", "CANDIDATE", "RECOGNISED", "LAPSED"] as const;
export type ProductState = (typeof productStates)[number];

/**
 * The certificate that counts for a product, as far as lists need it: which one that is changes by an event; what
 * it is worth on a day is computed from these days and never stored. All null while none is known.
 */
export type CountingCertificate = {
  readonly certificateStars: number | null;
  /** ISSUED, REVOKED, SUPERSEDED or EXPIRED, as evaluation recorded it */
  readonly certificateState: string | null;
  readonly certificateIssuedOn: Day | null;
  readonly certificateExpiresOn: Day | null;
};

const noCertificate: CountingCertificate = {
  certificateStars: null,
  certificateState: null,
  certificateIssuedOn: null,
  certificateExpiresOn: null,
};

/** A product (sản phẩm OCOP), recognised or on its way there. */
export type Product = Territory &
  CountingCertificate & {
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
    ...noCertificate,
    demonstration: isDemonstration(province),
  };
};

/**
 * Changes what is written down about a product; code, producer and territory stay.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for an empty or over-long text
 */
export const changeProduct = (product: Product, given: ProductFacts): Product => ({ ...product, ...facts(given) });

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

const stateBy = (product: Product, certificates: readonly CertificateCopy[], day: Day): ProductState => {
  if (certificates.some((certificate) => isInForce(certificate, day))) return "RECOGNISED";
  return product.state === "CANDIDATE" ? "CANDIDATE" : "LAPSED";
};

/**
 * The product as its certificates leave it: recognised while one is in force, lapsed when none is any
 * more, with the one that counts. A candidate stays a candidate until a certificate is issued.
 */
export const followCertificates = (product: Product, certificates: readonly CertificateCopy[], day: Day): Product => {
  const speaking = speakingCertificate(certificates, day);
  if (speaking === null) return product;
  const { stars, state, issuedOn, expiresOn } = speaking.certificate;
  return {
    ...product,
    state: stateBy(product, certificates, day),
    certificateStars: stars,
    certificateState: state,
    certificateIssuedOn: issuedOn,
    certificateExpiresOn: expiresOn,
  };
};

/** Do two states of a product differ in its state or in the certificate that counts? */
export const standsOtherwise = (one: Product, other: Product): boolean =>
  one.state !== other.state ||
  one.certificateStars !== other.certificateStars ||
  one.certificateState !== other.certificateState ||
  one.certificateIssuedOn !== other.certificateIssuedOn ||
  one.certificateExpiresOn !== other.certificateExpiresOn;

/** The product once the province has taken in a dossier for it: one that is recognised stays so. */
export const becomeCandidate = (product: Product): Product =>
  product.state === "RECOGNISED" ? product : { ...product, state: "CANDIDATE" };

/** @throws Refusal `PRODUCT_SET_MISSING` while nobody has said which set the product belongs to */
export const setCodeOf = ({ setCode }: Product): string => setCode ?? refuse("PRODUCT_SET_MISSING");
