import type { PublicQueries } from "../domain/ports";
import { addresses } from "../domain/addresses";
import type { ItemFacts } from "../domain/public-facts";
import { lotPage, withdrawnLot } from "../pages/lot-page";
import { missingItem } from "../pages/missing";
import type { Visit } from "../pages/page";
import { passport, unknownLot } from "../pages/passport";
import { verdictPage } from "../pages/verdict";
import type { Html } from "./answer";

type VisitAt = (path: string) => Visit;

const answer = (visit: Visit, status: number, html: string, cache: Html["cache"] = "no-cache"): Html => ({
  status,
  lang: visit.lang,
  html,
  cache,
});

/** The answer for a code that no item has. A pack that claims one gets no page of a product. */
export const answerMissingItem = (visit: Visit, code: string): Html => answer(visit, 404, missingItem(visit, code));

/** 200, or 410 for a pack that its producer took off the market. */
export const answerItem = (visitAt: VisitAt, facts: ItemFacts): Html => {
  const visit = visitAt(addresses.item(facts.item.ownCode));
  return answer(visit, facts.item.state === "WITHDRAWN" ? 410 : 200, passport(visit, facts));
};

/** 200; 410 for a lot that was taken back; 404 with the product's page for one that is not recorded. */
export const answerLot = async (
  visitAt: VisitAt,
  queries: Pick<PublicQueries, "lot">,
  facts: ItemFacts,
  lotNo: string,
): Promise<Html> => {
  const visit = visitAt(addresses.lot(facts.item.ownCode, lotNo));
  const lot = await queries.lot(facts.item.id, lotNo);
  if (lot === null) return answer(visit, 404, unknownLot(visit, facts, lotNo));
  if (lot.state === "WITHDRAWN") return answer(visit, 410, withdrawnLot(visit, facts, lot));
  return answer(visit, 200, lotPage(visit, facts, lot));
};

/** The verdict on a serial; 404 for one that was never issued. Never kept anywhere. */
export const answerUnit = async (
  visitAt: VisitAt,
  queries: Pick<PublicQueries, "unit">,
  facts: ItemFacts,
  serial: string,
): Promise<Html> => {
  const visit = visitAt(addresses.unit(facts.item.ownCode, serial));
  const known = { facts, ...(await queries.unit(facts.item.id, serial)) };
  return answer(visit, known.unit === null ? 404 : 200, verdictPage(visit, serial, known), "no-store");
};
