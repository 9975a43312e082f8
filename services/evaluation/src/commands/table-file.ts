import { CsvError, parse } from "csv-parse/sync";
import type { z } from "zod";
import { DamagedFile } from "./reference-file";

type Parsed = { readonly record: Readonly<Record<string, string>>; readonly info: { readonly lines: number } };

const recordsOf = (file: string, text: string): readonly Parsed[] => {
  try {
    return parse(text, { columns: true, info: true }) as unknown as readonly Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error["lines"];
    throw new DamagedFile(file, typeof line === "number" ? `line ${String(line)}` : "its end", error.message);
  }
};

/**
 * Reads a CSV file of reference data with a line of titles.
 *
 * @param shape of one row; empty fields are empty texts
 * @returns the rows, each with the line it ends in
 * @throws DamagedFile naming the first line that is not a row of this shape
 */
export const parseTable = <Row>(
  file: string,
  text: string,
  shape: z.ZodType<Row>,
): readonly { readonly row: Row; readonly line: number }[] => {
  if (text !== text.normalize("NFC")) throw new DamagedFile(file, "its text", "is not composed (NFC)");
  return recordsOf(file, text).map(({ record, info: { lines: line } }) => {
    const result = shape.safeParse(record);
    if (result.success) return { row: result.data, line };
    const [issue] = result.error.issues;
    throw new DamagedFile(file, `line ${String(line)}`, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  });
};
