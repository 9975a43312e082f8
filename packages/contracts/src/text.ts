import { z } from "zod";
import { Refusal } from "./refusal";

/** A text in the languages of the platform. Vietnamese is authoritative; English may be missing. NFC. */
export type Localized = { readonly vi: string; readonly en: string | null };

export const localized = z.object({ vi: z.string().min(1), en: z.string().min(1).nullable() });

/** Control, format and surrogate characters: they turn or hide what a reader sees. Line breaks are no danger. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * One line of text as it is stored: NFC, trimmed, runs of white space as one space.
 *
 * @param field name of the input field, for the refusal
 * @param max longest length in characters after cleaning
 * @throws Refusal `BAD_USER_INPUT` {field, max} when it is empty, too long or holds hidden characters
 * @example cleanText("nameVi", "  Chè  Shan ", 200) // "Chè Shan"
 */
export const cleanText = (field: string, text: string, max: number): string => {
  const clean = text.normalize("NFC").replace(/\s+/gu, " ").trim();
  if (clean === "" || [...clean].length > max || hidden.test(clean))
    throw new Refusal("BAD_USER_INPUT", { field, max });
  return clean;
};

/** The same for a text that may be left out; an empty one counts as left out. */
export const cleanOptional = (field: string, text: string | null | undefined, max: number): string | null =>
  text === null || text === undefined || text.trim() === "" ? null : cleanText(field, text, max);

/** Text of several lines: as {@link cleanText}, but line breaks stay. */
export const cleanLines = (field: string, text: string, max: number): string => {
  const clean = text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  if (clean === "" || [...clean].length > max || hidden.test(clean.replaceAll("\n", " ")))
    throw new Refusal("BAD_USER_INPUT", { field, max });
  return clean;
};

/**
 * What search compares: letters and digits without case, tone marks, diacritics and the bar of đ, so
 * that "Hoà", "Hòa" and "HOA" meet.
 *
 * @example fold("Chè Đồi Xanh, Thuỷ") // "che doi xanh thuy"
 */
export const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
