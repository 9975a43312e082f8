import { dayOf, type Day } from "@ocop/contracts";
import { isValid, type Contract } from "../domain/partner";
import type { CatalogueItem, PageOf, Queries } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { catalogueReaders, permit, type CommerceViewer } from "../domain/rights";

/** What a partner is entitled to today, page by page. */
export type Catalogue = {
  readonly contract: Contract;
  readonly asOf: Day;
  page(first: number, after: string | null): Promise<PageOf<CatalogueItem>>;
};

/**
 * Opens the catalogue of the partner that the viewer acts for, under its contract of today.
 *
 * @throws Refusal `FORBIDDEN` for whoever acts for no partner, `CONTRACT_ENDED`
 */
export async function openCatalogue(queries: Queries, viewer: CommerceViewer, now: Date): Promise<Catalogue> {
  const { partnerId } = viewer.memberships[0] ?? refuse("FORBIDDEN");
  permit(catalogueReaders, viewer, { id: partnerId }, now);
  const asOf = dayOf(now);
  const contracts = await queries.contractsOf([partnerId]);
  const contract = contracts.findLast((one) => isValid(one, asOf)) ?? refuse("CONTRACT_ENDED");
  return { contract, asOf, page: (first, after) => queries.catalogue(contract, asOf, first, after) };
}
