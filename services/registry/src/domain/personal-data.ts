import { cleanLines, cleanText } from "@ocop/contracts";
import { refuse } from "./refusals";

/** What is known of the person behind a producer and kept sealed, one value each; absent is null. */
export type PersonalFacts = {
  /** digits as dialled within the country */
  readonly phone: string | null;
  /** personal identification number (số định danh cá nhân) of the representative, or the number of an older identity card */
  readonly nationalId: string | null;
  readonly bankAccount: string | null;
};

/** The facts by the names the graph gives them. */
export const personalFields = {
  PHONE: "phone",
  NATIONAL_ID: "nationalId",
  BANK_ACCOUNT: "bankAccount",
} as const satisfies Readonly<Record<string, keyof PersonalFacts>>;
export type PersonalField = keyof typeof personalFields;

export const noPersonalFacts: PersonalFacts = { phone: null, nationalId: null, bankAccount: null };

/**
 * What each number may look like once spaces, dots and hyphens are gone.
 *
 * @see Luật Căn cước 26/2023/QH15, Điều 12 (số định danh cá nhân: 12 digits); older identity cards carry 9
 */
const shapes: Readonly<Record<keyof PersonalFacts, RegExp>> = {
  phone: /^\d{9,11}$/,
  nationalId: /^(\d{9}|\d{12})$/,
  bankAccount: /^\d{6,19}$/,
};

const compact = (text: string): string => text.replace(/[\s.\-–]/gu, "");

/** A number given with the code of the country is the one dialled within it. */
const domestic = (phone: string): string => phone.replace(/^\+84/, "0");

const checked = (field: keyof PersonalFacts, text: string | null): string | null => {
  const digits = compact(text ?? "");
  if (digits === "") return null;
  const value = field === "phone" ? domestic(digits) : digits;
  return shapes[field].test(value) ? value : refuse("BAD_USER_INPUT", { field });
};

/** A new value of one fact; null empties it. */
export type PersonalChange = { readonly field: keyof PersonalFacts; readonly value: string | null };

/**
 * The facts as they are kept: digits alone.
 *
 * @param given a fact that is undefined stays as it is and is left out
 * @throws Refusal `BAD_USER_INPUT` {field} for a phone without 9 to 11 digits, an identification number
 *   without 9 or 12, or an account number without 6 to 19; the refusal never repeats what was given
 */
export const personalChanges = (given: {
  readonly [Field in keyof PersonalFacts]: string | null | undefined;
}): readonly PersonalChange[] =>
  Object.values(personalFields).flatMap((field) => {
    const value = given[field];
    return value === undefined ? [] : [{ field, value: checked(field, value) }];
  });

/** What is written when nothing is known yet: the facts that have a value. */
export const firstPersonalFacts = (given: PersonalFacts): readonly PersonalChange[] =>
  personalChanges(given).filter(({ value }) => value !== null);

/** Characters that stay readable at either end. */
const readable: Readonly<Record<keyof PersonalFacts, { readonly head: number; readonly tail: number }>> = {
  phone: { head: 2, tail: 2 },
  nationalId: { head: 0, tail: 3 },
  bankAccount: { head: 0, tail: 4 },
};

/** 4, 3 and the rest, as phone numbers are read out. */
const grouped = (phone: string): string => phone.replace(/^(.{4})(.{3})(.+)$/u, "$1 $2 $3");

/**
 * The value with all but its ends hidden: enough to recognise it, never more than half of it.
 *
 * @example masked("phone", "0912345612") // "09•• ••• •12"
 * @example masked("nationalId", "001099000345") // "•••••••••345"
 */
export const masked = (field: keyof PersonalFacts, value: string): string => {
  const { head, tail } = readable[field];
  const end = Math.min(tail, Math.floor(value.length / 2) - head);
  const text = value.slice(0, head) + "•".repeat(value.length - head - end) + value.slice(value.length - end);
  return field === "phone" ? grouped(text) : text;
};

const reasonLength = { min: 10, max: 300 } as const;

/**
 * Why somebody looked at or erased personal data, in words that will be read by an auditor.
 *
 * @throws Refusal `BAD_USER_INPUT` {field, min, max} unless it has 10 to 300 characters
 */
export const checkedReason = (reason: string): string => {
  const { min, max } = reasonLength;
  const clean = cleanLines("reason", reason, max);
  return [...clean].length < min ? refuse("BAD_USER_INPUT", { field: "reason", min, max }) : clean;
};

/** @throws Refusal `BAD_USER_INPUT` {field} when it is empty or over-long */
export const checkedLegalBasis = (legalBasis: string): string => cleanText("legalBasis", legalBasis, 200);
