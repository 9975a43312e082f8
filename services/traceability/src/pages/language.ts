import { en } from "./words/en";
import { vi, type Words } from "./words/vi";

export const languages = ["vi", "en"] as const;
export type PageLanguage = (typeof languages)[number];

export const wordsIn: Readonly<Record<PageLanguage, Words>> = { vi, en };

const isLanguage = (text: string): text is PageLanguage => (languages as readonly string[]).includes(text);

type Range = { readonly tag: string; readonly quality: number };

const rangeOf = (part: string): Range | null => {
  const [, tag = "", quality = "1"] = /^\s*([A-Za-z*-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/.exec(part) ?? [];
  return tag === "" ? null : { tag: tag.toLowerCase(), quality: Number(quality) };
};

/** `vi-VN` → `vi`; `*` is no wish of anything. */
const lookup = (tag: string): PageLanguage | null => {
  const [primary = ""] = tag.split("-");
  return isLanguage(primary) ? primary : null;
};

/**
 * The language of a page: the one asked for in the address, else the best of `Accept-Language`, else
 * Vietnamese.
 *
 * @see RFC 4647, 3.4 (lookup); RFC 9110, 12.5.4
 * @example negotiate(undefined, "en-GB;q=0.8, vi;q=0.5") // "en"
 */
export const negotiate = (asked: string | undefined, acceptLanguage: string | undefined): PageLanguage => {
  if (asked !== undefined && isLanguage(asked)) return asked;
  const wishes = (acceptLanguage ?? "")
    .split(",")
    .flatMap((part) => rangeOf(part) ?? [])
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wishes.flatMap(({ tag }) => lookup(tag) ?? [])[0] ?? "vi";
};
