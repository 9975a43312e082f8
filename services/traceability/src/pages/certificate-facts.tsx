import type { JSX } from "preact";
import type { CertificateCopy } from "../domain/copies";
import { formatCode, formatDay } from "./format";
import { Facts, words, type Visit } from "./page";

/** The words for a code; a code that has none yet is shown as it came. */
const say = (names: Readonly<Record<string, string>>, code: string | null): string | null =>
  code === null ? null : (names[code] ?? code);

/** Number, decision, authority and dates of a certificate: status, date and legal act in one place. */
export const CertificateList = ({
  visit,
  certificate,
}: {
  readonly visit: Visit;
  readonly certificate: CertificateCopy;
}): JSX.Element => {
  const { certificate: said, regimes, grounds } = words(visit);
  const day = (text: string | null): string | null => text && formatDay(text, visit.lang);
  return (
    <Facts
      rows={[
        [said.number, certificate.certificateNo ?? said.notPublished],
        [said.stars, words(visit).stars(certificate.stars)],
        [said.decision, certificate.decisionNo],
        [said.decidedOn, day(certificate.decidedOn)],
        [said.authority, certificate.authority],
        [said.regime, say(regimes, certificate.regime)],
        [said.issuedOn, day(certificate.issuedOn)],
        [said.expiresOn, day(certificate.expiresOn)],
        [said.revokedOn, day(certificate.revokedOn)],
        [said.ground, say(grounds, certificate.revocationGround)],
        [said.lookupCode, <span class="code">{formatCode(certificate.lookupCode)}</span>],
      ]}
    />
  );
};
