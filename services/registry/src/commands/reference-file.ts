import { CsvError, parse, type Options } from "csv-parse/sync";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { z } from "zod";

/** A reference file that cannot be used: which, where and why. Nothing of it has been written. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
  constructor(file: string, place: string, reason: string) {
    super(`${file}, ${place}: ${reason}`);
  }
}

/** The folder of this service, from the sources as well as from the build: the nearest one with a package.json. */
export const serviceRoot = (from = __dirname): string =>
  existsSync(join(from, "package.json")) ? from : serviceRoot(dirname(from));

/** Reads the text of a reference file by its name. Tests read others than the committed ones. */
export type ReadFile = (name: string) => Buffer;

export const committedFile: ReadFile = (name) => readFileSync(join(serviceRoot(), "reference", name));

const textOf = (file: string, bytes: Buffer): string => {
  const text = bytes.toString("utf8");
  const lines = text.split("\n");
  const wrong = lines.findIndex((line) => line.includes("\uFFFD"));
  if (wrong >= 0) throw new DamagedFile(file, `line ${String(wrong + 1)}`, "is not UTF-8");
  const loose = lines.findIndex((line) => line !== line.normalize("NFC"));
  if (loose >= 0) throw new DamagedFile(file, `line ${String(loose + 1)}`, "is not composed (NFC)");
  return text;
};

/** One row of a table, and the line of the file it stands in. */
export type Line<Row> = { readonly row: Row; readonly line: number };

type Parsed = { readonly record: Readonly<Record<string, string>>; readonly info: { readonly lines: number } };

const recordsOf = (file: string, text: string, options: Options): readonly Parsed[] => {
  try {
    return parse(text, { ...options, columns: true, info: true }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error["lines"];
    throw new DamagedFile(file, typeof line === "number" ? `line ${String(line)}` : "its end", error.message);
  }
};

/**
 * Reads a table of reference data: tab-separated without quotes (`.tsv`), or CSV.
 *
 * @param shape of one row; empty fields are empty texts
 * @throws DamagedFile naming the first line that is not a row of this shape
 */
export const readTable = <Row>(file: string, bytes: Buffer, shape: z.ZodType<Row>): readonly Line<Row>[] => {
  const dialect = file.endsWith(".tsv") ? { delimiter: "\t", quote: null } : { delimiter: "," };
  return recordsOf(file, textOf(file, bytes), dialect).map(({ record, info: { lines: line } }) => {
    const result = shape.safeParse(record);
    if (result.success) return { row: result.data, line };
    const [issue] = result.error.issues;
    throw new DamagedFile(file, `line ${String(line)}`, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  });
};

const placeIn = (text: string, message: string): string => {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return `line ${String(text.slice(0, position === undefined ? text.length : Number(position)).split("\n").length)}`;
};

/**
 * Reads a JSON file of reference data.
 *
 * @throws DamagedFile with the line where it stops being JSON, or the path that breaks the shape
 */
export const readJson = <Content>(file: string, bytes: Buffer, shape: z.ZodType<Content>): Content => {
  const text = textOf(file, bytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new DamagedFile(file, placeIn(text, error.message), "is not JSON");
    throw error;
  }
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DamagedFile(file, issue?.path.join(".") || "its top", issue?.message ?? "");
};

/**
 * Holds counted figures against those the source gives.
 *
 * @throws DamagedFile naming the first figure that differs
 */
export const checkCounts = (
  file: string,
  found: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): void => {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [is, should] = [found[name] ?? 0, expected[name] ?? 0];
    if (is !== should)
      throw new DamagedFile(file, "its rows", `${name}: ${String(is)} found, ${String(should)} expected`);
  }
};

/** How often each name occurs. */
export const tally = (names: Iterable<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
