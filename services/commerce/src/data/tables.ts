import type { EntitySchema } from "typeorm";
import { apiKeyTable } from "./api-key.table";
import { certificateCopyTable, producerCopyTable, productCopyTable } from "./copies.table";
import { fairTable } from "./fair.table";
import { listingTable } from "./listing.table";
import { contractTable, partnerMemberTable, partnerTable } from "./partner.table";
import { salePointKindTable } from "./sale-point-kind.table";
import { salePointTable } from "./sale-point.table";

/** Every table of commerce that has a domain type; those of the event path stand beside them. */
export const tables: readonly EntitySchema[] = [
  salePointKindTable,
  salePointTable,
  listingTable,
  fairTable,
  partnerTable,
  partnerMemberTable,
  contractTable,
  apiKeyTable,
  producerCopyTable,
  productCopyTable,
  certificateCopyTable,
] as readonly EntitySchema[];
