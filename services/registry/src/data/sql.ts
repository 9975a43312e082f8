/** A condition of a hand-written read, with its positional parameters. */
export type Sql = { readonly sql: string; readonly params: readonly unknown[] };

export const nothing: Sql = { sql: "FALSE", params: [] };

const joined = (word: string, empty: Sql, conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? empty
    : {
        sql: `(${conditions.map(({ sql }) => `(${sql})`).join(` ${word} `)})`,
        params: conditions.flatMap(({ params }) => params),
      };

/** Every condition holds; none is no condition. */
export const all = (conditions: readonly Sql[]): Sql => joined("AND", { sql: "TRUE", params: [] }, conditions);

/** One of the conditions holds; none is met by nothing. */
export const either = (conditions: readonly Sql[]): Sql => joined("OR", nothing, conditions);
