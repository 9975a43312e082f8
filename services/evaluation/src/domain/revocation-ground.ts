/**
 * The grounds of a revocation, in the order of the law: (a) false papers or a forged dossier, (b) criteria no
 * longer met, (c) breach of the law, (d) misuse of the OCOP mark, (đ) production stopped, (e) other finding.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 8
 */
export const revocationGrounds = [
  "FALSE_OR_FORGED",
  "CRITERIA_NOT_MET",
  "LAW_BREACH",
  "MARK_MISUSE",
  "PRODUCTION_STOPPED",
  "OTHER_FINDING",
] as const;
export type RevocationGround = (typeof revocationGrounds)[number];
