import { column, table } from "@ocop/service-kit";
import { planLimits, type Programme, type ProgrammePlan } from "../domain/programme";

export const programmeTable = table<Programme>(
  "programme",
  {
    id: column.id(),
    version: column.version(),
    code: column.code(20),
    nameVi: column.text(300),
    nameEn: column.text(300),
    fromYear: column.integer(),
    toYear: column.integer(),
    legalSource: column.text(300, { nullable: true }),
    legalBasis: column.text(300, { nullable: true }),
    targets: column.json(),
  },
  [{ name: "programme_code", columns: ["code"], unique: true }],
);

/** Kept under the unit it was decided for: it names no region of today and follows no merger. */
export const programmePlanTable = table<ProgrammePlan>(
  "programme_plan",
  {
    id: column.id(),
    version: column.version(),
    unitId: column.reference(),
    year: column.integer(),
    newProducts: column.integer(),
    decisionNo: column.text(planLimits.decisionNo),
    decidedOn: column.day(),
  },
  [
    { name: "programme_plan_decision", columns: ["unitId", "year", "decisionNo"], unique: true },
    { name: "programme_plan_year", columns: ["year", "id"] },
  ],
);
