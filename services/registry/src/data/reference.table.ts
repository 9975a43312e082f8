import { column, table } from "@ocop/service-kit";
import type { EvidenceKind, FormDefinition } from "../domain/dossier-form";
import type { ProductSet } from "../domain/product-set";
import type { CriteriaSetCopy } from "../domain/self-assessment";

export const productSetTable = table<ProductSet>(
  "product_set",
  {
    id: column.id(),
    version: column.version(),
    code: column.code(20),
    no: column.integer(),
    regime: column.code(20),
    nameVi: column.text(300),
    nameEn: column.text(300, { nullable: true }),
    industry: column.code(5),
    industryNameVi: column.text(300),
    industryNameEn: column.text(300, { nullable: true }),
    productGroup: column.code(80),
    productGroupNameVi: column.text(300),
    productGroupNameEn: column.text(300, { nullable: true }),
    subgroup: column.text(300, { nullable: true }),
    ministries: column.json(),
  },
  [{ name: "product_set_code", columns: ["code"], unique: true }],
);

export const formDefinitionTable = table<FormDefinition>(
  "form_definition",
  {
    id: column.id(),
    version: column.version(),
    code: column.code(10),
    regime: column.code(20),
    nameVi: column.text(300),
    nameEn: column.text(300),
    fields: column.json(),
  },
  [{ name: "form_definition_code", columns: ["regime", "code"], unique: true }],
);

export const evidenceKindTable = table<EvidenceKind>(
  "evidence_kind",
  {
    id: column.id(),
    version: column.version(),
    code: column.code(40),
    regime: column.code(20),
    nameVi: column.text(300),
    nameEn: column.text(300),
    supports: column.json(),
  },
  [{ name: "evidence_kind_code", columns: ["regime", "code"], unique: true }],
);

export const criteriaSetCopyTable = table<CriteriaSetCopy>(
  "criteria_set_copy",
  {
    id: column.id(),
    version: column.version(),
    code: column.code(20),
    regime: column.code(20),
    contentVersion: column.integer(),
    criteria: column.json(),
    bands: column.json({ nullable: true }),
  },
  [{ name: "criteria_set_copy_code", columns: ["regime", "code", "contentVersion"] }],
);
