/** HTML that may be placed in a page as it is. */
export type Html = { readonly html: string };

export type HtmlValue = string | number | Html | null | readonly HtmlValue[];

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);

const rendered = (value: HtmlValue): string => {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "html" in value ? value.html : value.map(rendered).join("");
};

/**
 * Text becomes HTML here and nowhere else: what stands between the braces is escaped unless it is HTML already.
 *
 * @example html`<p>${"a < b"}</p>`.html // "<p>a &#60; b</p>"
 */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html => ({
  html: parts.map((part, index) => part + rendered(values[index] ?? null)).join(""),
});
