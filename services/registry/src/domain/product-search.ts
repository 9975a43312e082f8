import { fold } from "@ocop/contracts";
import { refuse } from "./refusals";

/** Longest question, and most words in one. */
export const searchLimits = { text: 200, words: 10 } as const;

/** Words are found by their first letters, at most so many; longer ones are compared in full afterwards. */
const longestGram = 16;

/** A word of a product's name is completed from its first letter on, any other word from this one on. */
const completedFrom = 3;

/** Letters of a product's name that keep the order of equal ranks. */
const keyLength = 30;

const tones = "\u0300\u0301\u0303\u0309\u0323";
/** Tone marks of open oa, oe and uy are written on either letter: Hòa and Hoà, Thủy and Thuỷ. */
const wandering = new RegExp(`(o)([${tones}])([ae])(?!\\p{M})|(u)([${tones}])(y)(?!\\p{M})`, "gu");

/**
 * A text as search compares tone marks: small letters with their marks, each mark on one agreed letter, words
 * apart by one space. Has as many words as {@link fold} gives.
 *
 * @example marked("Hòa Bình, THUỶ") // "hoà bình thuỷ"
 */
export const marked = (text: string): string =>
  (
    text
      .toLowerCase()
      .normalize("NFD")
      .replace(wandering, (_, o = "", oTone = "", ae = "", u = "", uTone = "", y = "") =>
        [o, u, ae, y, oTone, uTone].join(""),
      )
      .normalize("NFC")
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  ).join(" ");

/** What a product is found by, besides its own names. */
export type SearchSource = {
  readonly id: string;
  readonly nameVi: string;
  readonly nameEn: string | null;
  readonly code: string | null;
  readonly producerName: string | null;
  readonly communeName: string | null;
  readonly provinceName: string | null;
  readonly setNameVi: string | null;
};

/** The texts in which a product is found: words between spaces, one name apart from the next by a stroke. */
export type SearchTexts = {
  readonly nameKey: string;
  readonly name: string;
  readonly nameFolded: string;
  readonly elsewhereFolded: string;
};

const apart = (texts: readonly (string | null)[], write: (text: string) => string): string =>
  ` ${texts
    .flatMap((text) => (text === null ? [] : [write(text)]))
    .filter((text) => text !== "")
    .join(" / ")} `;

/** @example searchTexts(tea).name // " chè shan / shan tea " */
export const searchTexts = (source: SearchSource): SearchTexts => {
  const { nameVi, nameEn, code, producerName, communeName, provinceName, setNameVi } = source;
  return {
    nameKey: [...nameVi].slice(0, keyLength).join("").trimEnd(),
    name: apart([nameVi, nameEn], marked),
    nameFolded: apart([nameVi, nameEn], fold),
    elsewhereFolded: apart([code, producerName, communeName, provinceName, setNameVi], fold),
  };
};

/**
 * How a word stands in a product, the best first: as the first word of its name, as another word of it, as the
 * beginning of the first word, of another one; as a word elsewhere, as the beginning of one.
 */
export const standings = { first: 0, inName: 1, beginsFirst: 2, beginsInName: 3, elsewhere: 4, begins: 5 } as const;
export type Standing = (typeof standings)[keyof typeof standings];

/** One letter sequence by which a product is found. */
export type Posting = { readonly gram: string; readonly standing: Standing };

const wordsOf = (text: string): readonly string[] => text.split(/[ /]+/).filter((word) => word !== "");

const beginnings = (word: string, from: number): readonly string[] => {
  const letters = [...word];
  const longest = Math.min(longestGram, letters.length - 1);
  return Array.from({ length: Math.max(0, longest - from + 1) }, (_, nth) => letters.slice(0, from + nth).join(""));
};

const isShort = (word: string): boolean => [...word].length <= longestGram;

/**
 * Everything a product is found by, each letter sequence once, with the best way in which it stands there. Words
 * of its names with and without their marks, all others without.
 */
export const postingsOf = ({ name, nameFolded, elsewhereFolded }: SearchTexts): readonly Posting[] => {
  const found = new Map<string, Standing>();
  const add = (gram: string, standing: Standing): void => {
    const known = found.get(gram);
    if (known === undefined || standing < known) found.set(gram, standing);
  };
  for (const text of [nameFolded, name])
    wordsOf(text).forEach((word, nth) => {
      if (isShort(word)) add(word, nth === 0 ? standings.first : standings.inName);
      for (const gram of beginnings(word, 1)) add(gram, nth === 0 ? standings.beginsFirst : standings.beginsInName);
    });
  for (const word of wordsOf(elsewhereFolded)) {
    if (isShort(word)) add(word, standings.elsewhere);
    for (const gram of beginnings(word, completedFrom)) add(gram, standings.begins);
  }
  return [...found].map(([gram, standing]) => ({ gram, standing }));
};

/** One word of a question. */
export type SearchWord = {
  /** the letters by which it is looked up, without and with its marks */
  readonly gram: string;
  readonly markedGram: string;
  /** how it has to stand in a name, and anywhere, to be found by them */
  readonly inName: readonly Standing[];
  readonly anywhere: readonly Standing[];
  /** what the texts hold where it is found: in a name, elsewhere, and with its marks in a name */
  readonly nameText: string;
  readonly elsewhereText: string;
  /** null for a word typed without marks: it agrees with every name */
  readonly markedText: string | null;
};

/** A question in words; the last one may be unfinished. No word finds nothing. */
export type SearchQuestion = {
  readonly words: readonly SearchWord[];
  /** all words in their order, as a name holds them */
  readonly phrase: string;
};

const inNameWhole = [standings.first, standings.inName] as const;
const inNameBegun = [...inNameWhole, standings.beginsFirst, standings.beginsInName] as const;

const wordOf = (folded: string, withMarks: string, isLast: boolean): SearchWord => {
  const first = (word: string): string => [...word].slice(0, longestGram).join("");
  const isBegun = isLast || !isShort(folded);
  const isCompleted = isLast && [...folded].length >= completedFrom;
  const ending = isLast ? "" : " ";
  const elsewhere = isCompleted || !isShort(folded) ? [standings.elsewhere, standings.begins] : [standings.elsewhere];
  const inName = isBegun ? inNameBegun : inNameWhole;
  return {
    gram: first(folded),
    markedGram: first(withMarks),
    inName,
    anywhere: [...inName, ...elsewhere],
    nameText: ` ${folded}${ending}`,
    elsewhereText: ` ${folded}${isCompleted ? "" : " "}`,
    markedText: withMarks === folded ? null : ` ${withMarks}${ending}`,
  };
};

/**
 * Reads a question: every word must be found, the last one may be the beginning of a word.
 *
 * @param field for the refusal
 * @throws Refusal `BAD_USER_INPUT` {field, max} when it is too long or has too many words
 */
export const searchQuestion = (field: string, text: string): SearchQuestion => {
  if ([...text].length > searchLimits.text) refuse("BAD_USER_INPUT", { field, max: searchLimits.text });
  const folded = wordsOf(fold(text));
  if (folded.length > searchLimits.words) refuse("BAD_USER_INPUT", { field, max: searchLimits.words });
  const withMarks = wordsOf(marked(text));
  return {
    words: folded.map((word, nth) => wordOf(word, withMarks[nth] ?? word, nth === folded.length - 1)),
    phrase: ` ${folded.join(" ")}`,
  };
};
