/**
 * A text as a question to an ASCII column. Codes and subjects are ASCII, so any other text names none of
 * them; sent as it is, the database would refuse to compare the two.
 */
export const asCode = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : "");
