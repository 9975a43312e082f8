import type { Day } from "@ocop/contracts";

/**
 * One kind of site on which a sale point may stand. Kinds are data of a dated decision: a later decision
 * brings rows of its own `criteriaVersion`, and points recognised before keep theirs.
 *
 * @see Quyết định 950/QĐ-BCT (18/04/2023), criteria on the site
 */
export type SalePointKind = {
  readonly id: string;
  /** the decision that names the kind, for example `950/QĐ-BCT` */
  readonly criteriaVersion: string;
  /** day from which the decision holds; the latest one that has begun is in use */
  readonly since: Day;
  /** order within the decision, from 1 */
  readonly position: number;
  readonly code: string;
  readonly labelVi: string;
  readonly labelEn: string;
};

/** The kinds of the latest decision that has begun on a day, in its order. */
export const inUseOn = (kinds: readonly SalePointKind[], day: Day): readonly SalePointKind[] => {
  const begun = kinds.filter(({ since }) => since <= day);
  const latest = begun.reduce((last, { since }) => (since > last ? since : last), "");
  return begun.filter(({ since }) => since === latest).sort((a, b) => a.position - b.position);
};
