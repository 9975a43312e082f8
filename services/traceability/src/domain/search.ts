import { fold } from "@ocop/contracts";

/** Longest word that is stored and looked for. */
export const wordLength = 40;

/**
 * The distinct folded words of a text, in order: what the public register stores and what it looks for.
 *
 * @example wordsOf("Cá lá, cá LÁ; ớt") // ["ca", "la", "ot"]
 */
export const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    fold(text)
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => [...word].slice(0, wordLength).join("")),
  ),
];

/** Most words of one question; what is typed beyond them is not looked for. */
export const questionWords = 8;

/** Most certificates that one question finds. */
export const foundLimit = 50;
