import { fromBinary, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { PartnerRole } from "../domain/partner";
import type { Queries } from "../domain/ports";
import { apiKeyQueries } from "./api-key.queries";
import { fairTable } from "./fair.table";
import { listingQueries } from "./listing.queries";
import { partnerQueries } from "./partner.queries";
import { salePointQueries } from "./sale-point.queries";

type Fact = { readonly kind: "point" | "fair" | "partner"; readonly id: Buffer; readonly role: PartnerRole | null };

const factsOf = async (manager: EntityManager, subject: string): ReturnType<Queries["factsOf"]> => {
  const facts = await manager.query<Fact[]>(
    `SELECT 'point' AS kind, id, NULL AS role FROM sale_point WHERE operator_subject = ?
     UNION ALL SELECT 'fair', id, NULL FROM fair WHERE organiser_subject = ?
     UNION ALL SELECT 'partner', partner_id, role FROM partner_member WHERE subject = ?`,
    [subject, subject, subject],
  );
  const idsOf = (kind: Fact["kind"]): string[] =>
    facts.filter((fact) => fact.kind === kind).map(({ id }) => fromBinary(id));
  return {
    operates: idsOf("point"),
    organises: idsOf("fair"),
    memberships: facts.flatMap(({ id, role }) => (role === null ? [] : [{ partnerId: fromBinary(id), role }])),
  };
};

/** The read side. Each method sends one statement. */
export const queriesOf = (manager: EntityManager): Queries => {
  const fairs = store(manager, fairTable);
  return {
    ...salePointQueries(manager),
    ...listingQueries(manager),
    ...partnerQueries(manager),
    ...apiKeyQueries(manager),
    factsOf: (subject) => factsOf(manager, subject),
    fairs: (ids) => fairs.where({ id: ids }, { limit: ids.length }),
    fairPage: (wish) => fairs.page({ sort: ["opensOn"], direction: "DESC", ...wish }),
    fairCount: () => fairs.count({}),
  };
};
