import { cleanText, type Day } from "@ocop/contracts";
import { type Certificate, revoke } from "../domain/certificate";
import { refuse } from "../domain/refusals";
import { confirmRevocation as confirm } from "../domain/revocation";
import { permit, revocationReaders } from "../domain/rights";
import { announce } from "./certificate-events";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";
import { revokerOf } from "./request-revocation";

export type ConfirmationInput = {
  readonly revocationId: string;
  readonly expectedVersion: number;
  readonly decisionNo: string;
  readonly decidedOn: Day;
};

/**
 * A second officer confirms with the number and date of the authority's decision: the certificate is revoked from
 * that day on.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `WRONG_STATE`, `SAME_OFFICER`, `CERTIFICATE_NOT_LIVE`,
 *   `DATE_OUT_OF_ORDER`, `BAD_USER_INPUT`
 * @see Quyết định 26/2026/QĐ-TTg, Điều 8
 */
export async function confirmRevocation(deps: Deps, input: ConfirmationInput): Promise<Certificate> {
  const { repositories, viewer, now } = deps;
  const asked = (await repositories.revocations.find(input.revocationId)) ?? refuse("NOT_FOUND");
  // Certificate before revocation, as requestRevocation locks them.
  const certificate = await repositories.certificates.lock(asked.certificateId);
  const revocation = await repositories.revocations.lock(input.revocationId);
  permit([revokerOf(certificate)], revocationReaders, viewer, certificate, now());
  const confirmedBy = viewer.subject ?? refuse("FORBIDDEN");
  const decisionNo = cleanText("decisionNo", input.decisionNo, 60);
  expectVersion(revocation, input.expectedVersion);
  const { decidedOn } = input;
  const facts = { confirmedBy, confirmedAt: now(), decisionNo, decidedOn };
  const confirmed = confirm(revocation, facts);
  const saved = await repositories.certificates.save(revoke(certificate, confirmed.ground, decidedOn));
  await repositories.revocations.save(confirmed);
  await announce(deps, "revoked", saved);
  return saved;
}
