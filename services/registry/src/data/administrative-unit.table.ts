import { column, table } from "@ocop/service-kit";
import type { AdministrativeUnit, LineageLink } from "../domain/administrative-unit";
import type { AdministrativeList } from "../domain/administrative-list";

export const administrativeUnitTable = table<AdministrativeUnit>(
  "administrative_unit",
  {
    id: column.id(),
    version: column.version(),
    listVersion: column.code(20),
    code: column.code(10),
    level: column.code(10),
    kind: column.text(20),
    name: column.text(100),
    nameEn: column.text(100, { nullable: true }),
    parentCode: column.code(10, { nullable: true }),
    validFrom: column.day({ nullable: true }),
    validTo: column.day({ nullable: true }),
    searchName: column.text(150),
    foldedName: column.text(100),
    // a tone is a sign of its own here, and must not be folded away
    tonedName: { ...column.text(150), charset: "utf8mb4", collation: "utf8mb4_bin" },
  },
  [
    { name: "administrative_unit_key", columns: ["listVersion", "code"], unique: true },
    { name: "administrative_unit_parent", columns: ["listVersion", "parentCode", "code"] },
    { name: "administrative_unit_code", columns: ["code"] },
  ],
);

const key = (length: number) => ({ ...column.code(length), primary: true });

export const administrativeLineageTable = table<LineageLink>(
  "administrative_lineage",
  {
    oldListVersion: key(20),
    oldCode: key(10),
    newListVersion: key(20),
    newCode: key(10),
    relation: column.code(5),
  },
  [{ name: "administrative_lineage_new", columns: ["newListVersion", "newCode"] }],
);

export const administrativeListTable = table<AdministrativeList>(
  "administrative_list",
  {
    id: column.id(),
    version: column.version(),
    listVersion: column.code(20),
    replaces: column.code(20, { nullable: true }),
    validFrom: column.day({ nullable: true }),
    validTo: column.day({ nullable: true }),
    legalBasis: column.text(500),
  },
  [{ name: "administrative_list_version", columns: ["listVersion"], unique: true }],
);
