import { cleanOptional, type Day, dayOf, startOf } from "@ocop/contracts";
import { type Certificate, issue, supersede } from "../domain/certificate";
import { demandBetween } from "../domain/decision";
import { refuse } from "../domain/refusals";
import { evaluationReaders, officerOf, permit } from "../domain/rights";
import { announce } from "./certificate-events";
import type { Deps } from "./deps";

export type CertificateInput = {
  readonly evaluationId: string;
  readonly issuedOn: Day;
  readonly certificateNo: string | null;
};

/** The product's certificate in force gives way from the day on which the new one is issued. */
const makeRoom = async (deps: Deps, productId: string, on: Day): Promise<void> => {
  const live = await deps.repositories.certificates.liveOf(productId);
  if (!live) return;
  const saved = await deps.repositories.certificates.save(supersede(live, on));
  await announce(deps, "superseded", saved);
};

/**
 * Issues the certificate of a published decision for 36 calendar months. It takes the place of the product's
 * certificate in force; a product never has two.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `WRONG_STATE`, `ALREADY_CERTIFIED` {certificateId}, `PRODUCT_UNKNOWN`,
 *   `DATE_OUT_OF_ORDER` {field, earliest, latest}, `BAD_USER_INPUT` {field}
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3, 7.3e
 */
export async function issueCertificate(deps: Deps, input: CertificateInput): Promise<Certificate> {
  const { repositories, schedule, newId, newCode, viewer, now } = deps;
  const evaluation = await repositories.evaluations.lock(input.evaluationId);
  permit(["province.own", "central.officer"], evaluationReaders, viewer, evaluation, now());
  const decision = await repositories.decisions.ofEvaluation(evaluation.id);
  if (!decision) return refuse("WRONG_STATE", { step: "issueCertificate", state: evaluation.state });
  permit([officerOf[decision.level]], evaluationReaders, viewer, evaluation, now());
  const certificateNo = cleanOptional("certificateNo", input.certificateNo, 60);
  const known = await repositories.certificates.ofEvaluation(evaluation.id);
  if (known) refuse("ALREADY_CERTIFIED", { certificateId: known.id });
  demandBetween("issuedOn", input.issuedOn, decision.decidedOn, dayOf(now()));
  const product = await repositories.products.lock(evaluation.productId);
  if (!product) return refuse("PRODUCT_UNKNOWN");
  const producer = await repositories.producers.find(evaluation.producerId);
  await makeRoom(deps, evaluation.productId, input.issuedOn);
  const saved = await repositories.certificates.save(
    issue(
      evaluation,
      decision,
      { productName: product.name, producerName: producer?.name ?? null, demonstration: product.demonstration },
      { id: newId(), lookupCode: newCode(), certificateNo, issuedOn: input.issuedOn },
    ),
  );
  await schedule({ kind: "certificate.expire", key: saved.id, at: startOf(saved.expiresOn) });
  await announce(deps, "issued", saved);
  return saved;
}
