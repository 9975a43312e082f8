import { cleanText, type Day, dayOf } from "@ocop/contracts";
import { type Council, flawsOfSeats, type Seat } from "../domain/council";
import type { CouncilRules } from "../domain/council-rules";
import { demandBetween } from "../domain/decision";
import { refuse } from "../domain/refusals";
import { permit } from "../domain/rights";
import { subjectOf } from "../domain/text";
import type { Deps } from "./deps";

export type NewSeat = Pick<Seat, "agency" | "role" | "subject" | "displayName" | "alsoMember">;

export type Founding = {
  readonly provinceRegionId: string;
  readonly rulesId: string;
  readonly decisionNo: string;
  readonly decidedOn: Day;
  readonly termFrom: Day;
  readonly termUntil: Day;
  readonly seats: readonly NewSeat[];
};

/** Terms are years, not eras: so far ahead nobody appoints. */
const lastDay: Day = "9999-12-31";

const usable = (rules: CouncilRules | null): CouncilRules => {
  if (!rules || rules.level === "CENTRAL") return refuse("BAD_USER_INPUT", { field: "rulesId" });
  const { passes } = rules.settings;
  return passes === 1 ? rules : refuse("PASSES_NOT_OFFERED", { passes });
};

const seated = (councilId: string, newId: () => string, seat: NewSeat): Seat => ({
  ...seat,
  id: newId(),
  version: 1,
  councilId,
  agency: cleanText("agency", seat.agency, 200),
  subject: subjectOf("subject", seat.subject),
  displayName: cleanText("displayName", seat.displayName, 200),
});

/**
 * Founds a provincial council as its decision says: rules, term, and for each seat the agency and its
 * representative. The council keeps the settings of its rules as they are today.
 *
 * @throws Refusal `FORBIDDEN` outside the officer's province, `BAD_USER_INPUT` {field}, `PASSES_NOT_OFFERED`,
 *   `SEATS_INVALID` {reasons}, `DATE_OUT_OF_ORDER` {field}
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3b
 */
export async function foundCouncil(deps: Deps, founding: Founding): Promise<Council> {
  const { repositories, newId, viewer, now } = deps;
  permit(["province.own"], ["public"], viewer, founding, now());
  const rules = usable(await repositories.councilRules.find(founding.rulesId));
  const id = newId();
  const seats = founding.seats.map((seat) => seated(id, newId, seat));
  const reasons = flawsOfSeats(seats);
  if (reasons.length > 0) refuse("SEATS_INVALID", { reasons });
  demandBetween("decidedOn", founding.decidedOn, "2018-01-01", dayOf(now()));
  demandBetween("termFrom", founding.termFrom, founding.decidedOn, lastDay);
  if (founding.termUntil <= founding.termFrom) demandBetween("termUntil", founding.termUntil, lastDay, lastDay);
  const council = await repositories.councils.save({
    id,
    version: 0,
    provinceRegionId: founding.provinceRegionId,
    rulesId: rules.id,
    settings: rules.settings,
    demonstration: rules.demonstration,
    decisionNo: cleanText("decisionNo", founding.decisionNo, 60),
    decidedOn: founding.decidedOn,
    termFrom: founding.termFrom,
    termUntil: founding.termUntil,
  });
  await repositories.councils.addSeats(seats);
  return council;
}
