/**
 * One of the 26 product sets (bộ sản phẩm): the key to the criteria set a product is judged by.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Phụ lục I
 */
export type ProductSet = {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  /** its place in Phụ lục I, from 1 */
  readonly no: number;
  readonly regime: string;
  readonly nameVi: string;
  readonly nameEn: string | null;
  /** ngành, I to VI */
  readonly industry: string;
  readonly industryNameVi: string;
  readonly industryNameEn: string | null;
  /** nhóm, a stable key */
  readonly productGroup: string;
  readonly productGroupNameVi: string;
  readonly productGroupNameEn: string | null;
  /** phân nhóm in the words of Phụ lục I; null where the annex prints none */
  readonly subgroup: string | null;
  /** keys of the ministries in charge: mae, moit, moh, mcst */
  readonly ministries: readonly string[];
};

/** Industry VI, services and sites of tourism, hands in no samples. */
export const needsSamples = ({ industry }: ProductSet): boolean => industry !== "VI";

/** Ngành / nhóm / phân nhóm as form 01 prints them. */
export const classificationOf = ({
  industry,
  industryNameVi,
  productGroupNameVi,
  subgroup,
  nameVi,
}: ProductSet): string => `${industry}. ${industryNameVi} / ${productGroupNameVi} / ${subgroup ?? nameVi}`;
