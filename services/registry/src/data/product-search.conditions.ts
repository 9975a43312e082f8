import type { SearchQuestion, SearchWord, Standing } from "../domain/product-search";
import { all, either, type Sql } from "./sql";

/** What the index of the search gives for one word, on the alias `w`. */
export const lookUp = (gram: string, standings: readonly Standing[]): Sql => ({
  sql: "w.gram = ? AND w.standing IN (?)",
  params: [gram, standings],
});

const holds = (column: string, text: string): Sql => ({ sql: `LOCATE(?, s.${column}) > 0`, params: [text] });

export const inName = ({ nameText }: SearchWord): Sql => holds("name_folded", nameText);

export const anywhere = (word: SearchWord): Sql =>
  either([inName(word), holds("elsewhere_folded", word.elsewhereText)]);

/** Every word that was typed with marks stands so in a name. */
export const agrees = ({ words }: SearchQuestion): Sql =>
  all(words.flatMap(({ markedText }) => (markedText === null ? [] : [holds("name", markedText)])));
