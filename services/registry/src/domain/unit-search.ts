import { cleanText, fold } from "@ocop/contracts";
import type { AdministrativeUnit } from "./administrative-unit";
import { refuse } from "./refusals";

/** The marks of the five tones beside the level one, and the sign that stands for each. */
const tones: Readonly<Record<string, string>> = {
  "\u0301": "'", // sắc
  "\u0300": "`", // huyền
  "\u0309": "?", // hỏi
  "\u0303": "~", // ngã
  "\u0323": ".", // nặng
};

/**
 * A text whose tone marks count but not the letter they were put on: the tone stands before its syllable, so that
 * "Hoà" and "Hòa" meet, "Hóa" does not, and what is typed of a syllable begins like the whole one. Letters keep
 * their diacritics (ă, ê, đ); case and everything that is no letter or digit do not count.
 *
 * @example toned("Hoà Bình") // "`hoa `binh"
 */
export const toned = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => {
      const marks = [...word.normalize("NFD")];
      const tone = marks.flatMap((mark) => tones[mark] ?? []).join("");
      return (
        tone +
        marks
          .filter((mark) => !(mark in tones))
          .join("")
          .normalize("NFC")
      );
    })
    .join(" ");

/** What search compares of a unit; made once and kept with it. */
export const searchKeys = (
  kind: string,
  name: string,
): Pick<AdministrativeUnit, "searchName" | "foldedName" | "tonedName"> => ({
  searchName: fold(`${kind} ${name}`),
  foldedName: fold(name),
  tonedName: toned(name),
});

/** Words of a kind before a name, folded, longest first, and the kind they say. */
const kindWords: readonly (readonly [string, string])[] = [
  ["thanh pho", "thành phố"],
  ["thi tran", "thị trấn"],
  ["dac khu", "đặc khu"],
  ["thi xa", "thị xã"],
  ["phuong", "phường"],
  ["huyen", "huyện"],
  ["tinh", "tỉnh"],
  ["quan", "quận"],
  ["tp", "thành phố"],
  ["tt", "thị trấn"],
  ["tx", "thị xã"],
  ["xa", "xã"],
];

/** One reading of what was typed: as a name, or as a kind and a name. */
export type Needle = {
  readonly folded: string;
  readonly toned: string;
  /** kind that was typed before the name; null where the whole text is the name */
  readonly kind: string | null;
};

/** Longest text to search for, in characters. */
export const searchLimit = 100;

/**
 * Both readings of a text: "Xa Dung" is a commune of that name, "xã Dung" may also be a commune Dung.
 *
 * @throws Refusal `BAD_USER_INPUT` {field: text} for a text that is empty, too long, or a kind without a name
 */
export const needlesOf = (text: string): readonly Needle[] => {
  const clean = cleanText("text", text, searchLimit);
  const whole: Needle = { folded: fold(clean), toned: toned(clean), kind: null };
  if (whole.folded === "") return refuse("BAD_USER_INPUT", { field: "text" });
  const [words, kind] = kindWords.find(([one]) => `${whole.folded} `.startsWith(`${one} `)) ?? ["", null];
  if (kind === null) return [whole];
  if (words === whole.folded) return refuse("BAD_USER_INPUT", { field: "text" });
  const skip = words.split(" ").length;
  const rest = (key: string): string => key.split(" ").slice(skip).join(" ");
  return [whole, { folded: rest(whole.folded), toned: rest(whole.toned), kind }];
};

/** How well a name answers, best first; in each pair the first asks that the tone marks agree. */
export const matches = [
  "EXACT_TONED",
  "EXACT",
  "PREFIX_TONED",
  "PREFIX",
  "WORD_TONED",
  "WORD",
  "ANYWHERE_TONED",
  "ANYWHERE",
] as const;

/** Places within one kind of match: the whole text as a name, then the kind typed, then another kind. */
export const readings = 3;

/** Place of a unit that does not match at all. */
export const nowhereFound = matches.length * readings;

const matchOf = (needle: Needle, unit: Pick<AdministrativeUnit, "foldedName" | "tonedName">): number => {
  const ways: readonly ((name: string, part: string) => boolean)[] = [
    (name, part) => name === part,
    (name, part) => name.startsWith(part),
    (name, part) => ` ${name} `.includes(` ${part} `),
    (name, part) => name.includes(part),
  ];
  const nth = ways.findIndex((way) => way(unit.foldedName, needle.folded) || way(unit.tonedName, needle.toned));
  if (nth < 0) return matches.length;
  return ways[nth]?.(unit.tonedName, needle.toned) === true ? 2 * nth : 2 * nth + 1;
};

/**
 * The place of a unit in the answer, 0 first. A kind that was typed prefers its units among equal matches and
 * excludes nobody: many communes became wards.
 */
export const placeOf = (
  needles: readonly Needle[],
  unit: Pick<AdministrativeUnit, "foldedName" | "tonedName" | "kind">,
): number =>
  Math.min(
    nowhereFound,
    ...needles.map((needle) => {
      const match = matchOf(needle, unit);
      if (match === matches.length) return nowhereFound;
      return match * readings + (needle.kind === null ? 0 : needle.kind === unit.kind ? 1 : 2);
    }),
  );
