import { cleanLines, type Day } from "@ocop/contracts";
import type { Certificate } from "../domain/certificate";
import { refuse } from "../domain/refusals";
import { requestRevocation as request, type Revocation } from "../domain/revocation";
import type { RevocationGround } from "../domain/revocation-ground";
import { officerOf, permit, type RuleName } from "../domain/rights";
import type { Deps } from "./deps";
import { expectVersion } from "./expect-version";

export type RevocationInput = {
  readonly certificateId: string;
  readonly expectedVersion: number;
  readonly ground: RevocationGround;
  readonly reason: string;
  readonly concludedOn: Day | null;
};

/** Three and four stars are revoked by the province, five by the centre (26/2026, Điều 8). */
export const revokerOf = ({ stars }: Pick<Certificate, "stars">): RuleName =>
  officerOf[stars === 5 ? "CENTRAL" : "PROVINCE"];

/**
 * The first of two officers asks for the revocation of a certificate, with its ground and the reason. The
 * certificate stays in force until another officer confirms.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`, `STALE_VERSION`, `CERTIFICATE_NOT_LIVE` {state},
 *   `REVOCATION_OPEN` {revocationId}, `DATE_OUT_OF_ORDER`, `BAD_USER_INPUT`
 * @see Quyết định 26/2026/QĐ-TTg, Điều 8
 */
export async function requestRevocation(deps: Deps, input: RevocationInput): Promise<Revocation> {
  const { repositories, newId, viewer, now } = deps;
  const certificate = await repositories.certificates.lock(input.certificateId);
  permit([revokerOf(certificate)], ["public"], viewer, certificate, now());
  const requestedBy = viewer.subject ?? refuse("FORBIDDEN");
  const reason = cleanLines("reason", input.reason, 2_000);
  expectVersion(certificate, input.expectedVersion);
  const open = await repositories.revocations.openOf(certificate.id);
  if (open) refuse("REVOCATION_OPEN", { revocationId: open.id });
  const { ground, concludedOn } = input;
  const facts = { id: newId(), ground, reason, concludedOn, requestedBy, requestedAt: now() };
  return repositories.revocations.save(request(certificate, facts));
}
