import { dayOf } from "@ocop/contracts";
import { register, type Fair, type FairDetails } from "../domain/fair";
import { permit, recorders } from "../domain/rights";
import type { Deps } from "./deps";

/**
 * An officer of the province records a fair, its registration or exemption, and who organises it.
 *
 * @throws Refusal `FORBIDDEN`, `REGISTRATION_OUT_OF_WINDOW` {earliest, latest}, `BAD_USER_INPUT` {field}
 */
export async function registerFair({ repositories, now, newId, viewer }: Deps, details: FairDetails): Promise<Fair> {
  permit(recorders, viewer, details, now());
  return repositories.fairs.save(register(newId(), details, dayOf(now())));
}
