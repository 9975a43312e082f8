import { cleanOptional, cleanText, type Day } from "@ocop/contracts";
import { refuse } from "./refusals";
import type { SalePointKind } from "./sale-point-kind";
import { subjectOf, wholeNumber } from "./text";

/**
 * A point of introduction and sale of OCOP products (điểm giới thiệu và bán sản phẩm OCOP).
 *
 * @see Quyết định 920/QĐ-BCT (2019), Quyết định 950/QĐ-BCT (2023)
 */
export type SalePoint = {
  readonly id: string;
  readonly version: number;
  readonly nameVi: string;
  readonly nameEn: string | null;
  /** code of a {@link SalePointKind} of `criteriaVersion` */
  readonly kindCode: string;
  readonly criteriaVersion: string;
  readonly addressLine: string;
  /** floor area, whole square metres */
  readonly areaSquareMetres: number;
  readonly provinceRegionId: string;
  readonly communeRegionId: string;
  /** subject of the person who runs the point; a fact behind rights, never public */
  readonly operatorSubject: string;
  /** number and day of the recognition decision: both, or neither while there is none */
  readonly recognitionNo: string | null;
  readonly recognisedOn: Day | null;
  /** stands in the demonstration territory and belongs to no real register */
  readonly demonstration: boolean;
};

/** What an officer records about a point; the rest is given by the platform. */
export type SalePointDetails = Omit<SalePoint, "id" | "version" | "criteriaVersion">;

/** What may change later. Absent keys stay as they are. */
export type SalePointChange = Partial<
  Pick<
    SalePoint,
    | "nameVi"
    | "nameEn"
    | "kindCode"
    | "addressLine"
    | "areaSquareMetres"
    | "operatorSubject"
    | "recognitionNo"
    | "recognisedOn"
  >
>;

/** The part of a change that only the province may make, by its name in the input: an operator does not recognise the own point. */
const ofTheProvince: Readonly<Partial<Record<keyof SalePointChange, string>>> = {
  kindCode: "kind",
  operatorSubject: "operatorSubject",
  recognitionNo: "recognitionNo",
  recognisedOn: "recognisedOn",
};

const largestArea = 1_000_000;

const checked = (salePoint: SalePoint, kinds: readonly SalePointKind[], today: Day): SalePoint => {
  const { recognisedOn, kindCode, criteriaVersion } = salePoint;
  const recognitionNo = cleanOptional("recognitionNo", salePoint.recognitionNo, 60);
  if (!kinds.some((kind) => kind.code === kindCode && kind.criteriaVersion === criteriaVersion))
    refuse("UNKNOWN_KIND", { kind: kindCode });
  if ((recognitionNo === null) !== (recognisedOn === null)) refuse("BAD_USER_INPUT", { field: "recognitionNo" });
  if (recognisedOn !== null && recognisedOn > today) refuse("BAD_USER_INPUT", { field: "recognisedOn" });
  return {
    ...salePoint,
    nameVi: cleanText("nameVi", salePoint.nameVi, 200),
    nameEn: cleanOptional("nameEn", salePoint.nameEn, 200),
    addressLine: cleanText("addressLine", salePoint.addressLine, 300),
    areaSquareMetres: wholeNumber("areaSquareMetres", salePoint.areaSquareMetres, 1, largestArea),
    operatorSubject: subjectOf("operatorSubject", salePoint.operatorSubject),
    recognitionNo,
  };
};

/**
 * A new sale point under the criteria in use.
 *
 * @param kinds the kinds of the criteria in use, one `criteriaVersion`
 * @throws Refusal `UNKNOWN_KIND` {kind}, `BAD_USER_INPUT` {field}
 */
export const register = (
  id: string,
  details: SalePointDetails,
  kinds: readonly SalePointKind[],
  today: Day,
): SalePoint => {
  const kind =
    kinds.find(({ code }) => code === details.kindCode) ?? refuse("UNKNOWN_KIND", { kind: details.kindCode });
  return checked({ ...details, id, version: 0, criteriaVersion: kind.criteriaVersion }, kinds, today);
};

/**
 * The sale point after a change.
 *
 * @param by `province` may change everything, `operator` the profile alone
 * @throws Refusal `FORBIDDEN` {field}, `UNKNOWN_KIND` {kind}, `BAD_USER_INPUT` {field}
 */
export const change = (
  salePoint: SalePoint,
  changes: SalePointChange,
  by: "province" | "operator",
  kinds: readonly SalePointKind[],
  today: Day,
): SalePoint => {
  const given = (Object.keys(changes) as (keyof SalePointChange)[]).filter((key) => changes[key] !== undefined);
  const [forbidden] = by === "operator" ? given.flatMap((key) => ofTheProvince[key] ?? []) : [];
  if (forbidden !== undefined) refuse("FORBIDDEN", { field: forbidden });
  const changed = Object.fromEntries(given.map((key) => [key, changes[key]])) as SalePointChange;
  return checked({ ...salePoint, ...changed }, kinds, today);
};

/** Do others that copied the point's name and address have to hear of the change? */
export const looksDifferent = (before: SalePoint, after: SalePoint): boolean =>
  before.nameVi !== after.nameVi || before.nameEn !== after.nameEn || before.addressLine !== after.addressLine;
