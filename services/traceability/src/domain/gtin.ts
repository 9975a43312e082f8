import { refuse } from "./refusals";

/**
 * The check digit of a GS1 key: weights 3 and 1 alternate from the right.
 *
 * @param digits the key without its check digit
 * @see GS1 General Specifications, 7.9 (check digit calculations)
 * @example checkDigit("0952123454321") // 3
 */
export const checkDigit = (digits: string): number => {
  const sum = [...digits].reverse().reduce((total, digit, nth) => total + Number(digit) * (nth % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
};

/** The forms in which a GTIN is printed on a pack. */
const lengths = [8, 12, 13, 14];

/**
 * Numbers that GS1 keeps for use inside one company or shop, as prefixes of the GTIN-13 form: they
 * mean something else elsewhere, so they never identify goods in public.
 *
 * @see GS1 General Specifications, 1.4 (prefixes 02, 04, 20–29; GTIN-8 beginning with 0 or 2)
 */
const restricted = [/^.0[24]/, /^.2\d/, /^000000[02]/];

/**
 * A GTIN as typed from a pack, padded to the 14 digits under which it is stored and compared.
 *
 * The number says who licensed it, not where the goods were made.
 *
 * @throws Refusal `NOT_A_GTIN` {reason}
 * @see GS1 General Specifications, 3.3.2 (AI 01); Thông tư 02/2024/TT-BKHCN (product tracing code)
 * @example gtin14("9521234543213") // "09521234543213"
 */
export const gtin14 = (typed: string): string => {
  const digits = typed.trim();
  if (digits === "") return refuse("NOT_A_GTIN", { reason: "EMPTY" });
  if (!/^\d+$/.test(digits)) return refuse("NOT_A_GTIN", { reason: "DIGITS" });
  if (!lengths.includes(digits.length)) return refuse("NOT_A_GTIN", { reason: "LENGTH" });
  const padded = digits.padStart(14, "0");
  if (checkDigit(padded.slice(0, 13)) !== Number(padded[13])) return refuse("NOT_A_GTIN", { reason: "CHECK_DIGIT" });
  if (restricted.some((prefix) => prefix.test(padded))) return refuse("NOT_A_GTIN", { reason: "RESTRICTED_PREFIX" });
  return padded;
};
