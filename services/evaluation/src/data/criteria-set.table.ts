import { column, table } from "@ocop/service-kit";
import type { CriteriaSet, CriteriaTree } from "../domain/criteria-set";

export const criteriaSetTable = table<CriteriaSet>(
  "criteria_set",
  {
    id: column.id(),
    version: column.version(),
    setId: column.reference(),
    regime: column.code(20),
    code: column.code(20),
    no: column.integer(),
    contentVersion: column.integer(),
    contentSha256: column.code(64),
    current: column.boolean(),
    name: column.json(),
    industry: column.json(),
    productGroup: column.json(),
    agencies: column.json(),
    complete: column.boolean(),
    criteriaCount: column.integer(),
    optionCount: column.integer(),
    bands: column.json(),
    rejectRules: column.json(),
  },
  [
    { name: "criteria_set_content", columns: ["regime", "code", "contentVersion"], unique: true },
    { name: "criteria_set_current", columns: ["current", "code", "id"] },
    { name: "criteria_set_of_set", columns: ["setId"] },
  ],
);

export const criteriaTreeTable = table<CriteriaTree>("criteria_tree", {
  id: column.id(),
  version: column.version(),
  parts: column.json(),
});
