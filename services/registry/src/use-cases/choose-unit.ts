import { cleanLines, dayOf } from "@ocop/contracts";
import { isCurrent, textOfKey, type AdministrativeUnit, type Territory } from "../domain/administrative-unit";
import { unchangedSince } from "../domain/dossier";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import { refuse } from "../domain/refusals";
import { isAllowed, permit } from "../domain/rights";
import type { Deps } from "./deps";
import { resolveUnits } from "./resolve-units";
import { saveProducer } from "./save-producer";
import { saveProduct } from "./save-product";

/** Which of the units of today a row of a split commune lies in, and why. */
export type UnitChoice = { readonly unitId: string; readonly expectedVersion: number; readonly reason: string };

/** The province of the row, or the commune that takes it in. */
const permitChoice = ({ viewer, now }: Deps, row: Territory, unitId: string): void => {
  if (!isAllowed(["commune.own"], viewer, { communeRegionId: unitId }, now()))
    permit(["province.own"], viewer, row, now());
};

/**
 * The unit chosen for a row.
 *
 * @throws Refusal `NOTHING_TO_CHOOSE` when the row lies in a unit of today or in none, `NOT_A_CHOICE` {units} for a
 *   unit that took in no part of the old commune
 */
const chosenUnit = async (
  { repositories: { units }, now }: Deps,
  { communeRegionId }: Territory,
  unitId: string,
): Promise<{ readonly from: AdministrativeUnit; readonly to: AdministrativeUnit }> => {
  const from = communeRegionId === null ? null : await units.find(communeRegionId);
  if (from === null || isCurrent(from, dayOf(now()))) return refuse("NOTHING_TO_CHOOSE");
  const queries: Parameters<typeof resolveUnits>[0] = {
    lineage: (keys) => units.lineage(keys),
    unitsOfKeys: (keys) => units.ofKeys(keys),
  };
  const choices = (await resolveUnits(queries, [from], now())).get(textOfKey(from))?.successors ?? [];
  const to = choices.find(({ id }) => id === unitId);
  return to === undefined ? refuse("NOT_A_CHOICE", { units: choices.map(({ code }) => code).sort() }) : { from, to };
};

const placeProduct = async (deps: Deps, product: Product, from: string, to: string): Promise<Product> => {
  const saved = await saveProduct(deps, { ...product, communeRegionId: to });
  await deps.repositories.territory.placeDossiers(product.id, from, to);
  return saved;
};

const recordChoice = (
  { record }: Deps,
  objectType: "producer" | "product",
  { id, version }: { readonly id: string; readonly version: number },
  reason: string,
): void => {
  record({ objectType, objectId: id, objectVersion: version, outcome: "PLACED", reason });
};

/**
 * An officer says in which successor of its split commune a producer lies. Its products of the same commune, their
 * dossiers and the rights over it go with it.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `NOTHING_TO_CHOOSE`,
 *   `NOT_A_CHOICE` {units}, `BAD_USER_INPUT` {field}
 */
export const chooseProducerUnit = async (deps: Deps, producerId: string, choice: UnitChoice): Promise<Producer> => {
  const { producers, territory } = deps.repositories;
  const producer = await producers.lock(producerId);
  permitChoice(deps, producer, choice.unitId);
  unchangedSince(producer, choice.expectedVersion);
  const reason = cleanLines("reason", choice.reason, 1_000);
  const { from, to } = await chosenUnit(deps, producer, choice.unitId);
  const saved = await saveProducer(deps, { ...producer, communeRegionId: to.id });
  for (const product of await territory.productsOf(producer.id, from.id))
    await placeProduct(deps, product, from.id, to.id);
  await territory.placeRights(producer.id, from.id, to.id);
  recordChoice(deps, "producer", saved, reason);
  return saved;
};

/** The same for one product: one whose source names no producer, or that is made elsewhere than its producer lies. */
export const chooseProductUnit = async (deps: Deps, productId: string, choice: UnitChoice): Promise<Product> => {
  const product = await deps.repositories.products.lock(productId);
  permitChoice(deps, product, choice.unitId);
  unchangedSince(product, choice.expectedVersion);
  const reason = cleanLines("reason", choice.reason, 1_000);
  const { from, to } = await chosenUnit(deps, product, choice.unitId);
  const saved = await placeProduct(deps, product, from.id, to.id);
  recordChoice(deps, "product", saved, reason);
  return saved;
};
