import { refuser } from "@ocop/contracts";

/** The ways commerce says no, beyond the codes of the platform. Closed: nothing else invents one. */
export const refusalCodes = [
  /** {kind}: no kind of site with this code in the criteria in use */
  "UNKNOWN_KIND",
  /** {communeId}: the records heard so far place the commune in another province */
  "COMMUNE_NOT_IN_PROVINCE",
  /** {status}: the product has no certificate valid today */
  "CERTIFICATE_NOT_VALID",
  /** {product, salePoint}: a demonstration record and a real one never meet */
  "DEMONSTRATION_MISMATCH",
  /** {state}: the step does not start from this state */
  "WRONG_STATE",
  /** {earliest, latest}: the fair was not registered in the days the law gives */
  "REGISTRATION_OUT_OF_WINDOW",
  /** {position}: this person already acts for a partner */
  "ALREADY_A_MEMBER",
  /** {limit}: the partner has as many live keys as it may have */
  "TOO_MANY_KEYS",
  /** {}: no contract of the partner is valid today */
  "CONTRACT_ENDED",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** @throws Refusal always, with one of these codes or one of the platform's */
export const refuse: ReturnType<typeof refuser<RefusalCode>> = refuser<RefusalCode>();
