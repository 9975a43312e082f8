import { column, table } from "@ocop/service-kit";
import type { SalePointKind } from "../domain/sale-point-kind";

export const salePointKindTable = table<SalePointKind>(
  "sale_point_kind",
  {
    id: column.id(),
    criteriaVersion: column.text(40),
    since: column.day(),
    position: column.integer(),
    code: column.code(40),
    labelVi: column.text(200),
    labelEn: column.text(200),
  },
  [{ name: "sale_point_kind_in_criteria", columns: ["criteriaVersion", "code"], unique: true }],
);
