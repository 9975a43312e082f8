import { startOf } from "@ocop/contracts";
import { expire } from "../domain/certificate";
import { permit } from "../domain/rights";
import { announce } from "./certificate-events";
import type { Deps } from "./deps";

/**
 * The clock reached 00:00 of the day on which a certificate no longer holds. Its status on a page is computed
 * from the date anyway; this records it and tells the other services.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 4.3
 */
export async function expireCertificate(deps: Deps, certificateId: string): Promise<void> {
  const { repositories, schedule, viewer, now } = deps;
  const certificate = await repositories.certificates.lock(certificateId);
  permit(["actor.clock"], [], viewer, certificate, now());
  if (certificate.state !== "ISSUED") return;
  const at = startOf(certificate.expiresOn);
  if (now() < at) return schedule({ kind: "certificate.expire", key: certificate.id, at });
  await announce(deps, "expired", await repositories.certificates.save(expire(certificate)));
}
