import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const committed = (file: string): string | null => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
};

/**
 * Holds a printed text against the committed file that reviewers read.
 *
 * @throws Error when they differ; it says where the new text lies, to be compared and copied over the old one
 */
export const demandCommitted = (file: string, text: string): void => {
  if (committed(file) === text) return;
  const printed = join(tmpdir(), "ocop-printed", basename(dirname(file)), basename(file));
  mkdirSync(dirname(printed), { recursive: true });
  writeFileSync(printed, text);
  throw new Error(`${file} is not what the rules print. Read the difference, then: cp ${printed} ${file}`);
};
