import { column, table } from "@ocop/service-kit";
import type { Council, Seat } from "../domain/council";
import type { CouncilRules } from "../domain/council-rules";

export const councilRulesTable = table<CouncilRules>(
  "council_rules",
  {
    id: column.id(),
    version: column.version(),
    ruleKey: column.code(40),
    level: column.code(20),
    provinceName: column.text(100, { nullable: true }),
    provinceCode: column.code(10, { nullable: true }),
    listVersion: column.code(20, { nullable: true }),
    regime: column.code(20, { nullable: true }),
    document: column.text(300, { nullable: true }),
    validFrom: column.day({ nullable: true }),
    validTo: column.day({ nullable: true }),
    settings: column.json(),
    stated: column.json(),
    source: column.text(600, { nullable: true }),
    demonstration: column.boolean(),
  },
  [{ name: "council_rules_key", columns: ["ruleKey"], unique: true }],
);

export const councilTable = table<Council>(
  "council",
  {
    id: column.id(),
    version: column.version(),
    provinceRegionId: column.reference(),
    rulesId: column.reference(),
    settings: column.json(),
    demonstration: column.boolean(),
    decisionNo: column.text(60),
    decidedOn: column.day(),
    termFrom: column.day(),
    termUntil: column.day(),
  },
  [
    { name: "council_of_province", columns: ["provinceRegionId", "termFrom", "id"] },
    { name: "council_term", columns: ["termFrom", "id"] },
  ],
);

export const seatTable = table<Seat>(
  "seat",
  {
    id: column.id(),
    version: column.version(),
    councilId: column.reference(),
    agency: column.text(200),
    role: column.code(20),
    subject: column.code(255),
    displayName: column.text(200),
    alsoMember: column.boolean(),
  },
  [
    { name: "seat_of_person", columns: ["councilId", "subject"], unique: true },
    { name: "seat_subject", columns: ["subject"] },
  ],
);
