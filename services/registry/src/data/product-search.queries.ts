import { fromBinary, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { PageWish } from "../domain/ports";
import { standings, type SearchQuestion, type SearchWord, type Standing } from "../domain/product-search";
import { agrees, anywhere, inName, lookUp } from "./product-search.conditions";
import { all, nothing, type Sql } from "./sql";

/** A product that a search found: its place among the ranks, the key of its name, its id. */
export type Hit = { readonly place: number; readonly nameKey: string; readonly id: string };

type HitRow = { readonly place: number; readonly nameKey: string; readonly id: Buffer };

/** The word of a question that the fewest products have, in their names and anywhere. Null where one is nowhere. */
export type Rarest = { readonly inName: SearchWord | null; readonly anywhere: SearchWord | null };

/** Words that more products have than this are all taken for equally frequent. */
const mostCounted = 3_000;

const least = (words: readonly SearchWord[], counts: readonly number[]): SearchWord | null => {
  if (counts.some((count) => count === 0)) return null;
  const weighed = words.map((word, nth) => ({ word, count: counts[nth] ?? 0 }));
  weighed.sort((a, b) => a.count - b.count || b.word.gram.length - a.word.gram.length);
  return weighed[0]?.word ?? null;
};

/** One statement for several words, none for one. */
export const rarestOf = async (manager: EntityManager, { words }: SearchQuestion): Promise<Rarest> => {
  const [only] = words;
  if (only === undefined) return { inName: null, anywhere: null };
  if (words.length === 1) return { inName: only, anywhere: only };
  const lookUps = words.flatMap(({ gram, inName, anywhere }) => [lookUp(gram, inName), lookUp(gram, anywhere)]);
  const counts = await manager.query<{ nth: number; n: string | number }[]>(
    lookUps
      .map(
        ({ sql }, nth) =>
          `SELECT ${String(nth)} AS nth, COUNT(*) AS n
           FROM (SELECT 1 FROM product_word w WHERE ${sql} LIMIT ${String(mostCounted)}) x`,
      )
      .join(" UNION ALL "),
    lookUps.flatMap(({ params }) => params),
  );
  const of = (start: 0 | 1): readonly number[] =>
    words.map((_, nth) => Number(counts.find((row) => row.nth === 2 * nth + start)?.n ?? 0));
  return { inName: least(words, of(0)), anywhere: least(words, of(1)) };
};

/** Places of the ranks: a phrase in the name takes eight, all words in it two, words over several fields the last. */
const places = { disagreeing: 4, scattered: 8, elsewhere: 10 } as const;

/**
 * The phrase begins the name or stands in it, its last word whole or begun; eight when its words stand apart. Four
 * behind, or one, where the marks of a word differ.
 */
const placeOf = (question: SearchQuestion): Sql => {
  const { phrase } = question;
  const marks = agrees(question);
  const at = (text: string): Sql => ({ sql: "LOCATE(?, s.name_folded)", params: [text] });
  const [whole, begun] = [at(`${phrase} `), at(phrase)];
  return {
    sql: `CASE WHEN ${whole.sql} = 1 THEN 0 WHEN ${whole.sql} > 0 THEN 1 WHEN ${begun.sql} = 1 THEN 2
          WHEN ${begun.sql} > 0 THEN 3 ELSE ${String(places.scattered)} END
          + IF(${marks.sql}, 0, IF(${begun.sql} > 0, ${String(places.disagreeing)}, 1))`,
    params: [whole, whole, begun, begun, marks, begun].flatMap(({ params }) => params),
  };
};

type Walk = {
  readonly manager: EntityManager;
  readonly facts: readonly Sql[];
  readonly after: Hit | null;
  readonly limit: number;
};

const read = async (manager: EntityManager, sql: string, params: readonly unknown[]): Promise<readonly Hit[]> =>
  (await manager.query<HitRow[]>(sql, [...params])).map(({ place, nameKey, id }) => ({
    place: Number(place),
    nameKey,
    id: fromBinary(id),
  }));

/** The rows of the index with the texts where a condition reads them, and the products where one reads those. */
const from = (facts: readonly Sql[], texts: readonly Sql[]): string =>
  [
    "FROM product_word w",
    ...(texts.length === 0 ? [] : ["JOIN product_search s ON s.product_id = w.product_id"]),
    ...(facts.length === 0 ? [] : ["JOIN product t ON t.id = w.product_id"]),
  ].join(" ");

const beyondName = ({ nameKey, id }: Hit): Sql => ({
  sql: "w.name_key > ? OR (w.name_key = ? AND w.product_id > ?)",
  params: [nameKey, nameKey, toBinary(id)],
});

/** Rows of the index in its own order, which is that of the ranks: no more of them are read than are answered. */
const inOrder = (
  { manager, facts, after, limit }: Walk,
  { gram, standing, plus, texts }: { gram: string; standing: readonly Standing[]; plus: number; texts: readonly Sql[] },
): Promise<readonly Hit[]> => {
  const reached = after === null ? null : after.place - plus;
  const beyond: readonly Sql[] =
    after === null || reached === null || reached < 0
      ? []
      : [
          { sql: "w.standing >= ?", params: [reached] },
          {
            sql: `w.standing > ? OR (${beyondName(after).sql})`,
            params: [reached, ...beyondName(after).params],
          },
        ];
  const { sql, params } = all([lookUp(gram, standing), ...texts, ...facts, ...beyond]);
  return read(
    manager,
    `SELECT w.standing + ${String(plus)} AS place, w.name_key AS nameKey, w.product_id AS id ${from(facts, texts)}
     WHERE ${sql} ORDER BY w.standing, w.name_key, w.product_id LIMIT ${String(limit)}`,
    params,
  );
};

/**
 * Names that begin with the whole phrase, marks and all: the first place. There the rarest word is the first one, or
 * it is another whole one, so that its rows are read in the order of names.
 */
const byBeginning = (walk: Walk, question: SearchQuestion, first: SearchWord, rarest: SearchWord) => {
  const begins: Sql = { sql: "LOCATE(?, s.name_folded) = 1", params: [`${question.phrase} `] };
  const standing = rarest.gram === first.gram ? standings.first : standings.inName;
  const texts = [begins, agrees(question)];
  return inOrder(walk, { gram: rarest.gram, standing: [standing], plus: -standing, texts });
};

/**
 * The ranks of several words in a name from a place on: every product that has the rarest of them is looked at.
 */
const byName = (
  { manager, facts, after, limit }: Walk,
  question: SearchQuestion,
  rarest: SearchWord,
  lowest: number,
): Promise<readonly Hit[]> => {
  const texts = question.words.map(inName);
  const place = placeOf(question);
  const { sql, params } = all([lookUp(rarest.gram, rarest.inName), ...texts, ...facts]);
  const beyond =
    after === null || after.place < lowest
      ? { sql: "w.place >= ?", params: [lowest] }
      : {
          sql: "w.place > ? OR (w.place = ? AND (w.name_key > ? OR (w.name_key = ? AND w.product_id > ?)))",
          params: [after.place, after.place, after.nameKey, after.nameKey, toBinary(after.id)],
        };
  return read(
    manager,
    `SELECT place, name_key AS nameKey, product_id AS id FROM (
       SELECT ${place.sql} AS place, w.name_key, w.product_id ${from(facts, texts)} WHERE ${sql}
     ) w WHERE ${beyond.sql} ORDER BY place, name_key, product_id LIMIT ${String(limit)}`,
    [...place.params, ...params, ...beyond.params],
  );
};

/** Words over several fields, in the order of names: each way in which the rarest stands is read in its own order. */
const elsewhere = ({ manager, facts, after, limit }: Walk, { words }: SearchQuestion, rarest: SearchWord) => {
  const isAlone = words.length === 1 && isWhole(rarest);
  const named = all(words.map(inName));
  const texts = isAlone ? [] : [...words.map(anywhere), { sql: `NOT ${named.sql}`, params: named.params }];
  const beyond = after?.place === places.elsewhere ? [beyondName(after)] : [];
  const standing = isAlone ? rarest.anywhere.filter((one) => one >= standings.elsewhere) : rarest.anywhere;
  const parts = standing.map((one) => all([lookUp(rarest.gram, [one]), ...texts, ...facts, ...beyond]));
  return read(
    manager,
    `${parts
      .map(
        ({ sql }) =>
          `(SELECT ${String(places.elsewhere)} AS place, w.name_key AS nameKey, w.product_id AS id
            ${from(facts, texts)} WHERE ${sql} ORDER BY w.name_key, w.product_id LIMIT ${String(limit)})`,
      )
      .join(" UNION ALL ")} ORDER BY nameKey, id LIMIT ${String(limit)}`,
    parts.flatMap(({ params }) => params),
  );
};

/** Do the letters by which a word is looked up say all of it? */
const isWhole = ({ gram, nameText }: SearchWord): boolean => nameText.trim() === gram;

type Tier = { readonly last: number; readonly hits: (walk: Walk) => Promise<readonly Hit[]> };

/** What is read one after the other until the page is full; each holds the places up to its last. */
const tiersOf = (question: SearchQuestion, rarest: Rarest): readonly Tier[] => {
  const rest: readonly Tier[] =
    rarest.anywhere === null
      ? []
      : [{ last: places.elsewhere, hits: (walk) => elsewhere(walk, question, rarest.anywhere as SearchWord) }];
  const { inName: word } = rarest;
  if (word === null) return rest;
  const [first = word] = question.words;
  if (!question.words.every(isWhole))
    return [{ last: places.elsewhere - 1, hits: (walk) => byName(walk, question, word, 0) }, ...rest];
  if (question.words.length > 1)
    return [
      { last: 0, hits: (walk) => byBeginning(walk, question, first, word) },
      { last: places.elsewhere - 1, hits: (walk) => byName(walk, question, word, 1) },
      ...rest,
    ];
  const { gram, markedGram, markedText, inName: standing } = word;
  if (markedText === null)
    return [{ last: 3, hits: (walk) => inOrder(walk, { gram, standing, plus: 0, texts: [] }) }, ...rest];
  const marks = agrees(question);
  const others = [{ sql: `NOT ${marks.sql}`, params: marks.params }];
  return [
    { last: 3, hits: (walk) => inOrder(walk, { gram: markedGram, standing, plus: 0, texts: [] }) },
    { last: 7, hits: (walk) => inOrder(walk, { gram, standing, plus: places.disagreeing, texts: others }) },
    ...rest,
  ];
};

/**
 * A condition that holds for the products in which all words are found, with the tables it stands on, the index of
 * the search as `w`. One statement for several words, none for one.
 *
 * @param where `inName` looks in names alone
 */
export const foundBy = async (
  manager: EntityManager,
  question: SearchQuestion,
  where: "inName" | "anywhere",
): Promise<{ readonly from: string; readonly condition: Sql }> => {
  const rarest = (await rarestOf(manager, question))[where];
  if (rarest === null) return { from: "product_word w", condition: nothing };
  const texts =
    question.words.length === 1 && isWhole(rarest) ? [] : question.words.map(where === "inName" ? inName : anywhere);
  return {
    from: texts.length === 0 ? "product_word w" : "product_word w JOIN product_search s ON s.product_id = w.product_id",
    condition: all([lookUp(rarest.gram, rarest[where]), ...texts]),
  };
};

/**
 * Finds products by words, the best ranks first; within a rank in the order of names, then of ids.
 *
 * @param facts conditions on the alias `t` of the table of products
 * @param wish `after`: place, key of the name, id
 * @returns at most one hit more than asked for
 */
export const search = async (
  manager: EntityManager,
  question: SearchQuestion,
  facts: readonly Sql[],
  { first, after }: PageWish,
): Promise<readonly Hit[]> => {
  const [place = "0", nameKey = "", id = ""] = after ?? [];
  const reached = after === null ? null : { place: Number(place), nameKey, id };
  const found: Hit[] = [];
  for (const { last, hits } of tiersOf(question, await rarestOf(manager, question))) {
    if (found.length > first) break;
    if (reached !== null && reached.place > last) continue;
    found.push(...(await hits({ manager, facts, after: reached, limit: first + 1 - found.length })));
  }
  return found;
};
