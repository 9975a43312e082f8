import { dayOf } from "@ocop/contracts";
import { openDossier as open, openStates, type Dossier } from "../domain/dossier";
import type { RegistrationType } from "../domain/dossier-form";
import { setCodeOf } from "../domain/product";
import { refuse } from "../domain/refusals";
import { dossierWriters, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { loadRulebook } from "./load-rulebook";

/**
 * Opens the dossier of a product for a round. The product's row is locked, so that of two parallel
 * requests one finds the other's dossier.
 *
 * @throws Refusal `FORBIDDEN`, `DOSSIER_OPEN`, `REGISTRATION_TYPE_UNFIT`, `PRODUCT_SET_MISSING`,
 *   `CRITERIA_SET_UNKNOWN`, `COMMUNE_UNKNOWN`, `BAD_USER_INPUT` {field}
 */
export const openDossier = async (
  { repositories, viewer, now, newId }: Deps,
  given: { readonly productId: string; readonly registrationType: RegistrationType; readonly roundId: string },
): Promise<Dossier> => {
  const product = await repositories.products.lock(given.productId);
  permit(dossierWriters, viewer, product, now());
  const producerId = product.producerId ?? refuse("BAD_USER_INPUT", { field: "productId" });
  // Locked, so that nothing is taken over from a producer whose personal data are being erased.
  const producer = await repositories.producers.lock(producerId);
  const dossier = open(
    newId(),
    {
      product,
      producer,
      phone: (await repositories.personal.of(producer.id)).phone,
      registrationType: given.registrationType,
      round: (await repositories.rounds.find(given.roundId)) ?? refuse("BAD_USER_INPUT", { field: "roundId" }),
      open: await repositories.dossiers.ofProduct(product.id, openStates),
      certificates: await repositories.certificates.ofProduct(product.id),
      today: dayOf(now()),
    },
    await loadRulebook(repositories, setCodeOf(product)),
  );
  return repositories.dossiers.save(dossier);
};
