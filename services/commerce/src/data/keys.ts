import { isId, toBinary } from "@ocop/service-kit";

/** The bytes of an id that a client sent; a text that is no id names no row. */
export const bytesOf = (id: string): Buffer => (isId(id) ? toBinary(id) : Buffer.alloc(16));

/** Rows by the key they belong to, in the order they came. */
export const grouped = <Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => Value,
): Map<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(valueOf(row));
    else groups.set(key, [valueOf(row)]);
  }
  return groups;
};
