import { isInForceStatus, type CopyStatus } from "@ocop/contracts";
import type { JSX } from "preact";
import type { CertificateCopy } from "../domain/copies";
import { formatDay } from "./format";
import { words, type Notice, type Visit } from "./page";

/** A certificate with its status on the day of the visit; null for a product that never had one. */
export type Standing = { readonly certificate: CertificateCopy; readonly status: CopyStatus } | null;

/** The status in words, with its day. */
export const sayStatus = (visit: Visit, standing: Standing): { readonly title: string; readonly text: string } => {
  const { status: said } = words(visit);
  if (standing === null) return said.NONE;
  const { status, certificate } = standing;
  const day = (text: string | null): string => (text === null ? "" : formatDay(text, visit.lang));
  switch (status) {
    case "VALID":
    case "EXPIRING":
    case "EXPIRED":
      return { title: said[status].title, text: said[status].text(day(certificate.expiresOn)) };
    case "REVOKED":
      return {
        title: said.REVOKED.title,
        text: said.REVOKED.text(certificate.revokedOn === null ? null : day(certificate.revokedOn)),
      };
    case "NOT_YET_VALID":
      return { title: said.NOT_YET_VALID.title, text: said.NOT_YET_VALID.text(day(certificate.issuedOn)) };
    case "SUPERSEDED":
    case "NOT_IN_FORCE":
      return said[status];
  }
};

/** What must stand above everything: a certificate that was revoked, has ended or is not in force. */
export const certificateNotices = (visit: Visit, standing: Standing): readonly Notice[] => {
  if (standing === null || isInForceStatus(standing.status) || standing.status === "NOT_YET_VALID") return [];
  return [{ kind: standing.status === "SUPERSEDED" ? "warn" : "stop", ...sayStatus(visit, standing) }];
};

type Tone = { readonly look: "good" | "soon" | "bad" | "none"; readonly sign: string };

const tones: Readonly<Record<CopyStatus | "NONE", Tone>> = {
  VALID: { look: "good", sign: "✓" },
  EXPIRING: { look: "soon", sign: "✓" },
  EXPIRED: { look: "bad", sign: "✕" },
  REVOKED: { look: "bad", sign: "✕" },
  SUPERSEDED: { look: "none", sign: "–" },
  NOT_YET_VALID: { look: "none", sign: "–" },
  NOT_IN_FORCE: { look: "bad", sign: "✕" },
  NONE: { look: "none", sign: "–" },
};

/** The status of the day in its fixed place; where it stands above everything already, its word alone. */
export const StatusBox = ({ visit, standing }: { readonly visit: Visit; readonly standing: Standing }): JSX.Element => {
  const { title, text } = sayStatus(visit, standing);
  const { look, sign } = tones[standing?.status ?? "NONE"];
  const isSaidAbove = certificateNotices(visit, standing).length > 0;
  return (
    <div class={`verdict ${look}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <p class="title">{title}</p>
        {!isSaidAbove && <p>{text}</p>}
      </div>
    </div>
  );
};

/** The status as one line of a list: the word and the day that decides it. */
export const StatusLine = ({
  visit,
  standing: { certificate, status },
}: {
  readonly visit: Visit;
  readonly standing: NonNullable<Standing>;
}): JSX.Element => {
  const { look, sign } = tones[status];
  const said = words(visit).certificate;
  const [name, day] =
    status === "REVOKED" && certificate.revokedOn !== null
      ? [said.revokedOn, certificate.revokedOn]
      : [said.expiresOn, certificate.expiresOn];
  return (
    <div class="rating">
      <span class={`badge ${look}`}>
        <span aria-hidden="true">{sign}</span> {sayStatus(visit, { certificate, status }).title}
      </span>
      <span class="small muted">
        {name}: {formatDay(day, visit.lang)}
      </span>
    </div>
  );
};

export const Stars = ({ visit, stars }: { readonly visit: Visit; readonly stars: number }): JSX.Element => (
  <>
    <span class="stars" aria-hidden="true">
      {"★".repeat(stars)}
      {"☆".repeat(5 - stars)}
    </span>
    <span>{words(visit).stars(stars)}</span>
  </>
);
