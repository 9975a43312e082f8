import { Refusal, type Scope } from "@ocop/contracts";
import { canonicalJson } from "./canonical";
import { isSigned, sign } from "./signature";

/** Everything a cursor is valid for. With another filter, order or scope it is refused. */
export type CursorBinding = {
  /** Name of the list, `Query.products`. */
  readonly list: string;
  readonly filter: unknown;
  readonly sort: readonly string[];
  /** What the viewer may see of the list: a right gained or lost ends the walk. */
  readonly scope: Scope;
};

/** So many rows of one list may be walked; whoever needs more asks for them as a bulk job. */
export const longestWalk = 25_000;

export type Cursors = {
  /**
   * @param values the sort values of a row and its id, as text
   * @param nth place of the row in its page, from 0: the cursor knows how far the walk has come
   */
  write(values: readonly string[], nth?: number): string;
  /**
   * @returns the values, null for the first page
   * @throws Refusal `BAD_USER_INPUT` {field: "after"} when the cursor is damaged or of another list, filter, order or viewer;
   *   `BULK_REQUIRED` {max} when the walk has come to its end
   */
  read(cursor: string | null | undefined): readonly string[] | null;
};

const sorted = (scope: Scope): unknown =>
  scope === "everything"
    ? scope
    : scope
        .map((clause) =>
          canonicalJson(
            Object.fromEntries(Object.entries(clause).map(([field, values]) => [field, values.toSorted()])),
          ),
        )
        .sort();

type Place = { readonly walked: number; readonly values: readonly string[] };

const placeOf = (payload: string): Place | null => {
  const [walked, ...values] = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as readonly unknown[];
  return typeof walked === "number" && values.every((one) => typeof one === "string") ? { walked, values } : null;
};

const foreign = (): never => {
  throw new Refusal("BAD_USER_INPUT", { field: "after" });
};

/**
 * The cursors of one list as one viewer walks it, for one page: opaque to clients, signed by the service. A page is
 * read before its cursors are written.
 *
 * @param keys the first signs, all verify
 * @example const cursor = cursors(keys, { list: "Query.products", filter: where, sort: ["nameVi"], scope });
 */
export const cursors = (keys: readonly string[], { list, filter, sort, scope }: CursorBinding): Cursors => {
  const [key] = keys;
  if (key === undefined) throw new Error("Cursors need a key");
  const bound = canonicalJson({ list, filter: filter ?? null, sort, scope: sorted(scope) });
  let before = 0;
  return {
    write: (values, nth = 0) => {
      const payload = Buffer.from(JSON.stringify([before + nth + 1, ...values])).toString("base64url");
      return `${payload}.${sign(key, [bound, payload])}`;
    },
    read: (cursor) => {
      if (cursor === null || cursor === undefined) return null;
      const [payload = "", signature = "", ...more] = cursor.split(".");
      if (more.length > 0 || !isSigned(keys, [bound, payload], signature)) return foreign();
      const { walked, values } = placeOf(payload) ?? foreign();
      if (walked >= longestWalk) throw new Refusal("BULK_REQUIRED", { max: longestWalk });
      before = walked;
      return values;
    },
  };
};
