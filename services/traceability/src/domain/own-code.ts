/** Characters of a code that this platform makes: Crockford's base 32, without I, L, O and U. */
const form = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/**
 * The code a person typed or a scanner read, in the one form under which it is stored: upper case,
 * without hyphens, O read as 0 and I, L as 1. Null when it can be none of ours.
 *
 * These codes are the platform's own, made for producers with or without a GS1 licence. They are no
 * GS1 keys and are never shown as such.
 *
 * @see traceability README, "Codes"
 * @example readOwnCode("7k3m-9qzt-5v2x-j8wd") // "7K3M9QZT5V2XJ8WD"
 */
export const readOwnCode = (typed: string): string | null => {
  if (!/^[0-9A-Za-z-]{16,24}$/.test(typed)) return null;
  const code = typed.replaceAll("-", "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  return form.test(code) ? code : null;
};
