import { refuser } from "@ocop/contracts";

/** Every way in which this service says no, besides the codes of the platform. Closed: a new way is a new line here. */
export const evaluationCodes = [
  /** {step, state} the step does not start from this state */
  "WRONG_STATE",
  /** {needed, got} too few voting members; counted in seats */
  "NO_QUORUM",
  /** the rules ask for the chair and neither chair nor deputy chair is present */
  "CHAIR_ABSENT",
  /** {presiding} another seat presides over this scoring round */
  "NOT_PRESIDING",
  /** {opensOn} the lead time between release and scoring has not run */
  "TOO_EARLY",
  /** {reasons} the seats cannot form a council */
  "SEATS_INVALID",
  /** {from, until} the council's term does not cover the day */
  "OUT_OF_TERM",
  /** the council belongs to another province than the dossier */
  "OTHER_PROVINCE",
  /** rules of the demonstration province rate demonstration products only */
  "DEMONSTRATION_RULES",
  /** {passes} the rules ask for a second pass, which the platform does not hold yet */
  "PASSES_NOT_OFFERED",
  /** {setCode, regime} no content of this criteria set is loaded */
  "CRITERIA_SET_UNKNOWN",
  /** registry's facts of this product have not arrived yet */
  "PRODUCT_UNKNOWN",
  /** {criteria} criteria without an answer */
  "SHEET_INCOMPLETE",
  /** {criteria} codes that the set does not have, or answered twice */
  "CRITERION_UNKNOWN",
  /** {criteria} answers that are no option of their criterion */
  "OPTION_UNKNOWN",
  /** {criteria} "none of these" where an option of 0 points is printed */
  "NONE_NOT_OFFERED",
  /** {criteria, grounds} answers and grounds of rejection that need a reason */
  "REASON_REQUIRED",
  /** {grounds} no ground of rejection of this set */
  "GROUND_UNKNOWN",
  /** the sheet of this scoring round is handed in and locked */
  "SHEET_LOCKED",
  /** {spread, limit} the totals lie too far apart: the rules ask for a discussion and new scoring */
  "DISCUSSION_REQUIRED",
  /** {stars} no decision and no certificate below three stars */
  "NOT_CERTIFIABLE",
  /** {authority} another level decides */
  "OTHER_AUTHORITY",
  /** {field, earliest, latest} a legal day out of order */
  "DATE_OUT_OF_ORDER",
  /** {certificateId} the evaluation has its certificate */
  "ALREADY_CERTIFIED",
  /** {state} the certificate is no longer in force */
  "CERTIFICATE_NOT_LIVE",
  /** {revocationId} a revocation of this certificate waits for its second officer */
  "REVOCATION_OPEN",
  /** who requests a revocation does not confirm it */
  "SAME_OFFICER",
] as const;

export type EvaluationCode = (typeof evaluationCodes)[number];

export const refuse = refuser<EvaluationCode>();
