import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * The one text of a JSON value: members sorted, no white space, numbers as ECMAScript prints them.
 *
 * @throws Error when the value has no JSON form (undefined, a function, NaN, an infinity)
 * @see RFC 8785, JSON Canonicalization Scheme
 * @example canonicalJson({ b: 1, a: "x" }) // '{"a":"x","b":1}'
 */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("The value has no JSON form");
  return text;
};

/** SHA-256 of a text in UTF-8 or of bytes; 64 hexadecimal digits. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** SHA-256 of the canonical JSON: equal for equal values, whatever the order of their members. */
export const canonicalSha256 = (value: unknown): string => sha256(canonicalJson(value));
