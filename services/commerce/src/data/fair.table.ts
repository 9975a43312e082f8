import { column, table } from "@ocop/service-kit";
import type { Fair } from "../domain/fair";

export const fairTable = table<Fair>(
  "fair",
  {
    id: column.id(),
    version: column.version(),
    nameVi: column.text(200),
    nameEn: column.text(200, { nullable: true }),
    theme: column.text(200, { nullable: true }),
    reach: column.code(20),
    venue: column.text(300),
    countryCode: column.code(2),
    provinceRegionId: column.reference(),
    opensOn: column.day(),
    closesOn: column.day(),
    stands: column.integer(),
    organiserName: column.text(200),
    organiserSubject: column.code(255),
    registeredOn: column.day({ nullable: true }),
    exemptBy: column.text(100, { nullable: true }),
  },
  [
    { name: "fair_opening", columns: ["opensOn", "id"] },
    { name: "fair_organiser", columns: ["organiserSubject"] },
  ],
);
