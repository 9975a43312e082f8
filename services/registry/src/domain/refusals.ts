import { refuser } from "@ocop/contracts";

/** The ways this service says no, besides the codes every door shares. The list is closed. */
export const registryCodes = [
  /** The step does not start from the state the dossier is in: {state} */
  "WRONG_STATE",
  /** Something the decision asks for is not there yet: {missing} */
  "DOSSIER_INCOMPLETE",
  /** The product already has a dossier under way: {dossierId} */
  "DOSSIER_OPEN",
  /** A certificate is in force, so this cannot be a first registration: {registrationType} */
  "REGISTRATION_TYPE_UNFIT",
  /** The round takes no request on this day: {requestsBefore, nextRoundId} */
  "ROUND_CLOSED",
  /** The day after the cut-off needs a reason: {requestsBefore} */
  "LATE_REASON_MISSING",
  /** The product has no product set yet */
  "PRODUCT_SET_MISSING",
  /** No published criteria set is known under this code: {setCode} */
  "CRITERIA_SET_UNKNOWN",
  /** No such criterion in the set, no such option in the criterion, or "none of these" where an option of 0 points is printed: {criterion, option} */
  "ANSWER_INVALID",
  /** The product's commune is not known, so it can have no product code */
  "COMMUNE_UNKNOWN",
  /** The samples that go with the request are too few: {needed, got} */
  "SAMPLES_MISSING",
  /** The unit is not one of today's list: {listVersion, code} */
  "UNIT_NOT_CURRENT",
  /** Personal data were erased here for good, and none is written in their place */
  "PERSONAL_DATA_ERASED",
  /** The person holds the same right on one of these days, or it is proposed already: {assignmentId} */
  "RIGHT_HELD",
  /** The step needs another person: not who took the first, nor whom it is about */
  "SAME_OFFICER",
  /** A code was re-used with other meanings and names a unit only with its list: {code, lists, names}, what it names in which list */
  "LIST_VERSION_MISSING",
  /** The list has no such code, others do: {code, listVersion, lists, names} */
  "UNIT_NOT_IN_LIST",
  /** The row lies in a unit of today, or in none that was split */
  "NOTHING_TO_CHOOSE",
  /** The unit took in no part of the split commune: {units}, codes of those that did */
  "NOT_A_CHOICE",
  /** A plan of this unit, year and decision is recorded already: {planId} */
  "PLAN_RECORDED",
] as const;

export type RegistryCode = (typeof registryCodes)[number];

/** @throws Refusal always */
export const refuse: ReturnType<typeof refuser<RegistryCode>> = refuser<RegistryCode>();
