import { refuser } from "@ocop/contracts";

/** Every way in which this service says no, beside the codes of the platform. */
export const refusalCodes = [
  /** {reason: LENGTH, DIGITS, CHECK_DIGIT, RESTRICTED_PREFIX or EMPTY} */
  "NOT_A_GTIN",
  /** the number already belongs to another trade item */
  "GTIN_TAKEN",
  /** registry has not told this service of the product */
  "PRODUCT_UNKNOWN",
  /** the published source of the product names no producer, so nobody can act for it */
  "PRODUCER_UNKNOWN",
  /** {reason: EMPTY, TOO_LONG, CHARACTER or UNADDRESSABLE} */
  "NOT_A_LOT_NUMBER",
  /** the trade item already has a lot of that number */
  "LOT_NUMBER_TAKEN",
  /** {missing: names of the fields} */
  "LOT_INCOMPLETE",
  /** {before, after: names of two dates that stand in the wrong order} */
  "DATES_OUT_OF_ORDER",
  /** {quantity} */
  "NOT_A_QUANTITY",
  /** {unit} */
  "UNIT_OF_MEASURE_UNKNOWN",
  /** {country} */
  "COUNTRY_UNKNOWN",
  /** {state} */
  "WRONG_STATE",
  /** {count, limit} */
  "TOO_MANY_SERIALS",
  /** {reason: FORMAT, TOO_LARGE or DAMAGED} */
  "NOT_A_PICTURE",
  /** a text that is no calendar day, from the calendar of the platform */
  "NOT_A_DATE",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** @example refuse("WRONG_STATE", { state: lot.state }) */
export const refuse: ReturnType<typeof refuser<RefusalCode>> = refuser<RefusalCode>();
