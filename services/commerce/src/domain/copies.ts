import type { Day } from "@ocop/contracts";

/** What commerce keeps of registry's Producer (chủ thể): register data, from its events. */
export type ProducerCopy = {
  readonly id: string;
  /** version of the producer that this copy shows; a copy never goes back */
  readonly version: number;
  readonly name: string;
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
  readonly demonstration: boolean;
};

/** What commerce keeps of registry's Product (sản phẩm OCOP). */
export type ProductCopy = {
  readonly id: string;
  readonly version: number;
  /** null where the published source names no producer */
  readonly producerId: string | null;
  readonly code: string | null;
  readonly nameVi: string;
  readonly nameEn: string | null;
  readonly setCode: string | null;
  readonly state: string;
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
  readonly provinceNameVi: string;
  readonly communeNameVi: string | null;
  readonly demonstration: boolean;
};

/** What commerce keeps of evaluation's Certificate (giấy chứng nhận sản phẩm OCOP). */
export type CertificateCopy = {
  readonly id: string;
  readonly version: number;
  readonly productId: string;
  readonly lookupCode: string;
  readonly certificateNo: string | null;
  readonly stars: number;
  readonly issuedOn: Day;
  /** first day on which it no longer holds */
  readonly expiresOn: Day;
  /** the recorded state: ISSUED, REVOKED, SUPERSEDED, EXPIRED; any later word means it is not in force */
  readonly state: string;
};

/** A unit that went whole into one of the next list. */
export type UnitMove = { readonly from: string; readonly to: string };
