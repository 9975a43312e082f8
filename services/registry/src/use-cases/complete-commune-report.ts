import { cleanOptional, dayOf } from "@ocop/contracts";
import { isCurrent, type AdministrativeUnit } from "../domain/administrative-unit";
import { report, type CommuneReport } from "../domain/commune-report";
import { checkTransition, forward, slipNo, unchangedSince, type Dossier } from "../domain/dossier";
import { productCode, withCode, type Product } from "../domain/product";
import { needsSamples } from "../domain/product-set";
import { refuse } from "../domain/refusals";
import { dossierReaders, permit } from "../domain/rights";
import { placeRequest } from "../domain/round";
import type { Deps } from "./deps";
import { saveProduct } from "./save-product";

type Codes = { readonly province: string; readonly commune: string };

/** A unit whose code may be printed: one of today's list, since others had the code before. */
const unitOf = async ({ repositories, now }: Deps, id: string): Promise<AdministrativeUnit> => {
  const unit = (await repositories.units.find(id)) ?? refuse("COMMUNE_UNKNOWN");
  const { listVersion, code } = unit;
  return isCurrent(unit, dayOf(now())) ? unit : refuse("UNIT_NOT_CURRENT", { listVersion, code });
};

/** Gives a product without code the next number of its commune; the counter is locked until the end. */
const coded = async (deps: Deps, dossier: Dossier, codes: Codes, year: number): Promise<string> => {
  const product: Product = await deps.repositories.products.lock(dossier.productId);
  if (product.code !== null) return product.code;
  const running = await deps.repositories.numbers.next("PRODUCT_CODE", dossier.communeRegionId, year);
  const saved = await saveProduct(deps, withCode(product, productCode(codes, running, year)));
  return saved.code ?? refuse("COMMUNE_UNKNOWN");
};

/**
 * The commune writes form 03 and its request: the product gets its code, the dossier its slip number
 * and its round, and both go to the province.
 *
 * @param lateReason why the request comes after the cut-off of its round; it then goes to the next one
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION` {currentVersion}, `WRONG_STATE` {state},
 *   `SAMPLES_MISSING` {needed, got}, `ROUND_CLOSED`, `LATE_REASON_MISSING` {requestsBefore}, `BAD_USER_INPUT` {field},
 *   `UNIT_NOT_CURRENT` {listVersion, code} while the commune waits for a choice after a split
 * @see Quyết định 26/2026/QĐ-TTg, Điều 5 and 7.2
 */
export const completeCommuneReport = async (
  deps: Deps,
  dossierId: string,
  expectedVersion: number,
  given: CommuneReport,
  lateReason: string | null,
): Promise<Dossier> => {
  const { repositories, viewer, now } = deps;
  const dossier = await repositories.dossiers.lock(dossierId);
  permit(["commune.own"], viewer, dossier, now(), dossierReaders);
  unchangedSince(dossier, expectedVersion);
  checkTransition(dossier, "completeCommuneReport");
  const today = dayOf(now());
  const year = Number(today.slice(0, 4));
  const productSet = (await repositories.reference.productSet(dossier.setCode)) ?? refuse("NOT_FOUND");
  const communeReport = report(given, needsSamples(productSet));
  const reason = cleanOptional("lateReason", lateReason, 1_000);
  const own = (await repositories.rounds.find(dossier.roundId)) ?? refuse("NOT_FOUND");
  const round = placeRequest(own, await repositories.rounds.ofProvince(dossier.provinceRegionId), today, reason);
  const codes = {
    province: (await unitOf(deps, dossier.provinceRegionId)).code,
    commune: (await unitOf(deps, dossier.communeRegionId)).code,
  };
  const forwarded = forward(dossier, {
    communeReport,
    roundId: round.id,
    lateReason: round.id === own.id ? null : reason,
    productCode: await coded(deps, dossier, codes, year),
    slipNo: slipNo(await repositories.numbers.next("SLIP", dossier.communeRegionId, year), codes, year),
    now: now(),
  });
  return repositories.dossiers.save(forwarded);
};
