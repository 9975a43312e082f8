import { column, table } from "@ocop/service-kit";
import type { SalePoint } from "../domain/sale-point";

export const salePointTable = table<SalePoint>(
  "sale_point",
  {
    id: column.id(),
    version: column.version(),
    nameVi: column.text(200),
    nameEn: column.text(200, { nullable: true }),
    kindCode: column.code(40),
    criteriaVersion: column.text(40),
    addressLine: column.text(300),
    areaSquareMetres: column.integer(),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference(),
    operatorSubject: column.code(255),
    recognitionNo: column.text(60, { nullable: true }),
    recognisedOn: column.day({ nullable: true }),
    demonstration: column.boolean(),
  },
  [
    { name: "sale_point_name", columns: ["nameVi", "id"] },
    { name: "sale_point_province", columns: ["provinceRegionId", "nameVi", "id"] },
    { name: "sale_point_commune", columns: ["communeRegionId", "nameVi", "id"] },
    { name: "sale_point_kind_code", columns: ["kindCode", "nameVi", "id"] },
    { name: "sale_point_operator", columns: ["operatorSubject"] },
  ],
);
