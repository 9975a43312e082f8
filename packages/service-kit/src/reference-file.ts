import { CsvError, parse, type Options } from "csv-parse/sync";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** A reference file that cannot be used: which, where and why. Nothing of it has been written. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
  constructor(
    readonly file: string,
    readonly place: string,
    readonly reason: string,
  ) {
    super(`${file}, ${place}: ${reason}`);
  }
}

/**
 * The folder of a package, from its sources as well as from its build: the nearest one with a package.json.
 *
 * @param from `__dirname` of a file of the package
 */
export const packageRoot = (from: string): string => {
  if (existsSync(join(from, "package.json"))) return from;
  if (dirname(from) === from) throw new Error("There is no package.json above this file");
  return packageRoot(dirname(from));
};

/** Gives the text of a reference file by its name. Tests give others than the committed ones. */
export type ReadFile = (name: string) => string;

/**
 * The text of a file: UTF-8, composed (NFC), without a byte order mark.
 *
 * @throws DamagedFile naming the first line that is not
 */
export const textOf = (file: string, bytes: Buffer): string => {
  const text = bytes.toString("utf8");
  const lines = text.split("\n");
  const refuseLine = (reason: string, isWrong: (line: string) => boolean): void => {
    const wrong = lines.findIndex(isWrong);
    if (wrong >= 0) throw new DamagedFile(file, `line ${String(wrong + 1)}`, reason);
  };
  refuseLine("is not UTF-8", (line) => line.includes("\uFFFD"));
  refuseLine("begins with a byte order mark", (line) => line.startsWith("\uFEFF"));
  refuseLine("is not composed (NFC)", (line) => line !== line.normalize("NFC"));
  return text;
};

/**
 * Reads the files of a service's `reference/` folder, their bytes checked.
 *
 * @param from `__dirname` of a file of the service
 */
export const committedFiles = (from: string): ReadFile => {
  const folder = join(packageRoot(from), "reference");
  return (name) => textOf(name, readFileSync(join(folder, name)));
};

/** A field that may be left empty: null then. */
export const absentWhenEmpty = <T>(inner: z.ZodType<T, string>) =>
  z.union([z.literal("").transform(() => null), inner]);

/** One row of a table, and the line of the file it ends in. */
export type Line<Row> = { readonly row: Row; readonly line: number };

type Parsed = { readonly record: Readonly<Record<string, string>>; readonly info: { readonly lines: number } };

const recordsOf = (file: string, text: string, options: Options): readonly Parsed[] => {
  try {
    return parse(text, { ...options, columns: true, info: true }) as unknown as readonly Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error["lines"];
    throw new DamagedFile(file, typeof line === "number" ? `line ${String(line)}` : "its end", error.message);
  }
};

/**
 * Reads a table of reference data with a line of titles: tab-separated without quotes (`.tsv`), or CSV.
 *
 * @param shape of one row; empty fields are empty texts
 * @throws DamagedFile naming the first line that is not a row of this shape
 */
export const parseTable = <Row>(file: string, text: string, shape: z.ZodType<Row>): readonly Line<Row>[] => {
  const dialect = file.endsWith(".tsv") ? { delimiter: "\t", quote: null } : { delimiter: "," };
  return recordsOf(file, text, dialect).map(({ record, info: { lines: line } }) => {
    const result = shape.safeParse(record);
    if (result.success) return { row: result.data, line };
    const [issue] = result.error.issues;
    throw new DamagedFile(file, `line ${String(line)}`, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  });
};

const lineAt = (text: string, position: number): string => `line ${String(text.slice(0, position).split("\n").length)}`;

const jsonOf = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, position = text.length] = /at position (\d+)/.exec(error.message) ?? [];
    throw new DamagedFile(file, lineAt(text, Number(position)), "is not JSON");
  }
};

const jsonToken = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/** Where the value under these keys begins in a text that is JSON; where they lead nowhere, the last that is there. */
const positionOf = (text: string, path: readonly PropertyKey[]): number => {
  const open: (string | number | null)[] = []; // a key for each array and object around; null where a name comes next
  const found = { position: 0, depth: -1 };
  for (const { 0: token, index } of text.matchAll(jsonToken)) {
    const key = open.at(-1);
    if (token === ":") continue;
    if (token === "}" || token === "]") open.pop();
    else if (token === ",") open[open.length - 1] = typeof key === "number" ? key + 1 : null;
    else if (key === null) open[open.length - 1] = JSON.parse(token) as string;
    else {
      if (open.length > found.depth && open.every((one, nth) => one === path[nth]))
        Object.assign(found, { position: index, depth: open.length });
      if (token === "{") open.push(null);
      if (token === "[") open.push(0);
    }
  }
  return found.position;
};

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === "number" ? `[${String(key)}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");

/**
 * Reads a JSON file of reference data.
 *
 * @throws DamagedFile with the line where it stops being JSON, or with line and path of the first value
 *   that breaks the shape
 */
export const parseJson = <Content>(file: string, text: string, shape: z.ZodType<Content>): Content => {
  const result = shape.safeParse(jsonOf(file, text));
  if (result.success) return result.data;
  const { path = [], message = "" } = result.error.issues[0] ?? {};
  const place = path.length === 0 ? "its top" : `${lineAt(text, positionOf(text, path))}, ${pathOf(path)}`;
  throw new DamagedFile(file, place, message);
};
