import { column, table } from "@ocop/service-kit";
import type { Contract, Partner, PartnerMember } from "../domain/partner";

export const partnerTable = table<Partner>(
  "partner",
  { id: column.id(), version: column.version(), name: column.text(200) },
  [{ name: "partner_name", columns: ["name", "id"] }],
);

export const partnerMemberTable = table<PartnerMember>(
  "partner_member",
  { id: column.id(), partnerId: column.reference(), subject: column.code(255), role: column.code(20) },
  [
    { name: "partner_member_subject", columns: ["subject"], unique: true },
    { name: "partner_member_partner", columns: ["partnerId"] },
  ],
);

export const contractTable = table<Contract>(
  "partner_contract",
  {
    id: column.id(),
    partnerId: column.reference(),
    number: column.text(60),
    minimumStars: column.integer(),
    provinceRegionIds: column.json({ nullable: true }),
    validFrom: column.day(),
    validUntil: column.day({ nullable: true }),
  },
  [{ name: "partner_contract_partner", columns: ["partnerId", "validFrom"] }],
);
