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

export type Cursors = {
  /** @param values the sort values of a row and its id, as text */
  write(values: readonly string[]): string;
  /**
   * @returns the values, null for the first page
   * @throws Refusal `BAD_USER_INPUT` {field: "after"} when the cursor is damaged or of another list, filter, order or viewer
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

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

const foreign = (): never => {
  throw new Refusal("BAD_USER_INPUT", { field: "after" });
};

/**
 * The cursors of one list as one viewer walks it: opaque to clients, signed by the service.
 *
 * @param keys the first signs, all verify
 * @example const cursor = cursors(keys, { list: "Query.products", filter: where, sort: ["nameVi"], scope });
 */
export const cursors = (keys: readonly string[], { list, filter, sort, scope }: CursorBinding): Cursors => {
  const [key] = keys;
  if (key === undefined) throw new Error("Cursors need a key");
  const bound = canonicalJson({ list, filter: filter ?? null, sort, scope: sorted(scope) });
  return {
    write: (values) => {
      const payload = Buffer.from(JSON.stringify(values)).toString("base64url");
      return `${payload}.${sign(key, [bound, payload])}`;
    },
    read: (cursor) => {
      if (cursor === null || cursor === undefined) return null;
      const [payload = "", signature = "", ...more] = cursor.split(".");
      if (more.length > 0 || !isSigned(keys, [bound, payload], signature)) return foreign();
      const values: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
      return isTexts(values) ? values : foreign();
    },
  };
};
