import { refuse } from "./refusals";

/**
 * The stable id of a person at the identity provider, compared byte by byte.
 *
 * @throws Refusal `BAD_USER_INPUT` {field}
 * @see OpenID Connect Core 1.0, §2 (`sub`: at most 255 ASCII characters, case-sensitive)
 */
export const subjectOf = (field: string, subject: string): string =>
  /^[\x21-\x7E]{1,255}$/.test(subject) ? subject : refuse("BAD_USER_INPUT", { field });
