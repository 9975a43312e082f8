import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { z } from "zod";

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

/** The folder of this service, from the sources as well as from the build: the nearest one with a package.json. */
export const serviceRoot = (from: string = __dirname): string =>
  existsSync(join(from, "package.json")) ? from : serviceRoot(dirname(from));

/** Reads the text of a reference file by its name. Tests read others than the committed ones. */
export type ReadFile = (name: string) => string;

export const committedFile: ReadFile = (name) => readFileSync(join(serviceRoot(), "reference", name), "utf8");

const lineAt = (text: string, position: number): string => `line ${String(text.slice(0, position).split("\n").length)}`;

/** Where the parser stopped: it names a position, a line, or the end of the text. */
const placeOf = (text: string, message: string): string => {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return lineAt(text, position === undefined ? text.length : Number(position));
};

const json = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new DamagedFile(file, placeOf(text, error.message), "is not JSON");
    throw error;
  }
};

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === "number" ? `[${String(key)}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");

/** What zod found first. */
const firstIssue = (file: string, { issues }: z.ZodError): DamagedFile => {
  const [issue] = issues;
  return new DamagedFile(file, issue && issue.path.length > 0 ? pathOf(issue.path) : "its top", issue?.message ?? "");
};

/**
 * Reads a JSON file of reference data.
 *
 * @throws DamagedFile with the line where it stops being JSON, or the path that breaks the shape
 */
export const parseJson = <T>(file: string, text: string, shape: z.ZodType<T>): T => {
  if (text !== text.normalize("NFC")) throw new DamagedFile(file, "its text", "is not composed (NFC)");
  const result = shape.safeParse(json(file, text));
  if (!result.success) throw firstIssue(file, result.error);
  return result.data;
};
