import { isMachine } from "./api-key";
import { refuse } from "./refusals";

/** A whole number from `least` to `most`. @throws Refusal `BAD_USER_INPUT` {field} */
export const wholeNumber = (field: string, value: number, least: number, most: number): number =>
  Number.isInteger(value) && value >= least && value <= most ? value : refuse("BAD_USER_INPUT", { field });

/**
 * The stable id of a person at the identity provider, compared byte by byte. What looks like one of the platform's
 * own machines is no person: a machine acts for its partner alone.
 *
 * @throws Refusal `BAD_USER_INPUT` {field}
 * @see OpenID Connect Core 1.0, §2 (`sub`: at most 255 ASCII characters, case-sensitive)
 */
export const subjectOf = (field: string, subject: string): string =>
  /^[\x21-\x7E]{1,255}$/.test(subject) && !isMachine(subject) ? subject : refuse("BAD_USER_INPUT", { field });
