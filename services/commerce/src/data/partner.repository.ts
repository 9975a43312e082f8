import { insert, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { PartnerMember } from "../domain/partner";
import type { Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { contractTable, partnerMemberTable, partnerTable } from "./partner.table";

type DriverError = { readonly errno?: number; readonly message?: string };

const isTaken = (error: unknown): boolean => {
  const { errno, message = "" } = error as DriverError;
  return errno === 1062 && message.includes("partner_member_subject");
};

/** One statement each, so that the unique key says which member acts for a partner already. */
const addMember = async (manager: EntityManager, member: PartnerMember, position: number): Promise<void> => {
  try {
    await insert(manager, partnerMemberTable, [member]);
  } catch (error) {
    if (isTaken(error)) refuse("ALREADY_A_MEMBER", { position });
    throw error;
  }
};

export const partnersOf = (manager: EntityManager): Repositories["partners"] => ({
  lock: (id) => store(manager, partnerTable).lock(id),
  add: async ({ partner, members, contract }) => {
    const saved = await store(manager, partnerTable).save(partner);
    for (const [nth, member] of members.entries()) await addMember(manager, member, nth + 1);
    await insert(manager, contractTable, [contract]);
    return saved;
  },
});
